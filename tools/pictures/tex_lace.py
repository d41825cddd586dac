# SPDX-License-Identifier: GPL-3.0-or-later
"""Thread pictures: radial lace, knotted wall hanging, net bag."""
from tex_kit import *
from tex_registry import picture


def twine(paths, mat, rad=.013, lay=.05):
    """Each path (k, 2 or 3) becomes a two-ply thread lying on its height."""
    out = []
    n = 48
    for p in paths:
        p = np.asarray(p, float)
        s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
        q = np.linspace(0, s[-1], n)
        p = np.stack([np.interp(q, s, p[:, k]) for k in range(p.shape[1])], 1)
        t = np.gradient(p, axis=0)
        t /= np.linalg.norm(t, axis=1, keepdims=True) + 1e-9
        if p.shape[1] == 2:
            p = np.c_[p, np.full(n, .03)]
            t = np.c_[t, np.zeros(n)]
        nx = np.stack([-t[:, 1], t[:, 0], 0 * t[:, 0]], 1)
        ph = q / lay * 2 * np.pi / 2.4
        for k in range(2):
            a = ph + k * np.pi
            out.append(p + rad * .62 * (np.cos(a)[:, None] * nx + np.sin(a)[:, None] * np.array([0, 0, 1.0])))
    return strands(np.array(out), rad * .66, mat)


def wheel(cx, cy, R, spokes, mat_thread, mat_fill, rad=.010, turn=0.0, seed=1, kind=0):
    """A spider-web lace wheel: spokes, woven bands, a filigree edge of arches."""
    P, F = [], []
    pt = lambda r, a: (cx + r * math.cos(a + turn), cy + r * math.sin(a + turn))
    for k in range(spokes):
        a = 2 * np.pi * k / spokes
        P.append([pt(R * .05, a), pt(R, a)])
    for r in np.linspace(.10, .26, 5):                       # woven centre
        a = np.linspace(0, 2 * np.pi, spokes * 6 + 1)
        F.append([pt(R * (r + .008 * math.sin(q * spokes / 2 + r * 90)), q) for q in a])
    for r in (.34, .62, .66, .92, .96, 1.0):
        a = np.linspace(0, 2 * np.pi, 160)
        P.append([pt(R * r, q) for q in a])
    n = spokes // 2
    for k in range(n):                                       # woven leaves between the rings
        a0 = 2 * np.pi * (k + .5) / n
        w = np.pi / n * (.78 if kind == 0 else .62)
        for q in np.linspace(0, 1, 15):
            r = .36 + .24 * q
            ww = w * (math.sin(math.pi * (q * .92 + .04)) ** .8 if kind == 0 else 1 - abs(2 * q - 1))
            if ww < .02:
                continue
            F.append([pt(R * r, a0 - ww), pt(R * (r + .006), a0), pt(R * r, a0 + ww)])
    m = spokes
    for k in range(m):                                       # triangles in the outer band
        a0 = 2 * np.pi * (k + (.5 if kind else 0)) / m
        for q in np.linspace(0, 1, 9):
            r = .68 + .23 * q
            ww = np.pi / m * .86 * (1 - q if kind == 0 else q)
            if ww > .012:
                F.append([pt(R * r, a0 - ww), pt(R * r, a0 + ww)])
    return P, F


@picture('lace-wheel-01', 'radial lace round', 'needle lace', 'cotton thread', 'cream, rose, turquoise, yellow', 'Latin America',
         'A round needle-lace mat of one large wheel circled by small coloured wheels lies on dark slate.')
def _():
    cream, ros, tur, yel = yarn(['#f1e8d5', '#e6dac2']), yarn(['#c8436a', '#d65f80']), yarn(['#1f8f93', '#2aa5a5']), yarn(['#e2a52c', '#edba4c'])
    P, F = wheel(0, 0, 1.0, 32, None, None)
    twine(P, cream, .012)
    twine(F, cream, .012)
    n = 12
    for k in range(n):
        a = 2 * np.pi * k / n
        r = 1.36
        P, F = wheel(r * math.cos(a), r * math.sin(a), .345, 16, None, None, turn=a, seed=k, kind=k % 2)
        twine(P, cream, .010)
        twine(F, (ros, tur, yel)[k % 3], .011)
    E = []
    for k in range(48):                                      # small arches at the rim
        a = 2 * np.pi * (k + np.linspace(0, 1, 20)) / 48
        E.append(np.stack([(1.705 + .10 * np.sin(np.pi * np.linspace(0, 1, 20)) ** .7) * np.cos(a), (1.705 + .10 * np.sin(np.pi * np.linspace(0, 1, 20)) ** .7) * np.sin(a)], 1))
    for rr in (1.02, 1.05, 1.70):
        E.append(np.stack([rr * np.cos(np.linspace(0, 2 * np.pi, 200)), rr * np.sin(np.linspace(0, 2 * np.pi, 200))], 1))
    for k in range(n * 5):                                   # net between the wheels
        a = 2 * np.pi * (k + .5) / (n * 5)
        E.append([(1.05 * math.cos(a), 1.05 * math.sin(a)), (1.05 * math.cos(a + .10), 1.05 * math.sin(a + .10))])
    for k in range(n):
        a = 2 * np.pi * (k + .5) / n
        for d in (-.05, 0, .05):
            E.append([(1.05 * math.cos(a + d), 1.05 * math.sin(a + d)), (1.25 * math.cos(a + d * .4), 1.25 * math.sin(a + d * .4))])
            E.append([(1.50 * math.cos(a + d * .4), 1.50 * math.sin(a + d * .4)), (1.70 * math.cos(a + d), 1.70 * math.sin(a + d))])
    twine(E, cream, .011)
    ground('slate'), wall('plaster', 9)
    light('back-left', at=(0, 0, .2), power=1.15)
    camera((.15, -2.2, 6.3), (0, -.05, 0), 57, 9)


@picture('hanging-macrame-01', 'knotted wall hanging', 'macramé', 'cotton cord; wood', 'natural cream, driftwood', 'Latin America; South Asia; any',
         'A wall hanging of cream cotton cord, knotted in a net of diamonds with a long fringe, hangs from a piece of driftwood.')
def _():
    g = np.random.default_rng(5)
    mat = yarn(['#eee3cb', '#e4d7ba', '#f3ead6'])
    n, z0, pitch, row = 24, 3.2, .118, .135
    xs = (np.arange(n) - (n - 1) / 2) * pitch
    depth = lambda i: 11 - np.abs(i - (n - 1) / 2) * .62      # the net comes to a point
    cords, knots = [], []
    for i in range(n):
        for k in (-1, 1):                                    # two cords per place: each wanders to its neighbour and back
            x, z = xs[i] + k * .022, z0
            pts = [(x, -.09, z + .02), (x, -.085, z - .06)]
            R = int(max(depth(i), 3))
            for r in range(1, R + 1):
                pair = i if (r + i) % 2 == 0 else i + 1       # knots sit between places, alternating
                cx = (xs[min(pair, n - 1)] + xs[max(pair - 1, 0)]) / 2
                if pair in (0, n):
                    cx = xs[i]
                pts.append((cx + (.020 if i >= pair else -.020) + k * .010, -.075, z0 - .10 - r * row))
            L = 3.2 - 1.55 - .55 * np.abs(i - (n - 1) / 2) / (n / 2)
            zb = z0 - L
            lz = pts[-1][2]
            for q in (.33, .66, 1.0):
                pts.append((xs[i] + k * .028 + g.normal(0, .012), -.07 + g.normal(0, .008), lz + (zb - .45 - lz) * q))
            cords.append(spline(pts, 150))
    for r in range(1, 12):
        for pair in range(1, n):
            if (r + pair) % 2 == 0 and min(depth(pair), depth(pair - 1)) >= r:
                knots.append(((xs[pair] + xs[pair - 1]) / 2, z0 - .10 - r * row))
    rad = .017
    for p in cords:
        cord(p, mat, rad, 3, 60)
    K = []
    for x, z in knots:                                       # a square knot: two crossing wraps and side loops
        for s, dz in ((1, .022), (-1, -.016)):
            t = np.linspace(0, 1, 26)
            K.append(np.c_[x + s * .052 * np.cos(np.pi * t), -.078 - .040 * np.sin(np.pi * t), z + dz + .016 * s * np.cos(np.pi * t)])
            K.append(np.c_[x + s * (.050 + .014 * np.sin(np.pi * t)), -.082 - .012 * np.sin(np.pi * t), z + .030 - .062 * t])
    for p in K:
        cord(p, mat, .015, 3, 5)
    H = []
    for x in xs:                                             # lark's heads on the rod
        for k in (-1, 1):
            a = np.linspace(-1.2, np.pi + 1.2, 40)
            H.append(np.c_[x + k * .020 + 0 * a, -.105 * np.sin(a) * 1.0, z0 + .115 - .105 * np.cos(a) * -1.0])
        t = np.linspace(0, 1, 20)
        H.append(np.c_[x - .045 + .09 * t, -.115 - .02 * np.sin(np.pi * t), z0 + .055 + 0 * t])
    for p in H:
        cord(p, mat, .016, 3, 8)
    rodp = spline([(-1.95, .0, z0 + .10), (-1.0, .02, z0 + .135), (0, 0, z0 + .115), (1.0, -.01, z0 + .10), (1.95, .01, z0 + .14)], 90)
    tube(rodp, .085 + .012 * np.sin(np.linspace(0, 14, 90)), SURFACES['driftwood'](), 24)
    cord(spline([(-1.75, -.02, z0 + .16), (-.9, -.03, z0 + .62), (0, -.03, z0 + .95), (.9, -.03, z0 + .62), (1.75, -.02, z0 + .16)], 160), mat, .022, 3, 60)
    wall('clay', .16), ground('oak', z=-.6)
    light('left', at=(0, 0, 2.1), power=.95)
    camera((.4, -8.6, 2.5), (0, 0, 2.62), 84)


@picture('bag-net-01', 'net shopping bag', 'crochet', 'cotton cord', 'indigo, with oranges', 'Latin America; South-East Asia; any',
         'An openwork indigo cotton bag filled with oranges hangs by its handle from a wooden peg on a pale wall.')
def _():
    import obj_studio as st
    prof = spline([(.03, 0.0), (.45, .06), (.85, .38), (1.02, .85), (.95, 1.35), (.62, 1.85), (.34, 2.15), (.25, 2.30)], 400)
    L = np.r_[0, np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))]
    n, rows = 22, 17
    mat = yarn(['#27406b', '#2f4c7c', '#223a63'])
    z0 = .95

    def at(u, v):
        s = v * L[-1]
        r, z = np.interp(s, L, prof[:, 0]), np.interp(s, L, prof[:, 1])
        lump = 1 + .035 * np.sin(u * 5 + z * 4) + .03 * np.sin(u * 3 + 1 - z * 3)
        return np.stack([r * lump * np.cos(u), r * lump * np.sin(u) * .82, z0 + z], -1)
    P = []
    for k in range(n):
        for sg in (-1, 1):
            v = np.linspace(.03, 1, rows * 10)
            zig = np.abs(((v * rows) % 2) - 1) - .5
            u = (k + sg * zig * .98) / n * 2 * np.pi
            P.append(at(u, v))
    pts = []
    for r in range(1, rows):
        v = r / rows
        for k in range(n):
            u = (k + (.5 if r % 2 == 0 else 0)) / n * 2 * np.pi
            pts.append(at(np.array(u), np.array(v)))
    for p in P:
        cord(p, mat, .0150, 2, 70)
    a = np.linspace(-np.pi / 2, np.pi / 2, 10)
    kn = st.lathe(np.c_[.030 * np.cos(a), .030 * np.sin(a)], st.M('knot').set(Base_Color='#27406b', Roughness=.9), 14)
    me = kn.data
    st.bpy.data.objects.remove(kn)
    for p in pts:
        o = st.bpy.data.objects.new('knot', me)
        st.bpy.context.collection.objects.link(o)
        o.location = p
    top = at(np.linspace(0, 2 * np.pi, 120), np.ones(120))
    for dz in (0, .035, .07):
        cord(top * [1, 1, 1] + [0, 0, dz], mat, .026, 3, 40)
    h = 4.05
    for y in (-.16, .16):
        p = spline([(-.24, y, 3.28), (-.22, y * .8, 3.6), (-.09, y * .4, h - .1), (0, y * .3, h + .01), (.09, y * .4, h - .1), (.22, y * .8, 3.6), (.24, y, 3.28)], 160)
        for d in (-.03, .03):
            cord(p + [0, d, 0], mat, .030, 3, 34)
    peel = st.M('orange').set(Roughness=.42, Coat_Weight=.1)
    peel.base(peel.ramp(peel.noise(2, 5, .6), [(.3, '#d9741a'), (.7, '#f09a34')])).bump(peel.noise(38, 2, .5), .012)
    core = [(.0, -.35, .42), (-.42, .0, .45), (.40, .05, .44), (0, .32, .46), (-.50, -.32, .84), (.12, -.50, .93), (.55, -.22, .88), (.40, .38, .92), (-.35, .35, .9), (-.28, -.32, 1.36), (.30, -.28, 1.36), (.05, .22, 1.42), (-.05, -.10, 1.78)]
    for i, (x, y, z) in enumerate(core):
        q = np.linspace(-np.pi / 2 + .01, np.pi / 2 - .01, 40)
        o = st.lathe(np.c_[.36 * np.cos(q), .345 * np.sin(q) - .02 * np.exp(-((q - 1.55) / .14) ** 2)], peel, 56)
        st.put([o], (x * .92, y * .82, z0 + z), (30 * i, 50 * i, 20 * i), 1.0)
    rod((0, .6, h - .06), (0, -.30, h + .03), .07, SURFACES['walnut']())
    wall('plaster-white', .95), ground('oak', z=-.6)
    light('left', at=(0, 0, 2), power=.95)
    camera((.5, -8.8, 2.5), (0, 0, 2.42), 80)
