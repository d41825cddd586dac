# SPDX-License-Identifier: GPL-3.0-or-later
"""Beads and felt."""
from mathutils import Quaternion

from obj_registry import picture
from obj_studio import *


def bead_material(kind, c1, c2):
    m = M('bead')
    m.base(m.ramp(m.noise(6, 4, .6), [(.3, c1), (.7, c2)]))
    if kind == 'glass':
        m.set(Roughness=.12, Coat_Weight=.6, Coat_Roughness=.05)
        m.bump(m.noise(9, 3, .5), .012, .4)
    elif kind == 'brass':
        m.set(Metallic=1, Roughness=.32)
        m.bump(m.noise(12, 3, .6), .012)
    elif kind == 'bone':
        m.set(Roughness=.42, Coat_Weight=.1)
        m.bump(m.noise(20, 3, .6), .006)
    else:
        m.set(Roughness=.6)
        m.bump(m.noise(40, 3, .6), .006)
    return m


HALF = {'disc': .36, 'round': .9, 'barrel': 1.05}
_shapes = {}


def bead_shape(kind, key, mat):
    """A unit bead, one of three slightly different ones per kind and colour."""
    if (kind, key) not in _shapes:
        if kind == 'disc':
            pr = curve([(.18, -.32), (.75, -.38), (1.0, -.15), (1.0, .15), (.75, .38), (.18, .32)], 40)
        elif kind == 'round':
            a = np.linspace(-1.4, 1.4, 48)
            pr = np.stack([np.cos(a), np.sin(a) * .9], 1)
        else:
            pr = curve([(.18, -1.05), (.55, -1.05), (.8, -.6), (.92, 0), (.8, .6), (.55, 1.05), (.18, 1.05)], 50)
        pr = np.vstack([[[.16, pr[0, 1] * .8]], pr, [[.16, pr[-1, 1] * .8]]])
        n = np.random.default_rng(len(_shapes)).uniform(0, 6, 3)
        o = lathe(pr, mat, 48, lambda TH, s, R, Z: .035 * np.sin(TH * 2 + n[0] + Z) + .02 * np.sin(TH * 3 + n[1]) + .02 * np.sin(Z * 3 + n[2]))
        _shapes[kind, key] = o.data
        bpy.data.objects.remove(o)
    return _shapes[kind, key]


def strand(path, seq, mats, g, z0=0.):
    """Thread beads on a path. seq(i, distance from the middle 0..1) -> (kind, colour, radius)."""
    p = curve(path, 3000)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    pos, i, mid = .02, 0, s[-1] / 2
    while True:
        kind, key, rd = seq(i, abs(pos - mid) / mid)
        rd *= g.uniform(.95, 1.05)
        c = pos + HALF[kind] * rd
        if c + HALF[kind] * rd > s[-1]:
            break
        a, b = (np.array([np.interp(q, s, p[:, k]) for k in range(3)]) for q in (c, c + .02))
        o = bpy.data.objects.new('bead', bead_shape(kind, (key, int(g.integers(3))), mats[key]))
        bpy.context.collection.objects.link(o)
        o.scale, o.location = (rd,) * 3, (a[0], a[1], z0 + a[2] + rd * .98)
        o.rotation_mode = 'QUATERNION'
        o.rotation_quaternion = Vector(b - a + g.normal(0, .0015, 3)).to_track_quat('Z', 'Y') @ Quaternion((0, 0, 1), g.uniform(0, 6.3))
        pos, i = c + HALF[kind] * rd + .005, i + 1
    return p


def seeds(pos, axis, rad, half, col, rough=.25):
    """Many small beads as one mesh with a colour each."""
    pos, axis = np.asarray(pos, float), np.asarray(axis, float)
    axis = axis / np.linalg.norm(axis, axis=1, keepdims=True)
    n = len(pos)
    pr = np.array([(.35, -.9), (.8, -1), (1, -.6), (1.03, 0), (1, .6), (.8, 1), (.35, .9)])
    k = 14
    ph = np.linspace(0, TAU, k, endpoint=False)
    ref = np.where(np.abs(axis[:, 2:]) < .9, [[0, 0, 1.]], [[1., 0, 0]])
    A = np.cross(axis, ref)
    A /= np.linalg.norm(A, axis=1, keepdims=True)
    B = np.cross(axis, A)
    rad = np.broadcast_to(rad, (n,))[:, None, None, None]
    half = np.broadcast_to(half, (n,))[:, None, None, None]
    P = (pos[:, None, None] + rad * pr[None, :, None, :1] * (np.cos(ph)[None, None, :, None] * A[:, None, None] + np.sin(ph)[None, None, :, None] * B[:, None, None])
         + half * pr[None, :, None, 1:] * axis[:, None, None])
    idx = np.arange(n * 7 * k).reshape(n, 7, k)
    a, b = idx[:, :-1], idx[:, 1:]
    f = np.stack([a, np.roll(a, -1, 2), np.roll(b, -1, 2), b], -1).reshape(-1, 4)
    m = M('seed').set(Roughness=rough, Coat_Weight=.4, Coat_Roughness=.08)
    m.base(m.attr())
    return mesh('seeds', P.reshape(-1, 3), f, m, col=np.repeat(np.asarray(col), 7 * k, 0))


def necklace(cols, seqs):
    """Three strands gathered into brass cones, closed with a cord, a knot and a button bead."""
    _shapes.clear()
    g = np.random.default_rng(8)
    mats = {k: bead_material(*v) for k, v in cols.items()}
    cord = plain('#3a2a20', .8)
    brass = bead_material('brass', '#b08a45', '#caa562')
    ex, ey = .62, 1.62
    for i, (w, d) in enumerate(((.55, .42), (.82, .95), (1.10, 1.46))):
        q = np.array([(ex - .015 * i, ey - .16), (w + .12, ey - .75), (w + .10, .1 - .15 * i), (w * .72, -d + .25), (.02, -d)])
        q = np.vstack([q * (-1, 1), (q[::-1][1:])]) + g.normal(0, .012, (9, 2))
        p = np.c_[q, np.zeros(9)]
        p = strand(p, seqs[i], mats, g)
        pp = p[::12].copy()
        pp[:, 2] = .08
        tube(pp, .014, cord, ring=8)
    for sx in (-1, 1):
        cone = lathe(curve([(.02, .34), (.06, .33), (.08, .2), (.14, .05), (.19, 0), (.15, .02), (.1, .1)], 60), brass, 48)
        put([cone], (sx * (ex + .0), ey - .22, .13), (-90, 0, -sx * -8))
        t = np.linspace(0, 1, 160)
        base = curve([(sx * ex, ey + .05, .1), (sx * .60, ey + .45, .05), (sx * .30, ey + .76, .05), (sx * .03, ey + .86, .06)], 160)
        for ply in range(3):
            ph = t * 46 + ply * TAU / 3
            T, N, B = frame(base)
            tube(base + .028 * (np.cos(ph)[:, None] * N + np.sin(ph)[:, None] * B), .030, cord, ring=8)
    a = np.linspace(0, TAU, 80)
    tube(np.c_[.02 + .13 * np.cos(a), ey + .87 + .11 * np.sin(a), .09 + .03 * np.sin(a * 2)], .032, cord, ring=8)
    o = bpy.data.objects.new('button', bead_shape('round', ('button', 0), brass))
    bpy.context.collection.objects.link(o)
    o.scale, o.location = (.105,) * 3, (.02, ey + .87, .12)


@picture('beads-necklace-sea-01', 'three-strand necklace', 'beadwork', 'glass beads; brass; cotton cord', 'turquoise, coral, white, brass', 'any',
         'A three-strand necklace of turquoise, coral and white beads with brass cones lies on dark wood.')
def necklace_sea():
    world('#eef0f2', .55)
    cols = dict(sea=('glass', '#1f7f86', '#4fb3b0'), deep=('glass', '#123f5a', '#1f5f80'), coral=('clay', '#d2583f', '#ea7a5a'), white=('bone', '#e6dcc8', '#f6efe0'), brass=('brass', '#b08a45', '#caa562'))
    necklace(cols, (
        lambda i, f: ('disc', ['white', 'white', 'coral', 'coral', 'coral', 'white', 'white', 'sea', 'sea', 'sea'][i % 10], .075),
        lambda i, f: ('round', 'coral', .15) if f < .03 else [('round', 'sea', .125), ('disc', 'brass', .09), ('barrel', 'deep', .10), ('disc', 'brass', .09)][i % 4] if f < .6 else ('disc', ['white', 'sea'][i // 3 % 2], .08),
        lambda i, f: ('barrel', 'sea', .15) if f < .05 else [('round', 'deep', .115), ('disc', 'white', .10), ('round', 'coral', .12), ('disc', 'white', .10)][i % 4] if f < .45 else ('disc', ['coral', 'white', 'deep', 'deep', 'white'][i % 5], .085)))
    ground('planks', '#7a5538', 12)
    area((-3.6, 2.2, 3.4), (0, 0, 0), 1.6, 430)
    area((4, -3, 3), (0, 0, 0), 3, 45, '#dfe8ff')
    camera((.0, -2.4, 7.9), (0, .38, 0), 66, 5.6)


@picture('beads-necklace-earth-02', 'three-strand necklace', 'beadwork', 'clay and bone beads; brass; cotton cord', 'black, bone, mustard, violet', 'any',
         'A three-strand necklace of black, bone, mustard and violet beads lies on a rose plaster surface.')
def necklace_earth():
    world('#eef0f2', .55)
    cols = dict(blk=('clay', '#1c1a1a', '#2e2927'), bone=('bone', '#d9cbb0', '#efe6d2'), must=('clay', '#c08a1f', '#dca63c'), vio=('glass', '#4a2a6a', '#7550a0'), brass=('brass', '#b08a45', '#caa562'))
    necklace(cols, (
        lambda i, f: ('disc', ['blk', 'blk', 'blk', 'bone'][i % 4], .07),
        lambda i, f: ('disc', ['must', 'must', 'bone', 'blk', 'bone'][i % 5], .085) if f > .25 else [('round', 'vio', .14), ('disc', 'brass', .1)][i % 2],
        lambda i, f: [('barrel', 'bone', .115), ('disc', 'blk', .085), ('disc', 'brass', .085), ('disc', 'blk', .085)][i % 4] if f < .7 else ('disc', ['must', 'blk'][i // 4 % 2], .085)))
    ground('plaster', '#d9a893', 4)
    area((3.8, 1.8, 3.0), (0, 0, 0), 1.4, 400)
    area((-4, -3, 3), (0, 0, 0), 3, 45, '#dfe8ff')
    camera((.0, -2.4, 7.9), (0, .38, 0), 66, 5.6)


def cuff(R, rows, pattern, cols, rad=.048, seed=1):
    g = np.random.default_rng(seed)
    n = int(TAU * R / (rad * 2.06))
    P, C = [], []
    pal = [lin(c) for c in cols]
    for j in range(rows):
        a = (np.arange(n) + .5 * (j % 2)) / n * TAU
        rr = R * (1 + .02 * np.sin(a * 2 + seed)) + g.normal(0, .004, n)
        P.append(np.c_[rr * np.cos(a), rr * np.sin(a), (j + .5) * rad * 1.95 + .012 * np.sin(a * 3 + seed) + 0 * a])
        C += [pal[pattern(i, j, n)] * g.uniform(.88, 1.1) for i in range(n)]
    P = np.concatenate(P)
    return [seeds(P, np.tile([0, 0, 1.], (len(P), 1)), rad, rad * .95, np.array(C))], rows * rad * 1.95


@picture('beads-bracelets-03', 'stack of beaded bracelets', 'beadwork', 'glass seed beads; thread', 'red, cobalt, yellow, white, green', 'any',
         'Four beaded bracelets with zigzag, check and stripe patterns are stacked on a turned wooden stand, a fifth lying beside it.')
def bracelets():
    world('#eef0f2', .55)
    c = ['#f0e8d8', '#b5281f', '#1f4596', '#e8ae2a', '#2f7a4d', '#1d1b1c']
    pats = [(7, lambda i, j, n: 1 if abs(j - 3 - 2.4 * (abs((i / n * 14) % 1 - .5) * 4 - 1)) < 1 else (2 if j in (0, 6) else 0)),
            (5, lambda i, j, n: 3 if (i // 3 + j // 3) % 2 else 5),
            (8, lambda i, j, n: [2, 2, 0, 4, 4, 0, 2, 2][j] if (i // 5) % 3 else [0, 1, 1, 3, 3, 1, 1, 0][j]),
            (4, lambda i, j, n: [4, 0, 1, 3][(i // 2 + j) % 4])]
    z = .16
    for k, (rows, f) in enumerate(pats):
        o, h = cuff(1.0 + (.02, -.015, .03, 0)[k], rows, f, c, seed=k)
        put(o, (.03 * (k % 2), .02 * k, z), ((0, 1.2, -1, 3)[k], (0, -1.5, 1.2, -2)[k], 35 * k))
        z += h + .03 + (.03 if k > 1 else 0)
    w = turned_wood('#b98a56', '#6a4020', 7)
    lathe(curve([(0, .14), (1.3, .14), (1.36, .07), (1.3, 0), (0, 0)], 200)[::-1], w, 200)
    lathe(curve([(.8, .1), (.78, .9), (.74, 2.35), (.66, 2.5), (.4, 2.56), (0, 2.57)], 200), w, 200)
    # one more leaning against the stand
    o, h = cuff(.98, 6, lambda i, j, n: 1 if (i + j) % 6 < 2 else (0 if (i + j) % 6 < 3 else (3 if j in (2, 3) else 2)), c, seed=9)
    put(o, (1.72, -.95, .05), (3, 2, 0))
    ground('painted', '#c9d2c8', 8)
    wall('plaster', '#e0b98a', 3.2)
    light('right', 1.05)
    camera((.4, -9.2, 4.3), (.62, -.1, .98), 66, 5.6, (0, -.9, 1.1))


@picture('beads-earrings-04', 'pair of beaded earrings', 'beadwork', 'glass seed beads; brass', 'orange, teal, white, black', 'any',
         'A pair of round beaded earrings with fringes in orange, teal, white and black lies on dark slate.')
def earrings():
    world('#eef0f2', .55)
    brass = bead_material('brass', '#b08a45', '#caa562')
    pal = [lin(c) for c in ('#1d1b1c', '#f1e9da', '#e0672a', '#1f8583', '#f0b93c')]
    r0, g = .052, np.random.default_rng(2)
    for sx in (-1, 1):
        P, A, C = [], [], []
        for ring in range(1, 12):
            R = ring * r0 * 1.98
            n = 6 * ring
            a = np.arange(n) / n * TAU + .3 * ring * (ring % 2)
            P += list(np.c_[R * np.cos(a), R * np.sin(a), .05 + 0 * a + g.normal(0, .004, n)])
            A += list(np.c_[-np.sin(a), np.cos(a), 0 * a])
            for t in a:
                x = abs((t / TAU * 8) % 1 - .5) * 2
                k = 4 if ring < 3 else 1 if ring in (3, 11) else (2 if ring - 3 < 6 * x else 3) if ring < 9 else 0
                C.append(pal[k] * g.uniform(.88, 1.1))
        for j in range(-5, 6):
            x0 = j * .155
            y0 = -np.sqrt(max(1.16 ** 2 - x0 ** 2, .01))
            n = 15 - abs(j)
            for i in range(n):
                y = y0 - i * r0 * 1.8
                bend = .02 * np.sin(i * .4 + j + sx) + x0 * .012 * i
                P.append((x0 + bend, y, .05))
                A.append((.0, 1., .02))
                k = [0, 1][i % 2] if i < 2 else 2 if i < n - 5 - abs(j) // 2 else 3 if i < n - 1 else 4
                C.append(pal[k] * g.uniform(.88, 1.1))
        o = [seeds(P, A, r0, r0 * .92, np.array(C), .2)]
        h = curve([(0, 1.14, .05), (0, 1.3, .06), (.02, 1.62, .08), (-.16, 1.86, .08), (-.36, 1.72, .08), (-.38, 1.35, .06), (-.36, 1.05, .04)], 120)
        o.append(tube(h, .022, brass, ring=10))
        a = np.linspace(0, TAU, 60)
        o.append(tube(np.c_[.07 * np.cos(a), 1.22 + .07 * np.sin(a), .05 + 0 * a], .02, brass, ring=8))
        put(o, (sx * 1.36 + .0, .32 - .25 * (sx > 0), .02), (0, 0, sx * 7 + 4), .98)
    ground('slate', '#474c50', 9)
    area((-3.4, 2.4, 3.0), (0, 0, 0), 1.3, 420)
    area((4, -3, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((0, -2.4, 9.6), (0, -.22, 0), 58, 5.6)


def felt(col):
    m = M('felt').set(Roughness=1.0, Sheen_Weight=.12, Sheen_Roughness=.6, Specular_IOR_Level=.1)
    n = m.noise(26, 5, .75, dist=1.2)
    m.base(m.mix(.35, m.ramp(m.noise(5, 6, .7), [(.3, shade(col, .84)), (.7, col)]), m.ramp(n, [(.35, '#7d756a'), (.6, '#ffffff')]), 'MULTIPLY'))
    return m.bump(n, .03, .8).bump(m.noise(4, 4, .6), .06, .5)


def felt_ball(c, R, col, seed):
    a = np.linspace(-np.pi / 2 + .01, np.pi / 2 - .01, 48)
    g = np.random.default_rng(seed)
    q = g.uniform(0, 6, 3)
    o = lathe(np.stack([np.cos(a), np.sin(a)], 1) * R, felt(col), 72, lambda TH, s, Rr, Z: R * (.03 * np.sin(TH * 2 + q[0]) * np.cos(Z / R * 1.4) + .025 * np.sin(Z / R * 3 + q[1])))
    put([o], c, tuple(g.uniform(0, 360, 3)))
    f = M('ff').set(Base_Color=shade(col, 1.06), Roughness=1)
    bpy.context.view_layer.update()
    return [o, fuzz(o, 1500, .045, f, seed, .0016)]


@picture('felt-garland-01', 'felt bowl and ball garland', 'wet felting', 'sheep wool', 'teal, magenta, sun yellow, cream', 'Central Asia; South Asia',
         'A teal felt bowl full of coloured felt balls stands on pale boards, a garland of balls curling in front.')
def garland():
    world('#f2efe8', .6)
    b = np.vstack([curve([(0, 0), (.55, 0), (.95, .2), (1.2, .62), (1.26, 1.0)], 160), curve([(1.26, 1.0), (1.2, 1.07), (1.12, 1.0), (1.05, .65), (.82, .3), (.5, .13), (0, .12)], 140)[1:]])
    o = lathe(b, felt('#17656d'), 220, lambda TH, s, R, Z: .022 * np.sin(TH * 3 + 1 + Z * 2) * np.clip(Z, 0, 1) + .014 * np.sin(TH * 7 + s * 3) * np.clip(Z, 0, 1))
    put([o], (-.35, .75, .01))
    bpy.context.view_layer.update()
    fuzz(o, 14000, .05, M('ff').set(Base_Color='#1f757d', Roughness=1), 4, .0016)
    cols = ['#a81f55', '#dd9a12', '#e9dcc4', '#cf5320', '#543078', '#5f9038', '#245590']
    for i, (x, y, z) in enumerate(((-.5, -.0, .85), (.25, .25, .85), (.3, .95, .85), (-.4, 1.3, .85), (-1.05, 1.0, .85), (-1.0, .35, .85), (-.35, .7, .85), (-.15, .35, 1.25), (-.6, .85, 1.28), (0.0, .9, 1.26))):
        felt_ball((x, y, z), .33, cols[i % 7], i)
    p = curve([(-2.3, -.7, .22), (-1.2, -.95, .22), (-.2, -.75, .22), (.7, -.95, .22), (1.5, -.55, .22), (1.75, .2, .22), (1.45, .9, .22), (2.0, 1.4, .22)], 400)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    d, i = .1, 0
    while d < s[-1]:
        felt_ball(tuple(np.interp(d, s, p[:, k]) for k in range(3)), .22, cols[(i * 3) % 7], 40 + i)
        d += .52
        i += 1
    tube(p, .018, plain('#e8dcc4', .9), ring=8)
    ground('painted', '#e4dccb', 3)
    wall('plaster', '#eec9a8', 3.4)
    light('left', 1.0)
    camera((.1, -8.0, 4.2), (-.05, .1, .5), 68, 5.6, (0, -.4, .6))
