# SPDX-License-Identifier: GPL-3.0-or-later
"""Clay, stone and wood: thrown pots, carved stone, turned bowls and spoons."""
from obj_registry import picture
from obj_studio import *


def glaze(clay, body, pool, speck='#3a2a1c', specks=.655, gloss=.16):
    """Mesh colour: red = glazed 0..1, green = thick edge of the glaze."""
    m = M('glaze')
    sep = m.node('ShaderNodeSeparateColor')
    m.link(m.attr(), sep.inputs[0])
    g, tk = sep.outputs[0], sep.outputs[1]
    raw = m.ramp(m.noise(90, 3, .8), [(.30, shade(clay, .68)), (.45, clay), (.7, shade(clay, 1.1))])
    b = m.ramp(m.noise(1.6, 6, .6, sc=(1, 1, .35)), [(.25, body[0]), (.5, body[1]), (.75, body[2])])
    b = m.mix(tk, b, pool)
    b = m.mix(m.ramp(m.noise(55, 2, .5), [(0, '#000000'), (specks, '#000000'), (specks + .035, '#ffffff')]), b, speck)
    m.base(m.mix(g, raw, b))
    r = m.node('ShaderNodeMapRange')
    r.inputs[3].default_value, r.inputs[4].default_value = .85, gloss
    m.link(g, r.inputs[0])
    m.link(r.outputs[0], m.b.inputs['Roughness'])
    c = m.node('ShaderNodeMath', operation='MULTIPLY')
    c.inputs[1].default_value = .5 if gloss < .3 else .1
    m.link(g, c.inputs[0])
    m.link(c.outputs[0], m.b.inputs['Coat Weight'])
    m.set(Coat_Roughness=.08)
    return m.bump(m.noise(150, 2, .6), .003, .5).bump(m.noise(5, 3, .5), .02, .35)


def pot(outer, inner, mat, dip=.5, spout=0, spout_z=1.95, rim=None, seed=3, throwing=1.0, seg=384, wave=.025):
    """A thrown pot; glaze starts at height `dip` with a slightly running edge."""
    pr = np.vstack([curve(outer, 520), curve(inner, 260)[1:]])
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(pr, axis=0), axis=1))]
    th = np.linspace(0, TAU, seg, endpoint=False)
    R, Z = np.repeat(pr[:, :1], seg, 1), np.repeat(pr[:, 1:], seg, 1)
    TH = np.repeat(th[None], len(pr), 0)
    rings = gaussian_filter1d(np.random.default_rng(seed).normal(0, 1, len(pr)), 5)
    rings /= rings.std()
    R = R + throwing * (.0026 * np.sin(s[:, None] * 55 + TH + 1.5 * np.sin(s[:, None] * 3)) + .0026 * rings[:, None]) * (Z > .06)
    R = R + .006 * np.sin(TH * 2 + Z * 2 + seed) * np.clip(Z, 0, 1)
    if spout:
        top = pr[:, 1].max()
        k = np.clip((Z - spout_z) / (top - spout_z), 0, 1) ** 1.6
        a = np.angle(np.exp(1j * (TH - np.pi)))
        R = R + spout * k * (.26 * np.exp(-(a / .30) ** 2) - .05 * np.exp(-((np.abs(a) - .75) / .35) ** 2))
        Z = Z + spout * k * .07 * np.exp(-(a / .35) ** 2)
    n = gaussian_filter1d(noise_lr((64, seg), 34, seed + 5)[3], 6, mode='wrap')[None]
    line = dip + wave * n + wave * 3 * np.sin(TH + seed) - wave * 2 * np.clip(n - .9, 0, 2)
    gl = 1 / (1 + np.exp(-np.clip((Z - line) / .012, -30, 30)))
    inside = (np.arange(len(pr)) >= 520)[:, None]
    gl = np.where(inside, 1., gl)
    tk = np.where(inside, 0, np.exp(-((Z - line - .03) / .035) ** 2))
    R = R + np.where(inside, 0, gl * .008 + tk * .012)
    P = np.stack([R * np.cos(TH), R * np.sin(TH), Z], -1)
    return grid(P, mat, wrap_v=True, col=np.stack([gl, tk, 0 * gl], -1), name='pot')


def handle(pts, mat, radii=(.12, .095, .075, .09, .16), wide=1.7):
    h = curve(pts, 120)
    t = tube(h, np.interp(np.linspace(0, 1, 120), [0, .08, .5, .92, 1], radii), mat, ring=24, cap=False)
    me = t.data
    me.color_attributes.new('Col', 'FLOAT_COLOR', 'POINT').data.foreach_set('color', np.tile([1, 0, .7, 1], len(me.vertices)).astype(np.float32))
    co = np.zeros(len(me.vertices) * 3, np.float32)
    me.vertices.foreach_get('co', co)
    co = co.reshape(-1, 3)
    co[:, 1] *= wide
    me.vertices.foreach_set('co', co.ravel())
    return t


JUG = [(0, .03), (.35, .03), (.50, 0), (.56, .03), (.80, .45), (.90, .95), (.74, 1.5), (.47, 1.9), (.42, 2.15), (.52, 2.42)]
JUG_IN = [(.52, 2.42), (.485, 2.44), (.45, 2.38), (.37, 2.15), (.42, 1.88), (.66, 1.5)]
SQUAT = [(0, .03), (.4, .03), (.6, 0), (.68, .04), (1.0, .42), (1.04, .82), (.78, 1.2), (.60, 1.36), (.62, 1.58)]
SQUAT_IN = [(.62, 1.58), (.585, 1.60), (.55, 1.56), (.55, 1.36), (.74, 1.16), (.9, .8)]


def stone(cols, vein='#d9d4c2', rough=.38):
    m = M('stone').set(Roughness=rough, Coat_Weight=.15, Coat_Roughness=.3)
    c = m.ramp(m.noise(1.7, 9, .68, dist=1.4), [(.28, cols[0]), (.45, cols[1]), (.58, cols[2]), (.74, cols[3])])
    v = m.ramp(m.noise(1.1, 7, .55, dist=2.5), [(.475, '#000000'), (.5, '#ffffff'), (.525, '#000000')])
    m.base(m.mix(m.mix(.5, '#000000', v), c, vein))
    return m.bump(m.noise(70, 3, .6), .004, .5)


@picture('clay-jug-cobalt-01', 'tall glazed jug and cup', 'pottery', 'stoneware clay; glaze', 'cobalt blue, oatmeal', 'any',
         'A tall cobalt blue jug with a bare clay foot stands beside a small matching cup on a dark slate.')
def jug_cobalt():
    world('#eef0f2', .5)
    m = glaze('#c9a27c', ('#15306b', '#2552a0', '#6a9acb'), '#0f2350', '#0b1426', .66)
    j = [pot(JUG, JUG_IN, m, .42, 1, seed=8), handle([(.30, 0, 2.06), (.66, 0, 2.3), (1.04, 0, 2.05), (1.06, 0, 1.6), (.90, 0, 1.2), (.72, 0, 1.02)], m)]
    put(j, (-.35, .25, 0), (0, 0, 24), 1.12)
    c = pot([(0, .03), (.2, .03), (.3, 0), (.34, .03), (.44, .3), (.47, .62)], [(.47, .62), (.445, .635), (.42, .6), (.40, .3), (.28, .1), (0, .08)], m, .16, seed=4)
    put([c], (1.1, -.75, 0))
    ground('slate', '#54504c', 6)
    wall('plaster', '#e6dbc8', 3.2)
    light('left', 1.1)
    camera((.3, -8.8, 3.1), (.16, 0, 1.2), 68, 5.6, (0, -.7, 1))


@picture('clay-jug-honey-02', 'squat milk jug', 'pottery', 'earthenware clay; glaze', 'honey yellow, terracotta', 'any',
         'A squat honey-yellow jug with a terracotta foot stands on a blue cloth by a sunny wall.')
def jug_honey():
    world('#e6edf4', .5)
    m = glaze('#a35a36', ('#a4671c', '#d79a34', '#eec468'), '#7a4411', '#5a2f10', .64)
    j = [pot(SQUAT, SQUAT_IN, m, .36, 1.25, 1.2, seed=5), handle([(.5, 0, 1.42), (.9, 0, 1.62), (1.30, 0, 1.38), (1.30, 0, 1.0), (1.16, 0, .72), (.95, 0, .62)], m)]
    put(j, (0, .1, 0), (0, 0, 28), 1.15)
    ground('linen', '#5f7f97', 5)
    wall('wash', '#e9dcc4', 2.4)
    sun((.9, .8, -.75), 3.2, 1.6, gobo='window', centre=(.4, 1.2, 1.2))
    light('left', .5)
    camera((-.3, -7.6, 2.7), (.1, 0, .98), 70, 5.6, (0, -.9, .8))


@picture('clay-cups-set-03', 'set of four cups', 'pottery', 'stoneware clay; glaze', 'celadon, oatmeal, rust, slate blue', 'any',
         'Four small handmade cups in celadon, oatmeal, rust and slate blue glazes stand on a pale painted board.')
def cups():
    world('#f0efe9', .55)
    body = [(('#6f9384', '#94b7a4', '#c3d9c8'), '#55796b', .70), (('#cdbfa6', '#e4d8c2', '#f2eadb'), '#b39d7d', .615), (('#7c2f17', '#a74a22', '#c97a44'), '#4c1a0c', .66), (('#3c5468', '#57748a', '#8ca7b5'), '#2a3c4c', .66)]
    out = [(0, .03), (.28, .03), (.40, 0), (.44, .03), (.56, .34), (.58, .70), (.56, .98)]
    inn = [(.56, .98), (.53, 1.0), (.50, .96), (.51, .6), (.46, .28), (.3, .12), (0, .1)]
    for k, (x, y) in enumerate([(-1.1, .35), (.2, .85), (1.25, .1), (.02, -.75)]):
        c, p, sp = body[k]
        put([pot(out, inn, glaze('#7d5a43', c, p, specks=sp, gloss=.22), .24 + .05 * k, seed=10 + k, throwing=1.6)], (x, y, 0), (0, 0, 70 * k), 1.0 + .02 * (k % 2))
    ground('painted', '#d9cdb8', 7)
    wall('plaster', '#a9715a', 3.6)
    light('right', 1.05)
    camera((-.2, -7.4, 3.9), (.06, .1, .42), 72, 4.5, (0, -.8, .5))


@picture('clay-planter-painted-04', 'terracotta planter', 'pottery', 'terracotta; lime paint', 'terracotta, white', 'any',
         'A terracotta planter with a white hand-painted band holds a green succulent, in leafy light on earth ground.')
def planter():
    world('#e3ebf2', .55)
    out = curve([(0, .02), (.5, .02), (.72, 0), (.76, .04), (.92, .6), (1.04, 1.15), (1.06, 1.20)], 420)
    rim = curve([(1.06, 1.20), (1.17, 1.23), (1.2, 1.34), (1.19, 1.46), (1.12, 1.5), (1.05, 1.44), (1.0, 1.25), (.9, 1.2)], 200)
    pr = np.vstack([out, rim[1:]])

    def col(TH, R, Z):
        v = (Z - .40) / .55
        N = 11
        x = (TH / TAU * N) % 1
        tri_ = np.abs(x - .5) * 2
        p = (np.abs(v - .12) < .035) | (np.abs(v - .98) < .035)
        p |= (np.abs(v - (.28 + .48 * tri_)) < .055) & (v < .9)
        p |= ((x - .5) ** 2 * 9 + (v - .80) ** 2 * 3.2 < .03)
        p |= (((x + .5) % 1 - .5) ** 2 * 9 + (v - .32) ** 2 * 3.2 < .03)
        p = gaussian_filter((p & (R > .5) & (Z < 1.1)).astype(float), 1.0)
        n = noise_lr(TH.shape, 3, 2)
        k = np.clip((p - .42 + .10 * n) * 6, 0, 1)[..., None] * (.80 + .1 * noise_lr(TH.shape, 9, 5)[..., None])
        base = lin('#b8623a') * (1 + .05 * noise_lr(TH.shape, 30, 8)[..., None])
        return np.clip(base * (1 - k) + lin('#f1e7d6') * k, 0, 1)
    m = M('terra').set(Roughness=.9)
    bloom = m.ramp(m.noise(1.5, 8, .7), [(.45, '#000000'), (.75, '#555555')])
    m.base(m.mix(bloom, m.attr(), '#e5c3a6')).bump(m.noise(60, 4, .7), .008).bump(m.noise(4, 3, .5), .02)
    lathe(pr, m, 720, lambda TH, s, R, Z: .003 * np.sin(s * 50 + TH) + .005 * np.sin(TH * 2 + Z), col)
    soil = plain('#3a281c', .95)
    soil.bump(soil.noise(14, 8, .8), .12)
    x = np.linspace(0, 1.02, 60)
    lathe(np.c_[x, 1.27 + .06 * np.cos(x * 1.4)], soil, 90)
    g = np.random.default_rng(3)
    leaf = M('leaf').set(Roughness=.42, Subsurface_Weight=0.0, Coat_Weight=.15)
    sep = leaf.node('ShaderNodeSeparateColor')
    leaf.link(leaf.attr(), sep.inputs[0])
    green = leaf.ramp(leaf.noise(2.2, 6, .65, sc=(1, 1, 2.6)), [(.35, '#3c6247'), (.5, '#5f8a5f'), (.68, '#88a878')])
    leaf.base(leaf.mix(sep.outputs[0], green, '#c2a86a'))
    n = 34
    for i in range(n):
        f = i / n
        L, tilt, w = 1.0 + .95 * (1 - abs(f - .45)), math.radians(78 - 66 * f), .25 - .07 * f
        t = np.linspace(0, 1, 50)
        th0 = i * 2.39996 + g.normal(0, .1)
        # elevation rises from tilt outward, bends up slightly
        el = math.pi / 2 - tilt + t * (.35 - .3 * f)
        rr, zz = np.cumsum(np.cos(el)) * L / 50, np.cumsum(np.sin(el)) * L / 50
        wid = w * np.sin(np.pi * np.clip(t * .80 + .20, 0, 1)) ** .8 * (1 - t ** 6)
        s = np.linspace(-1, 1, 17)
        S, Tt = np.meshgrid(s, t, indexing='ij')
        side = wid[None] * S
        cup = .30 * wid[None] * S ** 2
        X = rr[None] + .05 - cup * np.sin(el)[None]
        Zz = zz[None] + 1.28 + cup * np.cos(el)[None]
        thick = .05 * (1 - S ** 2) * (1 - t[None])
        edge = np.clip(np.abs(S) * 1.0 - .86, 0, 1) * 7
        edge = np.maximum(edge, np.clip(t[None] - .94, 0, 1) * 16)
        c = np.stack([np.clip(edge, 0, .8)] * 3, -1)
        for sgn in (0, 1):
            P = np.stack([X, side, Zz - sgn * thick], -1)
            o = grid(P, leaf, col=c, name='leaf')
            put([o], (0, 0, 0), (0, 0, math.degrees(th0)))
    ground('earth', '#b07d55', 4)
    wall('wash', '#e8d3b4', 2.6)
    sun((.8, .9, -.85), 3.2, 2.2, gobo='leaves', centre=(0, .8, 1.2), seed=5)
    light('left', .55)
    camera((.3, -8.0, 3.2), (0, 0, 1.28), 74, 5.6, (0, -.9, 1))


def bowl_stone(mat, motif, outer=None, inner=None, seg=900):
    bp = np.vstack([curve(outer or [(0, .05), (.36, .05), (.45, 0), (.55, .03), (.86, .28), (1.02, .62), (1.06, .86)], 420),
                    curve(inner or [(1.06, .86), (1.02, .895), (.97, .87), (.92, .62), (.76, .33), (.4, .17), (0, .15)], 260)[1:]])
    return lathe(bp, mat, seg, motif)


def scales(TH, s, R, Z):
    """Overlapping scallops, carved."""
    v = np.clip((s - .66) / .80, 0, 1)
    rows, N = 5, 26
    d = 0
    k = v * rows
    for row in range(rows + 1):
        x = ((TH / TAU * N + .5 * (row % 2)) % 1) - .5
        y = k - row
        e = np.sqrt((x / .5) ** 2 + (y / 1.0) ** 2)
        d = d - .026 * np.exp(-((e - 1) / .10) ** 2) * (y > 0) - .010 * np.exp(-((e - .55) / .09) ** 2) * (y > 0)
    band = np.clip((s - .68) / .02, 0, 1) * np.clip((1.44 - s) / .02, 0, 1)
    return d * band - .024 * np.exp(-((s - 1.47) / .014) ** 2) - .024 * np.exp(-((s - .65) / .014) ** 2) + .004 * noise_lr(TH.shape, 40, 4)


def flutes(TH, s, R, Z):
    v = np.clip((s - .56) / .85, 0, 1)
    x = (TH / TAU * 22 + v * 2.2) % 1
    band = np.clip((s - .56) / .06, 0, 1) * np.clip((1.40 - s) / .03, 0, 1)
    return (-.045 * (1 - np.abs(np.sin(np.pi * x))) ** 1.5) * band - .02 * np.exp(-((s - 1.45) / .012) ** 2) + .003 * noise_lr(TH.shape, 40, 4)


@picture('stone-bowl-pink-01', 'carved soapstone bowl', 'stone carving', 'soapstone', 'rose pink, cream', 'East Africa; South Asia',
         'A polished pink soapstone bowl carved with overlapping scallops stands on pale linen.')
def bowl_pink():
    world('#eef0f2', .5)
    m = stone(('#8f5448', '#c08b7b', '#dcb5a3', '#b37565'), '#f1e4d6', .3)
    put([bowl_stone(m, scales)], (0, 0, 0), (0, 0, 10), 1.42)
    ground('linen', '#e7dfd0', 8)
    wall('plaster', '#b9b3a4', 3.2)
    light('back', 1.15)
    camera((.2, -7.2, 3.3), (0, 0, .58), 74, 5.0, (0, -1.2, .7))


@picture('stone-bowl-grey-02', 'pair of fluted soapstone bowls', 'stone carving', 'soapstone', 'grey, charcoal', 'any',
         'Two grey soapstone bowls with spiral flutes, one holding lemons, stand on a weathered wooden table.')
def bowl_grey():
    world('#eef0f2', .5)
    m = stone(('#3f4446', '#676d6e', '#8e9391', '#565c5e'), '#d8d6cd', .34)
    put([bowl_stone(m, flutes)], (-.42, .3, 0), (0, 0, 10), 1.25)
    put([bowl_stone(m, flutes, seg=700)], (1.18, -.85, 0), (0, 0, 50), .68)
    lem = M('lemon').set(Roughness=.42, Coat_Weight=.15)
    lem.base(lem.ramp(lem.noise(2, 5, .6), [(.3, '#d9a916'), (.7, '#f2cf3d')])).bump(lem.noise(40, 2, .5), .012)
    for x, y, z, rx, rz in ((-.85, .2, .92, 80, 20), (-.1, .55, .90, 95, 130), (-.25, -.1, .95, 70, 250), (-.5, .45, 1.32, 85, 75)):
        q = curve([(0.001, -.56), (.07, -.52), (.12, -.47), (.30, -.30), (.38, 0), (.30, .30), (.12, .46), (.08, .53), (0.001, .55)], 120)
        put([lathe(q, lem, 64)], (x, y, z), (rx, 10, rz), .95)
    ground('planks', '#b59470', 21)
    wall('wash', '#7c8f94', 3.2)
    light('left', 1.1)
    camera((.3, -7.6, 3.4), (.18, 0, .66), 70, 5.0, (0, -.9, .8))


def spoon(mat, L=2.2, bowl=.38, curve_=.12):
    """A carved spoon lying along +x, bowl at the far end."""
    n, k = 220, 40
    t = np.linspace(0, 1, n)
    x = t * L
    wid = np.interp(t, [0, .02, .06, .3, .62, .72, .80, .88, .95, .985, 1], [.02, .06, .085, .065, .06, .13, .85 * bowl, bowl, .8 * bowl, .42 * bowl, .02])
    wid = gaussian_filter1d(wid, 3)
    th = np.interp(t, [0, .03, .3, .65, .75, .9, .99, 1], [.02, .055, .05, .06, .10, .11, .05, .01])
    zc = .10 + curve_ * np.sin(np.pi * np.clip(t * 1.05, 0, 1)) + .05 * t
    hollow = np.exp(-((t - .875) / .068) ** 2)
    ph = np.linspace(0, TAU, k, endpoint=False)
    Y = wid[:, None] * np.cos(ph)[None]
    up = np.sin(ph)[None]
    Z = zc[:, None] + th[:, None] * np.sign(up) * np.abs(up) ** .8
    Z = Z - np.where(up > 0, (hollow * .19)[:, None] * np.clip(1 - (np.cos(ph)[None] / .88) ** 2, 0, 1) ** .8, 0)
    Z = Z - np.where(up < 0, (hollow * .13)[:, None] * np.clip(1 - np.cos(ph)[None] ** 2, 0, 1), 0)
    P = np.stack([np.repeat(x[:, None], k, 1) - L / 2, Y, Z], -1)
    return grid(P, mat, wrap_v=True, name='spoon')


@picture('wood-bowl-spoons-01', 'turned bowl and spoons', 'wood turning and carving', 'olive wood', 'honey brown', 'any',
         'A turned wooden bowl with clear growth rings and three carved spoons lie on natural linen.')
def wood_bowl():
    world('#eef0f2', .5)
    b = np.vstack([curve([(0, .03), (.5, .03), (.6, 0), (.7, .03), (1.1, .3), (1.35, .7), (1.42, 1.0)], 300), curve([(1.42, 1.0), (1.38, 1.04), (1.32, 1.0), (1.22, .68), (.98, .34), (.55, .14), (0, .10)], 240)[1:]])
    put([lathe(b, turned_wood('#d6a868', '#6e4120', 4.2, loc=(.2, .35, .55)), 300, lambda TH, s, R, Z: .004 * np.sin(s * 70) * .4 + .006 * np.sin(TH * 2))], (-.25, .45, 0), (0, 0, 20))
    for k, (x, y, rz, c, L) in enumerate(((.85, -1.05, 22, '#cf9f63', 2.3), (.30, -1.62, 8, '#a56a3a', 2.1))):
        put([spoon(turned_wood(c, shade(c, .55), 9, loc=(.3 * k, .1, .2)), L)], (x, y, 0), (0, 0, rz))
    put([spoon(turned_wood('#dcb377', '#8a5630', 9), 2.5, .40)], (.1, .55, .98), (0, -24, 28))
    x = np.linspace(-8, 8, 300)
    X, Y = np.meshgrid(x, x, indexing='ij')
    grid(np.stack([X, Y, .012 * (noise_lr((300, 300), 50, 4) - 1.5)], -1), cloth('#ddd2bd', '#c4b79f', 20, .018))
    wall('plaster', '#6f7f70', 3.4)
    light('left', 1.15)
    camera((.3, -7.6, 4.4), (.20, -.2, .42), 66, 5.6, (0, -.8, .6))
