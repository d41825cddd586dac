# SPDX-License-Identifier: GPL-3.0-or-later
"""Scene kit for the cloth pictures: scene, light, camera, materials, meshes and strands.

Surfaces are image textures rather than procedural nodes, because on a CPU a baked texture renders
several times faster than layered noise nodes. Object units are about 20 cm.
"""
import math

import bpy
import numpy as np
from PIL import Image
from mathutils import Vector
from scipy.interpolate import CubicSpline


def srgb(hexs):
    h = hexs.lstrip('#')
    return np.array([int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def lin(hexs):
    c = srgb(hexs)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def shade(hexs, k):
    return '#%02x%02x%02x' % tuple(int(v * 255) for v in np.clip(srgb(hexs) * k, 0, 1))


def field(shape, cell, seed=0):
    """Smooth noise that tiles, mean 0, deviation 1; cell is the grain in pixels, one number or (rows, columns)."""
    cell = cell if isinstance(cell, tuple) else (cell, cell)
    n = [max(3, int(round(s / c))) for s, c in zip(shape, cell)]
    n = [min(k, s) for k, s in zip(n, shape)]
    r = np.random.default_rng(seed).standard_normal(n).astype(np.float32)
    big = Image.fromarray(np.ascontiguousarray(np.pad(r, 2, mode='wrap')))
    g = np.asarray(big.resize((shape[1], shape[0]), Image.BICUBIC, box=(2, 2, 2 + n[1], 2 + n[0])))
    return (g - g.mean()) / (g.std() + 1e-9)


def reset(size, samples, exposure=0.5):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    s = bpy.context.scene
    s.render.engine = 'CYCLES'
    c = s.cycles
    c.device, c.samples = 'CPU', samples
    c.use_adaptive_sampling, c.adaptive_threshold = True, 0.06
    c.use_denoising, c.denoiser = True, 'OPENIMAGEDENOISE'
    c.denoising_prefilter, c.denoising_quality = 'FAST', 'BALANCED'
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces = 2, 1, 1
    c.caustics_reflective = c.caustics_refractive = False
    c.blur_glossy = 1.0
    s.render.resolution_x = s.render.resolution_y = size
    s.view_settings.view_transform = 'AgX'
    s.view_settings.look = 'AgX - Medium High Contrast'
    s.view_settings.exposure = exposure
    s.cycles_curves.shape = 'THICK'
    return s


def world(col='#eef0f2', strength=0.5):
    w = bpy.data.worlds.new('w')
    bpy.context.scene.world = w
    w.use_nodes = True
    bg = w.node_tree.nodes['Background']
    bg.inputs[0].default_value = (*lin(col), 1)
    bg.inputs[1].default_value = strength


def aim(o, loc, target):
    o.location = loc
    o.rotation_euler = (Vector(target) - Vector(loc)).to_track_quat('-Z', 'Y').to_euler()
    bpy.context.collection.objects.link(o)
    return o


def area(loc, target, size, power, col='#fff1dc'):
    l = bpy.data.lights.new('area', 'AREA')
    l.energy, l.size, l.color = power, size, lin(col)
    return aim(bpy.data.objects.new('area', l), loc, target)


def sun(direction, strength, angle=1.3, col='#ffdfb2'):
    l = bpy.data.lights.new('sun', 'SUN')
    l.energy, l.angle, l.color = strength, math.radians(angle), lin(col)
    return aim(bpy.data.objects.new('sun', l), (0, 0, 0), direction)


def camera(loc, target, lens=85, fstop=None, focus=None):
    c = bpy.data.cameras.new('cam')
    c.lens = lens
    o = aim(bpy.data.objects.new('cam', c), loc, target)
    bpy.context.scene.camera = o
    if fstop:
        c.dof.use_dof, c.dof.aperture_fstop = True, fstop
        c.dof.focus_distance = (Vector(focus or target) - Vector(loc)).length
    return o


def gobo(direction, centre, kind='leaf', seed=3):
    """Black cut-outs in the sun's way: leaf sprays or the muntins of a window. Seen by nothing but the shadow."""
    g = np.random.default_rng(seed)
    d = Vector(direction).normalized()
    ctr = Vector(centre) - d * 5
    m3 = d.to_track_quat('-Z', 'Y').to_matrix()
    vs, fs = [], []

    def quad(q):
        b = len(vs)
        vs.extend([tuple(ctr + m3 @ Vector((a, c, 0))) for a, c in q])
        fs.append([b, b + 1, b + 2, b + 3])

    def rect(u, v, w, h):
        quad([(u - w / 2, v - h / 2), (u + w / 2, v - h / 2), (u + w / 2, v + h / 2), (u - w / 2, v + h / 2)])

    if kind == 'window':
        for u in (-4.3, 4.3):
            rect(u, 0, 5, 14)
        for v in (4.9, -4.9):
            rect(0, v, 14, 5)
        rect(0, 0, .14, 6), rect(0, .8, 6, .12), rect(0, -.8, 6, .12)
    else:
        for _ in range(9):
            p = np.array([g.uniform(-3.2, 3.2), g.uniform(-2.4, 2.6)])
            a = g.uniform(0, 6.3)
            for k in range(13):
                q = p + np.array([math.cos(a), math.sin(a)]) * k * .16
                la, ln = a + (1 if k % 2 else -1) * .9, .55 * math.sin(math.pi * (k + 2) / 16)
                ax = np.array([math.cos(la), math.sin(la)])
                nx = np.array([-ax[1], ax[0]])
                t = np.linspace(0, 1, 9)
                w = .15 * np.sin(np.pi * t)
                for j in range(8):
                    quad([q + ax * ln * t[j] - nx * w[j], q + ax * ln * t[j] + nx * w[j],
                          q + ax * ln * t[j + 1] + nx * w[j + 1], q + ax * ln * t[j + 1] - nx * w[j + 1]])
    o = mesh('gobo', vs, fs, Mat('black', '#000000'), smooth=False)
    o.visible_camera = o.visible_diffuse = o.visible_glossy = False


def light(side='left', kind='soft', at=(0, 0, .5), power=1.0, seed=3):
    """One key, one weak fill. side: left, right, back-left, back-right; kind: soft, leaf, window (the last two add sun)."""
    sx = 1 if 'right' in side else -1
    back = 'back' in side
    x, y, z = at
    soft = kind == 'soft'
    key = (620 if soft else 230) * power
    area((x + sx * 4.5, y + (1.4 if back else -2.6), z + 3.4), at, 2.2, key)
    area((x - sx * 4, y - 3.6, z + 2.2), at, 3, 45 * power, '#dfe8ff')
    if not soft:
        d = (-sx * 1.0, .75, -.8)
        sun(d, 3.3 * power)
        gobo(d, at, kind, seed)


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
    im.update()
    return im


class Mat:
    """A Principled material; texture and bump by UV."""

    def __init__(self, name='m', col=None, rough=.88, sheen=.06, spec=.2):
        self.m = bpy.data.materials.new(name)
        self.m.use_nodes = True
        self.t = self.m.node_tree
        self.b = self.t.nodes['Principled BSDF']
        self.b.inputs['Roughness'].default_value = rough
        self.b.inputs['Sheen Weight'].default_value = sheen
        self.b.inputs['Specular IOR Level'].default_value = spec
        if col:
            self.b.inputs['Base Color'].default_value = (*lin(col), 1)

    def node(self, kind, **kw):
        n = self.t.nodes.new(kind)
        for k, v in kw.items():
            setattr(n, k, v)
        return n

    def tex(self, im, scale=(1, 1), rot=0.0):
        tc, mp = self.node('ShaderNodeTexCoord'), self.node('ShaderNodeMapping')
        mp.inputs['Scale'].default_value = (*scale, 1)
        mp.inputs['Rotation'].default_value = (0, 0, rot)
        t = self.node('ShaderNodeTexImage', image=im, interpolation='Linear')
        self.t.links.new(tc.outputs['UV'], mp.inputs[0])
        self.t.links.new(mp.outputs[0], t.inputs[0])
        return t.outputs[0]

    def maps(self, colour, height=None, dist=.01, strength=1.0, scale=(1, 1), rot=0.0):
        name = self.m.name
        self.t.links.new(self.tex(image(name + '-c', np.clip(colour, 0, 1)), scale, rot), self.b.inputs['Base Color'])
        if height is not None:
            b = self.node('ShaderNodeBump')
            b.inputs['Strength'].default_value, b.inputs['Distance'].default_value = strength, dist
            self.t.links.new(self.tex(image(name + '-h', height, True), scale, rot), b.inputs['Height'])
            self.t.links.new(b.outputs[0], self.b.inputs['Normal'])
        return self


def yarn(cols, name='yarn'):
    """Strand material: each strand takes one of the colours, with a little play in tone."""
    cols = [cols] if isinstance(cols, str) else list(cols)
    m = Mat(name, cols[0], .9, .25, .15)
    r, hi = m.node('ShaderNodeValToRGB'), m.node('ShaderNodeHairInfo')
    stops = [(i + f, shade(c, k)) for i, c in enumerate(cols) for f, k in ((.0, .88), (.98, 1.1))]
    e = r.color_ramp.elements
    while len(e) < len(stops):
        e.new(.5)
    for q, (p, c) in zip(e, stops):
        q.position, q.color = min(p / len(cols), 1), (*lin(c), 1)
    m.t.links.new(hi.outputs['Random'], r.inputs[0])
    m.t.links.new(r.outputs[0], m.b.inputs['Base Color'])
    return m


def mesh(name, v, f, mat=None, uv=None, smooth=True):
    v, f = np.asarray(v, np.float32), np.asarray(f, np.int32)
    k = f.shape[1]
    me = bpy.data.meshes.new(name)
    me.vertices.add(len(v))
    me.vertices.foreach_set('co', v.ravel())
    me.loops.add(f.size)
    me.loops.foreach_set('vertex_index', f.ravel())
    me.polygons.add(len(f))
    me.polygons.foreach_set('loop_start', np.arange(0, f.size, k, dtype=np.int32))
    me.update(calc_edges=True)
    if smooth:
        me.polygons.foreach_set('use_smooth', np.ones(len(f), bool))
    if uv is not None:
        me.uv_layers.new(name='UVMap').data.foreach_set('uv', np.asarray(uv, np.float32)[f.ravel()].ravel())
    me.validate()
    o = bpy.data.objects.new(name, me)
    bpy.context.collection.objects.link(o)
    if mat:
        me.materials.append(mat.m)
    return o


def grid(P, mat=None, uv=None, wrap_u=False, wrap_v=False, name='grid', thick=0.0, flip=False):
    """A surface from an array of points (nu, nv, 3)."""
    nu, nv = P.shape[:2]
    idx = np.arange(nu * nv).reshape(nu, nv)
    i, j = np.meshgrid(np.arange(nu if wrap_u else nu - 1), np.arange(nv if wrap_v else nv - 1), indexing='ij')
    i2, j2 = (i + 1) % nu, (j + 1) % nv
    f = np.stack([idx[i, j], idx[i2, j], idx[i2, j2], idx[i, j2]], -1).reshape(-1, 4)
    if flip:
        f = f[:, ::-1]
    if uv is None:
        uv = np.stack(np.meshgrid(np.linspace(0, 1, nu), np.linspace(0, 1, nv), indexing='ij'), -1)
    o = mesh(name, P.reshape(-1, 3), f, mat, uv.reshape(-1, 2))
    if thick:
        s = o.modifiers.new('thick', 'SOLIDIFY')
        s.thickness, s.offset = thick, 0
    return o


def strands(paths, radius, mat, name='strands'):
    """Hair curves: paths (n, k, 3); radius a number, (n,), or (n, k)."""
    paths = np.asarray(paths, np.float32)
    n, k = paths.shape[:2]
    hc = bpy.data.hair_curves.new(name)
    hc.add_curves([k] * n)
    hc.points.foreach_set('position', paths.ravel())
    r = np.asarray(radius, np.float32)
    r = np.repeat(r[:, None], k, 1) if r.ndim == 1 else np.broadcast_to(r, (n, k))
    hc.points.foreach_set('radius', np.ascontiguousarray(r, np.float32).ravel())
    o = bpy.data.objects.new(name, hc)
    bpy.context.collection.objects.link(o)
    hc.materials.append(mat.m)
    return o


def spline(pts, n=200):
    """A smooth path through points, evenly spaced."""
    p = np.asarray(pts, float)
    d = np.r_[0, np.cumsum(np.sqrt(np.linalg.norm(np.diff(p, axis=0), axis=1)))]
    q = CubicSpline(d, p, bc_type='natural')(np.linspace(0, d[-1], n * 4))
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(q, axis=0), axis=1))]
    u = np.linspace(0, s[-1], n)
    return np.stack([np.interp(u, s, q[:, k]) for k in range(p.shape[1])], 1)


def frame(path):
    """Two unit normals along a path."""
    T = np.gradient(path, axis=0)
    T /= np.linalg.norm(T, axis=1, keepdims=True) + 1e-9
    N = np.zeros_like(T)
    n = np.cross(T[0], [0, 0, 1.0] if abs(T[0][2]) < .9 else [1.0, 0, 0])
    for i, t in enumerate(T):
        n = n - t * (n @ t)
        n /= np.linalg.norm(n) + 1e-9
        N[i] = n
    return N, np.cross(T, N)


def tube(path, rad, mat, ring=16, name='tube'):
    path = np.asarray(path, float)
    N, B = frame(path)
    ph = np.linspace(0, 2 * np.pi, ring, endpoint=False)
    rad = np.broadcast_to(np.asarray(rad, float), (len(path),))[:, None, None]
    P = path[:, None] + rad * (np.cos(ph)[None, :, None] * N[:, None] + np.sin(ph)[None, :, None] * B[:, None])
    return grid(P, mat, wrap_v=True, name=name)


def cord(path, mat, rad=.02, ply=3, turns=40):
    """A twisted cord along a path."""
    path = np.asarray(path, float)
    N, B = frame(path)
    ph = np.linspace(0, 2 * np.pi * turns, len(path))
    P = [path + rad * .62 * (np.cos(ph + k * 2 * np.pi / ply)[:, None] * N + np.sin(ph + k * 2 * np.pi / ply)[:, None] * B)
         for k in range(ply)]
    return strands(np.array(P), rad * .62, mat)


def rod(a, b, rad, mat):
    t = np.linspace(0, 1, 30)[:, None]
    p = np.asarray(a, float) * (1 - t) + np.asarray(b, float) * t
    tube(p, rad, mat, 32)
    for e, q in ((p[:1], p[:2]), (p[-1:], p[-2:][::-1])):
        d = (e[0] - q[1]) / np.linalg.norm(e[0] - q[1])
        k = np.linspace(0, 1, 8)
        tube(e + d * (k[:, None] * rad * .35), rad * np.sqrt(np.clip(1 - k ** 2, 0, 1)) + 1e-4, mat, 32)
