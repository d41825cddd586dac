# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in progress, part one: baskets, yarn, bamboo, carving, loom."""
from scipy.spatial import cKDTree

from obj_baskets import coil, splints, tri
from obj_registry import picture
from obj_studio import *


def ball(c, R, col, seed, turns=40):
    """A ball of two-ply yarn."""
    r, P = np.random.default_rng(seed), []
    for b in range(turns):
        ax = r.normal(0, 1, 3)
        ax /= np.linalg.norm(ax)
        a = np.cross(ax, [.3, .5, .8])
        a /= np.linalg.norm(a)
        bb = np.cross(ax, a)
        t = np.linspace(0, TAU * 1.02, 60)
        for k in range(7):
            off = (k - 3) * .030 / R + r.normal(0, .004)
            base = R * (.93 + .07 * b / turns) * (np.cos(off) * (np.cos(t)[:, None] * a + np.sin(t)[:, None] * bb) + np.sin(off) * ax)
            n = base / np.linalg.norm(base, axis=1, keepdims=True)
            for ply in range(2):
                ph = t * 34 + ply * np.pi
                P.append(np.array(c) + base + .011 * (np.cos(ph)[:, None] * n + np.sin(ph)[:, None] * ax))
    out = [strands(np.array(P), .0125, yarn(col))]
    bpy.ops.mesh.primitive_uv_sphere_add(radius=R * .93, location=c, segments=48, ring_count=24)
    bpy.context.object.data.materials.append(M('core').set(Base_Color=shade(col, .5)).m)
    f = r.normal(0, 1, (900, 3))
    f /= np.linalg.norm(f, axis=1, keepdims=True)
    d, t = r.normal(0, 1, (900, 3)), np.linspace(0, 1, 5)
    L = np.minimum(r.gamma(2, .012, 900), .05)
    out.append(strands(np.array(c) + f[:, None] * (R + (np.sin(t * 2.6) * .5)[None, :, None] * L[:, None, None]) + d[:, None] * (t[None, :, None] * L[:, None, None] * .6), .0013, yarn(col)))
    return out


def tail(pts, col, n=300):
    q, ph = curve(pts, n), np.arange(n) * .5
    strands([q + .008 * np.stack([np.cos(ph + k * np.pi), np.sin(ph + k * np.pi), np.sin(ph + k * np.pi)], 1) for k in range(2)], .010, yarn(col))


@picture('still-halfbasket-01', 'half-made coiled basket on a stool', 'coil basketry', 'grass; dyed palm leaf', 'straw, indigo, brick', 'any',
         'A half-made coiled basket with loose grass ends rests on a wooden stool in window light, bundles of dyed leaf beside it.')
def half_basket():
    world('#dfe7ef', .4)
    w = turned_wood('#8e6138', '#50321c', 6)
    lathe(curve([(0, 1.86), (1.1, 1.86), (1.2, 1.92), (1.2, 2.02), (1.1, 2.07), (0, 2.05)], 200), w, 160)
    for k in range(3):
        a = k * TAU / 3 + .35
        d = np.array([math.cos(a), math.sin(a), 0])
        tube(np.array([d * 1.3 * (1 - t) + d * .75 * t + np.array([0, 0, 1.95 * t]) for t in np.linspace(0, 1, 20)]), np.interp(np.linspace(0, 1, 20), [0, .5, 1], [.085, .115, .10]), w)

    def pat(t, row, s):
        v = (s - .8) / .08
        k = np.zeros(len(t), int)
        k[(v > 2) & (np.abs(v - 5 - tri(t * 9) * 4) < 1.2)] = 1
        k[(v > 2) & (np.abs(v - 8.6 - tri(t * 9) * 4) < 1.0)] = 2
        return k
    b = coil([(0, 0), (.45, 0), (.78, .05), (.98, .38), (1.04, .80)], pat, ('#27406b', '#a8432a'), '#d8b578', d=.08, seed=4)
    put(b, (0, 0, 2.06), (0, 0, -60))
    # loose grass of the unfinished round
    g, P = np.random.default_rng(3), []
    for i in range(60):
        u = g.normal(0, .028, 3)
        L = g.uniform(.9, 1.7)
        t = np.linspace(0, 1, 24)
        s = np.array([-.72, -.72, 2.90])
        P.append(np.c_[s[0] + u[0] + L * (.62 * t + g.normal(0, .05) * t ** 2), s[1] + u[1] - L * (.25 * t + g.normal(0, .1) * t ** 2), s[2] + u[2] + L * (.30 * t - (.42 + g.normal(0, .10)) * t ** 2)])
    strands(P, .013, yarn('#d3b377'))
    strands([curve([(-.78, -.70, 2.86), (-.55, -1.02, 2.75), (-.35, -1.16, 2.3), (-.42, -1.2, 1.75)], 60)], .018, yarn('#27406b'))
    # bundles on the floor
    for x, y, rz, c in ((1.75, -.35, 25, '#27406b'), (1.95, -.95, 12, '#a8432a'), (1.55, .35, 40, '#d8b578')):
        Q = []
        for i in range(110):
            u, v = g.normal(0, .09, 2)
            t = np.linspace(-1, 1, 20)
            k = .75 + .5 * t ** 2
            Q.append(np.c_[t * 1.0 * g.uniform(.9, 1.06), u * k, np.abs(.15 + v * k) + .0 * t])
        o = [strands(Q, .016, yarn(c))]
        a = np.linspace(0, TAU * 3, 80)
        o.append(strands([np.c_[.02 * a - .2, .19 * np.cos(a), .17 + .17 * np.sin(a)]], .02, yarn('#e7d7b2')))
        put(o, (x, y, .02), (0, 0, rz))
    ground('earth', '#b58a64', 7)
    wall('wash', '#dcc9a8', 2.2)
    sun((.95, .95, -.9), 4.2, 1.4, gobo='window', centre=(.3, .8, 1.9))
    light('left', .62)
    camera((.6, -10.2, 3.9), (.62, 0, 1.42), 66, 5.6, (0, -.8, 2.2))


@picture('still-yarn-basket-02', 'balls of yarn in a basket', 'spinning and dyeing', 'wool; grass basket', 'rose, grey, moss, cream', 'any',
         'Balls of rose, moss, grey and cream wool yarn fill a coiled basket on pale wooden boards.')
def yarn_basket():
    world('#eef0f2', .55)
    pat = lambda t, r, s: np.where((s > 1.35) & (s < 1.55) & (tri(t * 30) < .5), 1, 0)
    put(coil([(0, 0), (.7, 0), (1.15, .04), (1.4, .3), (1.5, .72), (1.5, 1.0)], pat, ('#4c3a2e',), '#c9a873', d=.095, stitch=.05, rim=1), (-.1, .35, 0))
    for i, (x, y, z, R, c) in enumerate(((-.8, .2, .75, .52, '#a84a5c'), (.1, -.15, .80, .5, '#e7dcc6'), (.75, .5, .78, .5, '#6d7b4c'), (-.25, .95, .8, .5, '#7d7a78'), (-.1, .35, 1.30, .46, '#c58a94'), (1.75, -.75, .40, .40, '#a84a5c'))):
        ball((x, y, z), R, c, i + 1, 30)
    tail([(1.6, -1.1, .03), (1.2, -1.45, .014), (.5, -1.3, .014), (.1, -1.6, .014), (-.6, -1.45, .014), (-1.6, -1.75, .014), (-2.8, -1.6, .014)], '#a84a5c')
    ground('painted', '#cfc3ac', 14)
    wall('wash', '#a9b3a0', 3.2)
    light('right', 1.05)
    camera((.1, -8.4, 3.7), (.12, 0, .74), 68, 5.0, (0, -.6, .9))


@picture('still-bamboo-04', 'bamboo splints and a started mat', 'plaiting', 'bamboo', 'green, natural, brown', 'South-East Asia; South Asia',
         'A bundle of split bamboo, a knife with a wooden handle and a started plaited mat lie on dark boards.')
def bamboo():
    world('#eef0f2', .55)
    g = np.random.default_rng(4)
    m = splints(1, 0, 0)
    n, w, sub = 15, .17, 10
    over = lambda i, j: np.where((i + j) % 4 < 2, 1, -1)
    P, N, C = [], [], []
    for axis in (0, 1):
        for i in range(n):
            ext = g.uniform(.5, 1.3)
            t = np.linspace(-.8 - ext * .6, n * 1.0 + ext * 2.4 if axis == 0 else n + ext, n * sub + 60)
            jj = t - .5
            lo = np.floor(jj).astype(int)
            q = jj - lo
            q = q * q * (3 - 2 * q)
            o = (1 if axis == 0 else -1) * .014
            inside = (t > -.3) & (t < n + .3)
            f = (lambda k: over(k, i)) if axis == 0 else (lambda k: over(i, k))
            z = np.where(inside, o * (f(lo) * (1 - q) + f(lo + 1) * q), 0) + .035 + np.clip(t - n - .5, 0, 9) * g.uniform(.0, .07) * .3
            a, b = t * w, np.full_like(t, (i + .5) * w) + np.clip(t - n, 0, 9) ** 2 * .008 * g.normal(0, 1)
            P.append(np.c_[(a, b)[axis] if axis == 0 else b, b if axis == 0 else a, z])
            N.append(np.tile([0, 0, 1.], (len(t), 1)))
            C.append(lin('#bd9350' if axis else ('#5e351c' if i % 5 == 2 else '#ad8546')) * g.uniform(.85, 1.12))
    for axis in (0, 1):
        o = ribbons(P[axis * n:(axis + 1) * n], N[axis * n:(axis + 1) * n], w * .92, .018, m, C[axis * n:(axis + 1) * n])
        put([o], (-1.95, -1.35, 0), (0, 0, 6))
    # bundle
    P, N, C = [], [], []
    for i in range(70):
        u, v = g.normal(0, .17), abs(g.normal(0, .12))
        t = np.linspace(-1, 1, 40)
        k = .75 + .6 * t ** 2
        P.append(np.c_[t * 2.6 * g.uniform(.9, 1.05) + g.normal(0, .1), u * k, .06 + v * k + .02 * np.sin(t * 3 + i)])
        r = g.normal(0, .5)
        N.append(np.tile([0, math.sin(r), math.cos(r)], (40, 1)))
        C.append(lin(g.choice(['#7f8a3c', '#a8934a', '#66752f', '#b39a58'])) * g.uniform(.85, 1.1))
    o = [ribbons(P, N, .15, .022, m, C)]
    a = np.linspace(0, TAU * 3, 120)
    for x in (-1.1, 1.1):
        o.append(strands([np.c_[x + .012 * a, .36 * np.cos(a), .21 + .24 * np.sin(a)]], .026, yarn('#7a4a28')))
    put(o, (.15, 1.72, .0), (0, 0, -7))
    # knife
    steel = M('steel').set(Base_Color='#8f9498', Metallic=1, Roughness=.3)
    steel.bump(steel.noise(30, 4, .7, sc=(.2, 1, 1)), .006)
    x = np.linspace(0, 1.5, 50)
    top, bot = .16 - .10 * (x / 1.5) ** 3, -.16 + .24 * np.clip((x - .95) / .55, 0, 1) ** 2
    blade = np.stack([np.stack([np.repeat(x[:, None], 3, 1), np.c_[top, (top + bot) / 2 + .05, bot], np.tile([.052, .05, .035], (50, 1))], -1)], 0)[0]
    lo_ = blade.copy()
    lo_[..., 2] = [.03, .03, .033]
    k = [grid(blade, steel), grid(lo_, steel)]
    hd = lathe(curve([(.001, 0), (.10, .01), (.12, .15), (.095, .5), (.13, .85), (.12, .98), (.001, 1.0)], 120), turned_wood('#9a6a3c', '#54331b', 9), 48)
    put([hd], (.02, 0, .12), (0, -90, 0))
    put(k, (0, 0, .09))
    put(k + [hd], (1.62, -.9, 0), (0, 0, 34))
    ground('planks', '#6d4c35', 31)
    area((-4.2, 1.4, 3.2), (0, 0, 0), 1.6, 330)
    camera((.2, -5.4, 8.2), (.22, .22, 0), 60, 5.6)


@picture('still-carving-05', 'half-carved bowl with gouges and shavings', 'wood carving', 'wood; steel', 'pale wood, dark walnut', 'any',
         'A half-carved wooden bowl with tool marks, two gouges and curled shavings lie on a workbench.')
def carving():
    world('#eef0f2', .5)
    g = np.random.default_rng(7)
    w = turned_wood('#d9b07a', '#8b5a32', 4.6, loc=(.1, .3, .5), rough=.6, coat=0)
    pts = g.normal(0, 1, (520, 3))
    pts /= np.linalg.norm(pts, axis=1, keepdims=True)
    kd = cKDTree(pts)

    def cuts(TH, s, R, Z):
        q = np.stack([R * np.cos(TH), R * np.sin(TH), (Z - .45) * 1.6], -1)
        q = q / (np.linalg.norm(q, axis=-1, keepdims=True) + 1e-9)
        d, _ = kd.query(q.reshape(-1, 3), k=1)
        return np.clip(d.reshape(R.shape) * 1.5, 0, .12) * .38 - .02
    b = np.vstack([curve([(0, .03), (.5, .02), (.62, .04), (1.0, .3), (1.28, .72), (1.36, 1.0)], 320), curve([(1.36, 1.0), (1.33, 1.05), (1.18, 1.05), (1.14, 1.0), (1.0, .66), (.72, .42), (.3, .34), (0, .32)], 320)[1:]])
    put([lathe(b, w, 420, cuts)], (-.3, .45, .02), (0, 0, 15))
    # shavings
    P, N = [], []
    for i in range(46):
        t = np.linspace(0, 1, 60)
        turns, r0 = g.uniform(.8, 2.3), g.uniform(.06, .13)
        a = t * TAU * turns + g.uniform(0, 6)
        r = r0 * (1 - .45 * t)
        hx = g.uniform(.1, .5) * t
        p = np.stack([hx, r * np.cos(a), r * np.sin(a)], 1)
        nn = np.stack([0 * t, np.cos(a), np.sin(a)], 1)
        rz = g.uniform(0, TAU)
        Rz = np.array([[math.cos(rz), -math.sin(rz), 0], [math.sin(rz), math.cos(rz), 0], [0, 0, 1]])
        inside = i < 9
        c = np.array([g.normal(-.3, .3), g.normal(.4, .3), .46 + r0]) if inside else np.array([g.uniform(-2.2, 2.3), g.uniform(-1.7, .1), r0 + .01])
        if not inside and np.hypot(c[0] + .3, c[1] - .45) < 1.15:
            c[1] -= 1.2
        P.append(p @ Rz.T + c)
        N.append(nn @ Rz.T)
    m = splints(1, 0, 0)
    ribbons(P, N, g.uniform(.07, .16, len(P)), .008, m, [lin('#e0bd8a') * g.uniform(.9, 1.1) for _ in P])
    steel = M('steel').set(Base_Color='#9a9fa3', Metallic=1, Roughness=.28)
    for x, y, rz, c, L in ((1.0, -.95, 28, '#7a3f24', 1.05), (1.45, -.35, 40, '#a9713c', 1.15)):
        h = lathe(curve([(.001, 0), (.13, .02), (.16, .12), (.12, .5), (.15, .8), (.11, 1.0), (.08, 1.1), (.001, 1.1)], 160), turned_wood(c, shade(c, .55), 9), 64)
        f = lathe(np.array([(.001, 1.08), (.10, 1.08), (.105, 1.2), (.06, 1.22), (.001, 1.22)]), M('brass').set(Base_Color='#b08a45', Metallic=1, Roughness=.35), 48)
        z = np.linspace(1.2, 1.2 + L, 60)
        ph = np.linspace(np.pi * .15, np.pi * .85, 18)
        wd = np.interp(z - 1.2, [0, .3, .5, L - .1, L], [.045, .05, .09, .11, .105])
        U = np.stack([np.repeat(z[:, None], 18, 1), wd[:, None] * np.cos(ph)[None], -(wd * 1.0)[:, None] * (np.sin(ph)[None] - .5)], -1)
        U2 = np.stack([U[..., 1], U[..., 2], U[..., 0]], -1)
        bl = grid(U2, steel)
        so = bl.modifiers.new('s', 'SOLIDIFY')
        so.thickness = .022
        put([h, f, bl], (x - .9, y - .5, .16), (90, 0, rz + 90 + 0), 1.05)
    ground('planks', '#9c7450', 41)
    wall('plaster', '#8d9ba3', 3.4)
    light('left', 1.15)
    camera((.4, -7.7, 4.4), (.36, -.1, .42), 66, 5.6, (0, -.8, .6))


@picture('still-loom-06', 'loom with cloth in progress', 'weaving', 'cotton or wool yarn; wood', 'indigo, white, sage, rust', 'any',
         'A wooden loom holds a half-woven indigo and white cloth with stepped crosses, balls of yarn at its foot.')
def loom():
    world('#e3eaf2', .42)
    g = np.random.default_rng(12)
    wd = turned_wood('#8b6038', '#4c2f1a', 6)
    W, H, z0, y0, nw = 1.55, 3.1, .12, .55, 90
    for sx in (-1, 1):
        box((sx * (W + .14), y0, H / 2 + z0), (.18, .2, H + .3), wd)
    for zz in (z0 + .12, H + z0 - .05):
        box((0, y0 - .02, zz), (2 * W + .7, .2, .2), wd)
    wx = np.linspace(-W + .18, W - .18, nw)
    pitch, t = wx[1] - wx[0], np.linspace(0, 1, 30)
    cream = yarn('#ece1c8')
    strands([np.stack([x + g.normal(0, .003) + 0 * t, y0 - .12 + (.01 if i % 2 else -.01) + 0 * t, z0 + .2 + t * (H - .35)], 1) for i, x in enumerate(wx)], .010, cream)
    pal = dict(i='#22355f', w='#ece3d0', s='#8fa58a', r='#b0532f')
    rows, rp, base = 66, .026, z0 + .34

    def colour(i, j):
        if j < 4 or j % 22 in (20, 21):
            return 'r' if j % 22 == 20 else 's'
        u, v = abs((i / nw * 5) % 1 - .5) * 18, abs((j % 22) - 9.5)
        if (u < 1.6 and v < 8) or (v < 1.6 and u < 7.2):
            return 'w'
        if u < 4.4 and v < 4.6:
            return 's' if u + v > 5.4 else 'w'
        return 'i'
    segs = {k: [] for k in pal}
    for j in range(rows):
        i, end = 0, nw - 1 if j < rows - 6 else int(nw * (1 - (j - rows + 6) * .12))
        while i < end:
            c, k = colour(i, j), i
            while k < end and colour(k, j) == c:
                k += 1
            ii = np.linspace(i - .45, k - .45, (k - i) * 6 + 2)
            x = np.interp(ii, np.arange(nw), wx) + (ii - np.clip(ii, 0, nw - 1)) * pitch
            par = 1 if j % 2 else -1
            segs[c].append(np.stack([x, y0 - .12 - par * .02 * np.cos(np.pi * ii), base + j * rp + .003 * np.sin(ii * .21 + j) + .01 * np.sin(ii * .05 + 1.3)], 1))
            i = k
    for c, L in segs.items():
        strands(L, .0145, yarn(pal[c]))
    top = base + rows * rp
    box((.05, y0 - .16, top + .3), (2 * W + .35, .035, .15), wd, .015)
    tube([(-W - .1, y0 - .3, top + .74), (0, y0 - .3, top + .75), (W + .1, y0 - .3, top + .76)], .04, wd)
    s = np.linspace(0, TAU, 18)
    strands([np.stack([wx[i] + .004 * np.sin(s), y0 - .21 + .13 * np.cos(s), top + .75 + .04 * np.sin(s)], 1) for i in range(0, nw, 2)], .006, cream)
    ball((-1.15, -.7, .42), .42, pal['i'], 1, 28)
    ball((-.45, -1.05, .34), .34, pal['s'], 2, 28)
    ball((1.25, -.6, .38), .38, pal['r'], 3, 28)
    tail([(1.15, -.95, .03), (.9, -1.3, .014), (.3, -1.2, .014), (.1, -1.55, .014), (1.2, -1.6, .014), (2.6, -1.75, .014)], pal['r'])
    ground('earth', '#c4a07c', 13)
    wall('wash', '#d8b48e', 2.0)
    sun((.9, .95, -.95), 3.4, 1.3, '#ffdfb2', 'window', (0, .6, 1.7))
    light('left', .62)
    camera((-.9, -8.6, 2.5), (.0, 0, 1.42), 64, 5.6, (0, .2, 1.2))
