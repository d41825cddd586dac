# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour, noise and materials for the object pictures; everything is generated."""
import bpy
import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d, zoom

TAU = 2 * np.pi


def srgb(hexs):
    h = hexs.lstrip('#')
    return np.array([int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)])


def lin(hexs):
    c = srgb(hexs)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def shade(hexs, k):
    return '#%02x%02x%02x' % tuple(int(v * 255) for v in np.clip(srgb(hexs) * k, 0, 1))


def noise_lr(shape, cell, seed=0):
    """Smooth noise with features of about `cell` pixels, mean 0, deviation 1."""
    n = [max(4, int(s / cell) + 3) for s in shape]
    r = np.random.default_rng(seed).standard_normal(n)
    g = zoom(r, [s / m for s, m in zip(shape, n)], order=3, mode='wrap')[:shape[0], :shape[1]]
    return (g - g.mean()) / (g.std() + 1e-9)


def image(name, arr, data=False):
    arr = np.asarray(arr, np.float32)
    if arr.ndim == 2:
        arr = np.repeat(arr[..., None], 3, 2)
    h, w = arr.shape[:2]
    im = bpy.data.images.new(name, w, h, float_buffer=data)
    if data:
        im.colorspace_settings.name = 'Non-Color'
    px = np.ones((h, w, 4), np.float32)
    px[..., :3] = arr[::-1]
    im.pixels.foreach_set(px.ravel())
    if not data:
        im.pack()
    return im


class M:
    """A small builder around a Principled material."""

    def __init__(self, name='m'):
        self.m = bpy.data.materials.new(name)
        self.m.use_nodes = True
        self.t = self.m.node_tree
        self.b = self.t.nodes['Principled BSDF']

    def node(self, kind, **kw):
        n = self.t.nodes.new(kind)
        for k, v in kw.items():
            setattr(n, k, v)
        return n

    def link(self, a, b):
        self.t.links.new(a, b)

    def set(self, **kw):
        for k, v in kw.items():
            if isinstance(v, str):
                v = (*lin(v), 1)
            self.b.inputs[k.replace('_', ' ')].default_value = v
        return self

    def coords(self, coord='Object', scale=(1, 1, 1), rot=(0, 0, 0), loc=(0, 0, 0)):
        tc, mp = self.node('ShaderNodeTexCoord'), self.node('ShaderNodeMapping')
        mp.inputs['Scale'].default_value = scale
        mp.inputs['Rotation'].default_value = rot
        mp.inputs['Location'].default_value = loc
        self.link(tc.outputs[coord], mp.inputs[0])
        return mp.outputs[0]

    def tex(self, im, scale=(1, 1, 1), rot=0):
        t = self.node('ShaderNodeTexImage', image=im, interpolation='Cubic')
        self.link(self.coords('UV', scale, (0, 0, rot)), t.inputs[0])
        return t.outputs[0]

    def noise(self, scale, detail=4, rough=.6, sc=(1, 1, 1), dist=0):
        n = self.node('ShaderNodeTexNoise')
        for k, v in (('Scale', scale), ('Detail', detail), ('Roughness', rough), ('Distortion', dist)):
            n.inputs[k].default_value = v
        self.link(self.coords(scale=sc), n.inputs['Vector'])
        return n.outputs[0]

    def ramp(self, sock, stops):
        r = self.node('ShaderNodeValToRGB')
        e = r.color_ramp.elements
        while len(e) < len(stops):
            e.new(.5)
        for q, (p, c) in zip(e, stops):
            q.position, q.color = p, (*lin(c), 1)
        self.link(sock, r.inputs[0])
        return r.outputs[0]

    def mix(self, fac, a, b, mode='MIX'):
        m = self.node('ShaderNodeMix', data_type='RGBA', blend_type=mode)
        for sock, v in ((m.inputs[0], fac), (m.inputs[6], a), (m.inputs[7], b)):
            if isinstance(v, bpy.types.NodeSocket):
                self.link(v, sock)
            elif isinstance(v, str):
                sock.default_value = (*lin(v), 1)
            else:
                sock.default_value = v
        return m.outputs[2]

    def base(self, sock):
        self.link(sock, self.b.inputs['Base Color'])
        return self

    def bump(self, sock, dist=.01, strength=1.0):
        b = self.node('ShaderNodeBump')
        b.inputs['Strength'].default_value, b.inputs['Distance'].default_value = strength, dist
        self.link(sock, b.inputs['Height'])
        cur = self.b.inputs['Normal']
        if cur.is_linked:
            self.link(cur.links[0].from_socket, b.inputs['Normal'])
        self.link(b.outputs[0], cur)
        return self

    def attr(self, name='Col'):
        return self.node('ShaderNodeAttribute', attribute_name=name).outputs['Color']


def weave_tile(n=1024, th=32, seed=3, slub=.8):
    """Height of a plain weave 0..1, and which thread is on top."""
    y, x = np.mgrid[0:n, 0:n] / n * th
    r = np.random.default_rng(seed)
    w = [gaussian_filter1d(r.standard_normal((th, n)), 18, axis=1, mode='wrap') for _ in (0, 1)]
    w = [a / a.std() for a in w]
    ix, iy = x.astype(int) % th, y.astype(int) % th
    ky, kx = np.mgrid[0:n, 0:n]
    wx, wy = w[0][ix, ky], w[1][iy, kx]
    tx, ty = 1 + slub * .175 * np.clip(wx, -1.5, 2.5), 1 + slub * .175 * np.clip(wy, -1.5, 2.5)
    fx = np.clip(np.abs((x % 1) - .5 + .07 * wx) * 2 / tx, 0, 1)
    fy = np.clip(np.abs((y % 1) - .5 + .07 * wy) * 2 / ty, 0, 1)
    par = np.where((ix + iy) % 2 == 0, 1., -1.)
    hw = np.sqrt(1 - .95 * fx ** 2) * .5 + .5 * par * np.cos(np.pi * ((y % 1) - .5))
    hf = np.sqrt(1 - .95 * fy ** 2) * .5 - .5 * par * np.cos(np.pi * ((x % 1) - .5))
    top = hw > hf
    h = np.maximum(hw, hf) + .06 * np.where(top, np.sin(TAU * (y + (x % 1) * 1.2) * 1.5), np.sin(TAU * (x + (y % 1) * 1.2) * 1.5))
    tone = np.where(top, r.normal(0, .05, th)[ix], r.normal(0, .05, th)[iy])
    return (h - h.min()) / (h.max() - h.min()), top, tone


def cloth(col, col2=None, scale=16, bump=.02):
    """Hand-woven cloth; scale = tiles of 32 threads over the whole surface."""
    h, top, tone = weave_tile()
    k = np.clip(.70 + .36 * h + tone, .3, 1.25)[..., None]
    c = np.where(top[..., None], srgb(col), srgb(col2 or col)) * k
    m = M('cloth').set(Roughness=.9, Sheen_Weight=.15, Sheen_Roughness=.5)
    m.base(m.tex(image('c', np.clip(c, 0, 1)), (scale, scale, 1)))
    return m.bump(m.tex(image('h', h, True), (scale, scale, 1)), bump)


def plaster(col, col2=None, rough=.95, bump=.03):
    m = M('plaster').set(Roughness=rough)
    c = m.ramp(m.noise(.7, 6, .68, dist=.4), [(.3, col2 or shade(col, .86)), (.7, col)])
    m.base(m.mix(.25, c, m.ramp(m.noise(9, 3, .7), [(.3, shade(col, .75)), (.7, '#ffffff')]), 'MULTIPLY'))
    return m.bump(m.noise(3, 5, .7), bump).bump(m.noise(.7, 3, .5), bump * 4)


def board_image(light, dark, seed, n=1536, m=320):
    """One plain-sawn plank: rings cut lengthwise, fibres and pores along the grain."""
    r = np.random.default_rng(seed)
    y, x = np.linspace(-.5, .5, m)[:, None], np.linspace(0, 1, n)[None]
    slow = gaussian_filter1d(r.standard_normal((3, n)), 130, axis=1, mode='wrap')
    slow /= slow.std(1, keepdims=True)
    yc = r.uniform(-.25, .25) + .05 * slow[0]
    depth = .16 + .10 * slow[1] + .22 * np.abs(x - r.uniform(0, 1))
    ring = np.sqrt((y - yc) ** 2 + depth ** 2) + .006 * gaussian_filter(r.standard_normal((m, n)), (6, 60), mode='wrap') * 18
    f = ring * r.uniform(17, 26)
    late = (f % 1) ** 2.4
    tone = r.normal(0, 1, 60)[f.astype(int) % 60] * .10
    fib = gaussian_filter(r.standard_normal((m, n)), (.7, 45), mode='wrap')
    pore = gaussian_filter(r.standard_normal((m, n)), (.55, 7), mode='wrap')
    k = np.clip(.10 + .62 * late + tone + .16 * fib / fib.std() * .8 + .30 * (pore / pore.std() > 1.7), 0, 1)[..., None]
    return np.clip(srgb(light) * (1 - k) + srgb(dark) * k, 0, 1) * r.uniform(.9, 1.06)


def board(light, dark, seed=1, rough=.55):
    im = board_image(light, dark, seed)
    m = M('board').set(Roughness=rough)
    t = m.tex(image('b%d' % seed, im))
    return m.base(t).bump(t, .012, .5)


def turned_wood(light='#c99a62', dark='#7d4a24', scale=5.5, axis_tilt=.15, rough=.42, coat=.15, loc=(0, 0, .9)):
    """Solid wood: growth rings around a lengthwise axis, seen wherever the tool cut."""
    m = M('wood').set(Roughness=rough, Coat_Weight=coat, Coat_Roughness=.3)
    w = m.node('ShaderNodeTexWave', wave_type='RINGS', rings_direction='X', wave_profile='SAW')
    for k, v in (('Scale', scale), ('Distortion', 2.2), ('Detail', 2.5), ('Detail Scale', .55), ('Detail Roughness', .45)):
        w.inputs[k].default_value = v
    m.link(m.coords(scale=(.45, 1, 1), rot=(.1, axis_tilt, .2), loc=loc), w.inputs['Vector'])
    c = m.ramp(w.outputs['Fac'], [(.0, light), (.55, shade(light, .93)), (.88, dark), (1, shade(light, .96))])
    fine = m.noise(26, 4, .7, sc=(.10, 2.2, 2.2))
    m.base(m.mix(.55, c, m.ramp(fine, [(.36, dark), (.56, '#ffffff')]), 'MULTIPLY'))
    return m.bump(fine, .006, .5)


def plain(col, rough=.6, name='plain', **kw):
    m = M(name).set(Roughness=rough, **kw)
    m.base(m.ramp(m.noise(8, 5, .65), [(.3, shade(col, .86)), (.7, shade(col, 1.06))]))
    return m.bump(m.noise(40, 4, .65), .006)


def yarn(col):
    m = M('yarn').set(Roughness=.9, Sheen_Weight=.3, Sheen_Roughness=.5, Specular_IOR_Level=.15)
    return m.base(m.mix(m.node('ShaderNodeHairInfo').outputs['Random'], shade(col, .82), shade(col, 1.12)))


def leather(col='#7a4526'):
    m = M('leather').set(Roughness=.48)
    m.base(m.ramp(m.noise(5, 6, .7), [(.3, shade(col, .7)), (.7, col)]))
    return m.bump(m.noise(60, 4, .7), .012)
