# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth work in progress, second helping: silk skeins, lace in its frame, patchwork scraps, white work."""
import obj_studio as st
from obj_fibre_work import spool
from tex_kit import *
from tex_lace import twine, wheel
from tex_registry import picture
from tex_work import needle, pins, scissors, thread


def skein(at, turn, col, L=1.7, R=.17, n=900, seed=1):
    """A twisted skein of silk: two bundles laid round each other, an eye at each end."""
    g = np.random.default_rng(seed)
    t = np.linspace(0, 1, 120)
    P = []
    for side in (0, np.pi):
        ph = side + t * np.pi * 3.2
        wide = .55 + .45 * np.sin(np.pi * t) ** .5
        c = np.c_[(t - .5) * L, R * .62 * np.cos(ph) * wide, R + R * .55 * np.sin(ph) * wide]
        for _ in range(n // 2):
            a, r = g.uniform(0, 6.3), R * .52 * math.sqrt(g.random())
            k = .75 + .25 * np.sin(np.pi * t)
            q = c + np.stack([0 * t + g.normal(0, .008), r * np.cos(a + t * 2) * k, r * np.sin(a + t * 2) * k], 1)
            q[:, 2] = np.maximum(q[:, 2], .012)
            P.append(q)
    o = [strands(np.array(P), .0042, yarn([shade(col, .85), shade(col, 1.15)]))]
    for s in (-1, 1):                                        # looped ends
        q = []
        for _ in range(150):
            a = np.linspace(-np.pi / 2, np.pi / 2, 120)
            r = R * g.uniform(.45, .95)
            q.append(np.c_[s * (L / 2 - .02 + r * 1.2 * np.cos(a)), r * np.sin(a), R * .8 + g.normal(0, .03) + 0 * a])
        o.append(strands(np.array(q), .0042, yarn([shade(col, .85), shade(col, 1.15)])))
    w = np.linspace(0, 2 * np.pi * 6, 160)
    o.append(strands(np.array([np.c_[L * .34 + .10 * (w / w[-1] - .5), R * 1.05 * np.cos(w), R + R * 1.02 * np.sin(w)]]), .012, yarn(shade(col, .75))))
    st.put(o, at, (0, 0, turn))


@picture('still-silk-22', 'silk skeins and marked cloth', 'hand embroidery', 'silk thread; cotton', 'crimson, gold, green, blue', 'Eastern Europe and Central Asia',
         'Twisted skeins of crimson, gold, green and blue silk lie on cream cotton marked with a drawn rosette, a needle beside.')
def _():
    w = 1400
    x, y = xy(w, w)
    base, hb = weave(canvas(w, w, '#efe6d2'), 6, 'plain', .04, .22)
    ink = Ink(w, w)
    th = np.linspace(0, 2 * np.pi, 400)
    for R, nn, amp in ((470, 16, 34), (430, 16, 34), (300, 8, 60), (150, 8, 22), (90, 1, 0)):
        r = R + amp * np.abs(np.cos(th * nn / 2))
        ink.line(list(zip(w * .5 + r * np.cos(th), w * .5 + r * np.sin(th))), 4)
    for k in range(16):
        a = k * math.pi / 8
        for s in (-.5, 0, .5):
            q = np.linspace(0, 1, 20)
            ink.line(list(zip(w * .5 + (540 + 90 * q) * np.cos(a + s * .2 * np.sin(np.pi * q)), w * .5 + (540 + 90 * q) * np.sin(a + s * .2 * np.sin(np.pi * q)))), 3)
    m = cloth('mk', (put(base, ink.mask() * .7, '#4a5a86'), hb * .3), .010)
    n = 240
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    P = np.stack([2.05 * U, 2.05 * V, .03 + .018 * (field((n, n), 60, 4) + 1).clip(0) + .04 * np.clip(np.abs(U) - .8, 0, 1) * (1 + np.sin(V * 7))], -1)
    grid(turned(P, .25, (-.1, .1, 0)), m, uv=np.stack([.5 + U * .5, .5 + V * .5], -1), thick=.015)
    for k, (px, py, a, c) in enumerate(((-.95, -.95, 14, '#b02a3a'), (.15, -1.28, 6, '#d9a13a'), (1.12, -.72, 38, '#4d7350'), (1.35, .25, 62, '#2f4a86'), (-1.42, -.20, 58, '#e08a7c'))):
        skein((px, py, .07), a, c, 1.55, .15, seed=k + 1)
    needle((-.55, .30, .10), (.35, .62, .09), .018)
    thread([(-.55, .30, .10), (-.85, .15, .08), (-.95, .55, .07), (-.35, .95, .07), (.45, 1.05, .07)], '#b02a3a')
    ground('walnut', turn=.3)
    light('left', at=(0, 0, .2), power=1.0)
    camera((.15, -3.9, 6.2), (.02, -.10, .05), 58, 8, (0, -.3, .15))


@picture('still-lace-23', 'lace on its frame', 'needle lace', 'cotton thread; wood', 'cream, rose, turquoise on indigo', 'Latin America',
         'A lace wheel grows on indigo cloth laced into a wooden frame, small coloured wheels round it, the next just begun.')
def _():
    cream, ros, tur = yarn(['#f1e8d5', '#e6dac2']), yarn(['#c8436a', '#d65f80']), yarn(['#1f8f93', '#2aa5a5'])
    m = cloth('bk', plain('#22365f', 1000, 1000, 7, .09), .010)
    n = 160
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    grid(turned(np.stack([1.62 * U, 1.62 * V, .085 + .006 * field((n, n), 60, 3) + 0 * U], -1), .22), m, uv=np.stack([U, V], -1) * 1.0)
    before = set(st.bpy.data.objects)
    P, F = wheel(-.1, .1, .80, 32, None, None)
    lift = lambda L: [np.c_[np.asarray(p), np.full(len(p), .115)] for p in L]
    twine(lift(P), cream, .012)
    twine(lift(F), cream, .012)
    for k, a in enumerate((.3, 1.2, 2.1, 3.0, 3.9)):
        P, F = wheel(-.1 + 1.14 * math.cos(a), .1 + 1.14 * math.sin(a), .31, 16, None, None, turn=a, seed=k, kind=k % 2)
        twine(lift(P), cream, .010)
        twine(lift(F), ros if k % 2 else tur, .011)
    P, _F = wheel(-.1 + 1.14 * math.cos(4.8), .1 + 1.14 * math.sin(4.8), .31, 16, None, None, turn=1, seed=9)
    twine(lift(P[:17]), cream, .010)                         # the next wheel: only its spokes yet
    ob = [o for o in st.bpy.data.objects if o not in before]
    wd = st.turned_wood('#b98a52', '#6e4826', 5)
    fr = []
    for a, b, c, d in ((0, 1.70, 3.9, .20), (0, -1.70, 3.9, .20), (1.70, 0, .20, 3.9), (-1.70, 0, .20, 3.9)):
        fr.append(st.box((a, b, .10 + (.05 if c > d else 0)), (c, d, .18), wd, .03))
    lac = []
    for k in range(34):                                      # the cloth is laced to the frame
        u = -1.5 + 3.0 * k / 33
        for s, ax in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
            a = np.linspace(0, 1, 12)
            p = np.stack([u + .05 * np.sin(a * 3), s * (1.55 + .27 * a), .10 + .16 * np.sin(np.pi * a) ** .6], 1)
            lac.append(p if ax == 0 else p[:, [1, 0, 2]])
    fr.append(strands(np.array(lac), .009, yarn('#e6dac2')))
    st.put(ob + fr, (0, 0, 0), (0, 0, math.degrees(.22)))
    needle((.70, -.62, .30), (.12, -.86, .13), .018)
    thread([(.70, -.62, .30), (.95, -.50, .24), (1.15, -.85, .14), (.75, -1.25, .13), (1.35, -1.75, .22), (1.9, -1.9, .03), (2.3, -1.6, .02)], '#f1e8d5', .009)
    sp = spool('#f1e8d5', .8, .25, 3)
    st.put(sp, (2.2, -.85, 0), (0, 0, 20))
    ground('oak', turn=.1)
    light('back-left', at=(0, 0, .2), power=1.1)
    camera((.25, -3.6, 7.2), (.14, -.12, 0), 59, 9)


@picture('still-scraps-24', 'cloth triangles and scissors', 'patchwork', 'cotton and silk scraps', 'many colours', 'Eastern Europe and Central Asia',
         'Bright cloth triangles are laid out in a star on a wooden floor beside scissors, pins and a spool of thread.')
def _():
    g = np.random.default_rng(8)
    pal = ['#b8283c', '#17757a', '#e3a02f', '#f0e2cb', '#4b2350', '#d9678a', '#2c4a86', '#6f9a4a']
    mats = []
    for k, c in enumerate(pal):
        base, h = plain(c, 512, 512, 6, .07, seed=k + 1)
        if k % 3 == 1:
            X, Y = xy(512, 512)
            base = put(base, gaussian_filter(((np.hypot(X % 64 - 32, (Y + 32 * (X // 64 % 2)) % 64 - 32)) < 10).astype(np.float32), 1), '#f0e2cb')
        if k % 4 == 2:
            X, Y = xy(512, 512)
            base = put(base, ((X % 60) < 14).astype(np.float32) * .8, shade(c, .65))
        mats.append(cloth('sc%d' % k, (base, h), .008, sheen=.15))

    def tri_(p0, p1, p2, k, z):
        n = 26
        a, b = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 1, n), indexing='ij')
        p0, p1, p2 = (np.asarray(p) + g.normal(0, .016, 2) for p in (p0, p1, p2))
        Q = p0 + (p1 - p0) * a[..., None] + (p2 - p1) * (a * b)[..., None]
        curl = g.uniform(0, .06, 3)
        Z = z + .012 * field((n, n), 9, int(g.integers(999))) + curl[0] * (1 - a) ** 3 + curl[1] * (a * (1 - b)) ** 4 + curl[2] * (a * b) ** 4
        grid(np.dstack([Q, Z]), mats[k], uv=np.dstack([Q[..., 0], Q[..., 1]]) * .6, thick=.012)

    s = .62
    c0 = np.array([-.25, .15])
    rot = np.array([[math.cos(.2), -math.sin(.2)], [math.sin(.2), math.cos(.2)]])
    T = lambda i, j: c0 + rot @ (np.array([i, j]) * s)
    for i in range(-2, 2):
        for j in range(-2, 2):
            if (i, j) in ((1, -2), (1, 1)):
                continue
            q = [T(i + .02, j + .02), T(i + .98, j + .02), T(i + .98, j + .98), T(i + .02, j + .98)]
            ring = max(abs(i + .5), abs(j + .5)) > 1
            diag = (i < 0) == (j < 0)
            ka, kb = ((0, 3) if not ring else (6, 2)) if diag else ((2, 4) if not ring else (1, 5))
            if diag:
                tri_(q[0], q[1], q[3], ka, .02), tri_(q[2], q[3], q[1], kb, .02)
            else:
                tri_(q[1], q[2], q[0], ka, .02), tri_(q[3], q[0], q[2], kb, .02)
    for k in range(9):                                       # a loose heap
        a = g.uniform(0, 6.3)
        c = np.array([1.62, 1.0]) + g.normal(0, .20, 2)
        r = .36
        tri_(*(c + r * np.array([math.cos(a + d), math.sin(a + d)]) for d in (0, 2.1, 4.2)), int(g.integers(8)), .03 + .022 * k)
    scissors((1.45, -.72, .03), 128, .95, 16)
    sp = spool('#b8283c', .75, .24, 3)
    st.put(sp, (-1.85, -.95, 0), (0, 0, 20))
    pins(6, (.85, -1.35), 6)
    ground('ash', turn=.1)
    light('left', at=(0, 0, .2), power=1.0)
    camera((.1, -3.4, 6.6), (.06, -.02, .05), 54, 8, (0, -.2, .1))


@picture('still-white-25', 'white embroidery in a hoop', 'white-on-white embroidery', 'fine cotton; thread', 'white, pale green', 'South Asia',
         'A pale green cotton cloth with white paisleys is stretched in a hoop, spools of white thread and a needle beside it.')
def _():
    m = cloth('ww', whitework('#9fb39a', '#fdfaf2', 1500, 1500, 5), .009, sheen=.06)
    n = 420
    x = np.linspace(-2.3, 2.3, n)
    X, Y = np.meshgrid(x, x, indexing='ij')
    r, th = np.hypot(X, Y), np.arctan2(Y, X)
    k = np.clip((r - 1.2) / .5, 0, 1)
    fold = (.075 * np.sin(th * 8 + 1.2 * field((n, n), 120, 14)) + .05 * field((n, n), 60, 15)) * k
    Z = np.where(r < 1.2, .145, .145 - .125 * (1 - (1 - k) ** 2)) + fold
    grid(turned(np.stack([X * (1 - .08 * k), Y * (1 - .08 * k), np.maximum(Z, .02)], -1), -.30, (-.15, .02, 0)), m, uv=np.stack([X / 4.62 + .5, Y / 4.62 + .5], -1))
    w = st.turned_wood('#c99a62', '#8a5a30', 4)
    a = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    brass = st.M('brass').set(Base_Color='#b08a45', Metallic=1, Roughness=.3)
    ob = [st.tube(np.stack([1.235 * np.cos(a), 1.235 * np.sin(a), 0 * a + .15], 1), .052, w, ring=16, closed=True, flat=1.9)]
    for yy in (-.07, .07):
        ob.append(st.box((1.34, yy, .15), (.14, .05, .16), brass, .015))
    ob.append(st.tube(np.array([(1.35, -.26, .15), (1.35, 0, .15), (1.35, .20, .15)]), .024, brass, ring=12))
    st.put(ob, (-.15, .02, 0), (0, 0, 118))
    needle((.55, -.35, .44), (.02, -.10, .15), .020)
    thread([(.55, -.35, .44), (.85, -.45, .36), (1.05, -.75, .22), (1.3, -1.1, .05), (1.75, -1.15, .03), (1.75, -.6, .04)], '#fdfaf2', .010)
    for x0, y0, c0, up, rz in ((1.80, .45, '#f6f1e4', 1, 0), (1.75, -.45, '#e9e2d0', 1, 0), (.95, -1.55, '#9fb39a', 0, -20)):
        sp = spool(c0, .78, .24, 3)
        if up:
            st.put(sp, (x0, y0, 0), (0, 0, 20))
        else:
            st.put(sp, (0, 0, -.39))
            st.put(sp, rot=(0, 90, 0))
            st.put(sp, (x0, y0, .30), (0, 0, rz))
    ground('clay')
    light('right', at=(0, 0, .2), power=1.0)
    camera((.2, -4.2, 6.0), (.14, -.06, .05), 56, 8, (0, -.2, .15))
