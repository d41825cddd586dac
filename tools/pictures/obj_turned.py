# SPDX-License-Identifier: GPL-3.0-or-later
"""Turned, carved and thrown: lacquered tops, soapstone boxes, a gourd, a painted plate, a teapot, combs."""
from obj_registry import picture
from obj_studio import *
from obj_vessels import glaze, pot, stone


def lacquer(bands, rough=.28):
    """Turned wood under coloured lacquer; bands: [(height from, colour)...] along the axis, as mesh colour."""
    m = M('lacquer').set(Roughness=rough, Coat_Weight=.35, Coat_Roughness=.12)
    m.base(m.mix(.30, m.attr(), m.ramp(m.noise(30, 4, .7, sc=(1, 1, 6)), [(.3, '#9a8f80'), (.6, '#ffffff')]), 'MULTIPLY'))
    m.bump(m.noise(18, 2, .5, sc=(.1, .1, 6)), .004)
    at = np.array([b[0] for b in bands])
    pal = np.stack([lin(b[1]) for b in bands])

    def col(TH, R, Z):
        k = np.clip(np.searchsorted(at, Z + .006 * np.sin(TH * 3 + Z * 9), side='right') - 1, 0, len(at) - 1)
        return gaussian_filter1d(pal[k], 1.0, axis=0) * (1 + .04 * np.sin(TH * 2 + 9 * Z))[..., None]
    return m, col


@picture('wood-tops-01', 'spinning tops', 'wood turning and lacquer', 'wood; plant-dyed lacquer', 'red, yellow, green, indigo', 'South Asia',
         'Five turned wooden spinning tops in bright lacquer bands lie and stand on a pale painted board.')
def tops():
    world('#eef0f2', .55)
    pal = dict(r='#b3261e', y='#e8a917', g='#2f7a45', i='#274a8c', w='#efe3cb', o='#d8611f', k='#2a2422', b='#c49a63')
    kinds = [('rywg', .92, .66, 1.0), ('iywr', .85, .78, .8), ('gyor', .95, .58, 1.05), ('oirw', .9, .66, .95), ('yrgi', .82, .60, .9)]
    spots = [((-1.35, .35, 0), (0, 0, 0)), ((.0, .75, 0), (0, 0, 0)), ((1.35, .3, 0), (0, 0, 0)), ((-.75, -.85, 0), 1), ((.95, -.80, 0), 1)]
    for n, ((cols, s, w, h), (at, rot)) in enumerate(zip(kinds, spots)):
        pr = curve([(.001, 0), (.03, .05), (.07, .12), (.30 * w / .6, .32 * h), (w * .94, .62 * h), (w, .72 * h), (w * .92, .80 * h),
                    (w * .45, .88 * h), (.12, .98 * h), (.09, 1.12 * h), (.10, 1.28 * h), (.14, 1.36 * h), (.10, 1.43 * h), (.001, 1.45 * h)], 420)
        c = [pal[q] for q in cols]
        m, col = lacquer([(-1, pal['b']), (.14, c[0]), (.36 * h, c[1]), (.42 * h, c[0]), (.52 * h, c[2]), (.56 * h, c[3]), (.68 * h, c[1]), (.76 * h, pal['k']),
                          (.79 * h, c[3]), (.95 * h, c[0]), (1.05 * h, c[1]), (1.2 * h, c[2]), (1.3 * h, c[3]), (1.38 * h, c[1])])
        o = lathe(pr, m, 160, None, col)
        if rot == 1:                                   # lying: rests on its tip and belly
            tilt = math.degrees(math.atan2(w, .72 * h))
            put([o], (0, 0, 0), (90 - tilt + 0, 0, 0), s)
            put([o], at, (0, 0, (130, 215)[n - 3]))
        else:                                          # upright on a small stand
            st, sc = lacquer([(-1, pal['b']), (.05, c[1]), (.12, pal['b'])])
            q = curve([(.001, 0), (.34, 0), (.36, .05), (.30, .13), (.22, .24), (.26, .3), (.2, .3), (.05, .16), (.001, .16)], 160)
            put([lathe(q, st, 100, None, sc)], at, scale=s)
            put([o], (at[0], at[1], .14 * s), (2, -3, 40 * n), s)
    ground('painted', '#d9d3c4', 17)
    wall('plaster', '#b9c3b2', 3.4)
    light('left', 1.05)
    camera((.2, -7.6, 3.7), (.03, -.05, .50), 72, 5.6, (0, -.7, .6))


@picture('stone-boxes-01', 'carved soapstone boxes', 'stone carving', 'soapstone', 'sage grey, rose, cream', 'South Asia; East Africa',
         'Three lidded soapstone boxes carved with petals and rings stand on dark wood, one lid leaning at the side.')
def stone_boxes():
    world('#eef0f2', .5)
    kinds = [(stone(('#4f554a', '#7d8272', '#a3a594', '#666b5e'), '#d5d2c2', .32), .95, .85, 16), (stone(('#74382f', '#a86a5b', '#c99282', '#94564a'), '#ecd9c9', .3), .62, .62, 12),
             (stone(('#94835f', '#bfae89', '#d6c8a6', '#a5946f'), '#f3ead5', .34), .5, .5, 10)]
    spots = [(-.85, .45), (.72, .35), (.12, -.98)]
    for n, ((m, w, h, N), (x, y)) in enumerate(zip(kinds, spots)):
        def carve(TH, s, R, Z, N=N, h=h):
            v = Z / h
            p = np.abs(((TH / TAU * N) % 1) - .5) * 2
            arch = np.exp(-((v - .78 + .55 * p ** 2) / .05) ** 2) + .7 * np.exp(-((v - .55 + .5 * p ** 2) / .045) ** 2) * (v > .12)
            band = ((v > .08) & (v < .86) & (R > .7 * R.max())).astype(float)
            return -.026 * arch * band - .02 * np.exp(-((v - .92) / .018) ** 2) * band.max() * (R > .9 * R.max()) + .002 * noise_lr(TH.shape, 30, 3)
        body = np.vstack([curve([(.001, .0), (w * .9, 0), (w * .98, .03), (w, .12), (w * 1.02, h * .6), (w, h)], 420), curve([(w, h), (w * .98, h + .015), (w * .86, h), (w * .84, h * .5), (w * .6, .12), (.001, .1)], 160)[1:]])
        b = lathe(body, m, 480, carve)
        put([b], (x, y, 0), (0, 0, 30 * n))

        def petals(TH, s, R, Z, N=N, w=w):
            r = R / w
            d = 0
            for k, (r0, nn) in enumerate(((.36, N // 2), (.66, N), (.98, N * 2))):
                p = np.abs(((TH / TAU * nn + .5 * (k % 2)) % 1) - .5) * 2
                d = d - .024 * np.exp(-((r - r0 * (1 - .22 * p ** 2)) / .025) ** 2) * (r < 1.0)
            return d + .002 * noise_lr(TH.shape, 30, 5)
        top = curve([(.001, .20), (w * .12, .20), (w * .16, .15), (w * .3, .155), (w * .7, .12), (w * .96, .06), (w * 1.03, .02), (w * 1.02, -.03), (w * .9, -.04), (.001, -.04)], 460)
        l = lathe(top, m, 480, petals)
        kn = lathe(curve([(.001, .42), (.07, .40), (.1, .33), (.07, .26), (.06, .2), (.10, .16), (.001, .16)], 100), m, 60)
        put([kn], scale=w * 1.15 + .1, loc=(0, 0, .02))
        if n == 1:
            put([l, kn], (x + .92, y - .55, .62), (-70, 0, 125))
        else:
            put([l, kn], (x, y, h + .035), (0, 0, 20))
    ground('planks', '#7d5b40', 23)
    wall('plaster', '#c9b9a0', 3.2)
    light('left', 1.15)
    camera((.3, -7.7, 4.0), (.08, 0, .50), 68, 5.6, (0, -.7, .6))


@picture('gourd-engraved-01', 'engraved gourd', 'gourd carving', 'dried gourd; natural stain', 'honey, brown, cream', 'Latin America; Africa',
         'A round honey-coloured gourd box, its sides burnt and engraved with bands of leaves and steps, stands on slate.')
def gourd():
    world('#eef0f2', .5)

    def band(TH, Z, z0, z1):
        return (Z - z0) / (z1 - z0), (TH / TAU) % 1

    def col(TH, R, Z):
        d = np.zeros(TH.shape)
        lite = np.zeros(TH.shape)
        for z in (.34, .40, .82, .87, 1.28, 1.33, 1.62):
            d = np.maximum(d, np.exp(-((Z - z) / .012) ** 4))
        v, u = band(TH, Z, .42, .80)                      # steps
        on = (v > 0) & (v < 1)
        x = np.abs((u * 18) % 1 - .5) * 2
        st = (np.floor(v * 5) / 5 + .1 > x)
        d = np.where(on & st, 1, d)
        lite = np.where(on & (np.abs(np.floor(v * 5) / 5 + .1 - x + .32) < .10), 1, lite)
        v, u = band(TH, Z, .89, 1.26)                     # leaves along a wavy stem
        on = (v > 0) & (v < 1)
        t = u * 14
        stem = .5 + .28 * np.sin(TAU * t / 2)
        d = np.where(on & (np.abs(v - stem) < .035), 1, d)
        for k, sg in ((0, 1), (.5, -1)):
            x = ((t + k) % 1) - .5
            c = .5 + .28 * np.sin(TAU * (np.floor(t + k) + .5 - k) / 2) + sg * .20
            e = ((x + (v - c) * .55 * sg) / .36) ** 2 + ((v - c) / .16) ** 2
            d = np.where(on & (e < 1), 1, d)
            lite = np.where(on & (e < 1) & (np.abs(v - c + .12 * sg * x) < .030), 1, lite)
        v, u = band(TH, Z, 1.35, 1.60)                    # triangles below the lid
        on = (v > 0) & (v < 1)
        x = np.abs((u * 28) % 1 - .5) * 2
        d = np.where(on & (v > x), 1, d)
        lite = np.where(on & ((x - .5) ** 2 + (v - .2) ** 2 < 0), 1, lite)
        v, u = band(TH, Z, 1.66, 2.0)
        x = np.abs((u * 12) % 1 - .5) * 2
        d = np.where((v > 0) & (R > .18) & (np.abs(v - .15 - .5 * (1 - x)) < .10), 1, d)
        d, lite = gaussian_filter(d, .8), gaussian_filter(lite, .8)
        n = noise_lr(TH.shape, 60, 4)[..., None]
        base = lin('#c98a3e') * (1 + .10 * n) * (1 + .03 * noise_lr(TH.shape, 12, 6)[..., None])
        c = base * (1 - .92 * d[..., None]) + lin('#3a1d10') * .92 * d[..., None]
        return np.clip(c * (1 - lite[..., None]) + lin('#f0dcb0') * lite[..., None], 0, 1)
    m = M('gourd').set(Roughness=.36, Coat_Weight=.25, Coat_Roughness=.2)
    m.base(m.mix(.2, m.attr(), m.ramp(m.noise(3, 7, .7), [(.35, '#8a5a2a'), (.6, '#ffffff')]), 'MULTIPLY')).bump(m.noise(5, 3, .5), .02)
    lop = lambda TH, s, R, Z: .012 * np.sin(TH * 2 + 1) * np.clip(R, 0, 1) + .010 * np.sin(TH * 3 + Z * 2) * np.clip(R, 0, 1)
    a = lathe(curve([(.001, .02), (.45, .0), (.85, .18), (1.10, .55), (1.18, .92), (1.08, 1.32), (.96, 1.52), (.93, 1.60)], 700), m, 1400, lop, col)
    lid = curve([(.93, 1.63), (.95, 1.64), (.80, 1.80), (.50, 1.97), (.22, 2.06), (.10, 2.14), (.09, 2.3), (.12, 2.42), (.07, 2.5), (.001, 2.5)], 420)
    put([a, lathe(lid, m, 1200, lop, col)], (-.45, .25, 0), (0, 0, 20))
    c = curve([(.001, .02), (.3, 0), (.55, .12), (.70, .42), (.68, .72), (.64, .86)], 420)
    ci = curve([(.64, .86), (.60, .87), (.58, .7), (.5, .3), (.001, .12)], 200)
    small = lathe(np.vstack([c, ci[1:]]), m, 900, lop, lambda TH, R, Z: np.where((np.arange(619) < 420)[:, None, None], col(TH, R, Z + .44), lin('#e8cf9e')))
    put([small], (1.15, -.65, 0), (0, 0, 60))
    ground('slate', '#4d5052', 19)
    wall('plaster', '#d9c3a0', 3.2)
    light('left', 1.1)
    camera((.3, -8.2, 3.5), (.22, 0, .98), 68, 5.6, (0, -.8, .9))


@picture('clay-plate-painted-01', 'hand-painted plates', 'pottery', 'earthenware clay; glaze', 'blue, white, yellow', 'Eastern Europe and Central Asia; Latin America',
         'A white plate painted with a blue flower wheel leans against a wall behind a small bowl of the same pattern.')
def plate():
    world('#eef0f2', .5)

    def paint(TH, R, Z, s=1.0):
        r, u = R / s, TH / TAU
        n = noise_lr(TH.shape, 24, 5)
        r = r + .008 * n
        b, y, g = (np.zeros(TH.shape) for _ in range(3))
        pet = np.abs(np.cos(TH * 4))
        b = np.maximum(b, (r < .26 + .34 * pet ** .8) * (r > .20) * 1.0)
        b = np.where((r > .24) & (r < .22 + .26 * pet ** 2) & (np.abs(np.sin(TH * 4)) < .25), 0.0, b)
        y = np.maximum(y, (r < .17) * 1.0)
        b = np.maximum(b, np.exp(-((r - .17) / .018) ** 4))
        b = np.maximum(b, np.exp(-((r - .80) / .014) ** 4))
        b = np.maximum(b, np.exp(-((r - .86) / .026) ** 4))
        x = ((u * 24) % 1) - .5
        leaf = ((x / .42) ** 2 + ((r - 1.06 - .05 * x) / .085) ** 2 < 1)
        g = np.maximum(g, leaf * ((np.floor(u * 24) % 2) == 0))
        b = np.maximum(b, leaf * ((np.floor(u * 24) % 2) == 1))
        y = np.maximum(y, ((((u * 24 + .5) % 1 - .5) / .14) ** 2 + ((r - 1.19) / .03) ** 2 < 1))
        b = np.maximum(b, (r > 1.29) * 1.0)
        k8 = ((u * 8 + .5) % 1) - .5
        g = np.maximum(g, (((k8 / .10) ** 2 + ((r - .63) / .10) ** 2) < 1) * 1.0)
        out = np.ones((*TH.shape, 3)) * lin('#f1ead9') * (1 + .03 * n[..., None])
        brush = (1 + .12 * noise_lr(TH.shape, 9, 8))
        for k, c in ((b, '#17357c'), (y, '#d6930f'), (g, '#2f7049')):
            k = np.clip(gaussian_filter(k.astype(float), 1.1) * brush * 1.15, 0, 1)[..., None]
            out = out * (1 - k) + lin(c) * k
        return np.clip(out, 0, 1)
    m = M('plate').set(Roughness=.14, Coat_Weight=.5, Coat_Roughness=.08)
    m.base(m.mix(m.ramp(m.noise(60, 2, .5), [(0, '#000000'), (.66, '#000000'), (.70, '#ffffff')]), m.attr(), '#8a6a4a'))
    m.bump(m.noise(4, 3, .5), .02, .4).bump(m.noise(120, 2, .6), .003, .4)
    wob = lambda TH, s, R, Z: .006 * np.sin(TH * 2 + 1) * R + .004 * np.sin(TH * 5) * R + .0025 * np.sin(s * 60)
    face = curve([(.001, .06), (.5, .06), (.82, .07), (.92, .12), (1.10, .18), (1.33, .24)], 700)
    back = curve([(1.33, .24), (1.35, .22), (1.32, .19), (1.05, .10), (.7, 0), (.6, .03), (.001, .03)], 160)
    p = lathe(np.vstack([face, back[1:]]), m, 1500, wob, paint)
    put([p], (-.15, 1.15, 1.42), (76, 0, 0), 1.12)
    bo = curve([(.001, .06), (.3, .06), (.56, .18), (.76, .48), (.86, .74)], 500)
    bi = curve([(.86, .74), (.88, .76), (.90, .74), (.82, .44), (.62, .12), (.42, .06), (.40, 0), (.34, 0), (.3, .04), (.001, .04)], 260)
    def bp(TH, R, Z):
        inner = (np.arange(759) < 500)[:, None]
        rr = np.where(inner, R * 1.52, .70 + Z * .86)
        return paint(TH, rr, Z)
    put([lathe(np.vstack([bo, bi[1:]]), m, 1300, wob, bp)], (1.12, -.35, 0), (0, 0, 20))
    ground('painted', '#8fa58f', 27)
    wall('wash', '#e6d3b1', 1.62)
    light('left', 1.0)
    camera((.2, -7.9, 3.0), (.15, .5, 1.18), 66, 5.6, (0, .6, 1.2))


@picture('clay-teapot-01', 'teapot with two bowls', 'pottery', 'stoneware clay; glaze', 'moss green, cream', 'Eastern Europe and Central Asia; South-East Asia',
         'A round moss-green teapot with a bare clay foot and two small tea bowls stand on a linen cloth.')
def teapot():
    world('#eef0f2', .5)
    m = glaze('#b98a62', ('#45552c', '#6c7d42', '#a1ab6b'), '#2f3a1c', '#2a2414', .65)
    out = [(0, .03), (.4, .03), (.58, 0), (.66, .04), (1.02, .42), (1.12, .85), (.92, 1.28), (.58, 1.5), (.52, 1.56)]
    inn = [(.52, 1.56), (.48, 1.56), (.46, 1.5), (.7, 1.26), (.9, .9)]
    t = [pot(out, inn, m, .34, seed=6)]
    lid = curve([(.001, 1.98), (.09, 1.97), (.13, 1.88), (.09, 1.78), (.10, 1.70), (.3, 1.66), (.5, 1.58), (.56, 1.545), (.5, 1.53), (.001, 1.53)], 300)
    l = lathe(lid, m, 200, lambda TH, s, R, Z: .003 * np.sin(s * 60))
    sp = curve([(.86, 0, .62), (1.2, 0, .78), (1.42, 0, 1.12), (1.62, 0, 1.42), (1.78, 0, 1.5)], 140)
    k = tube(sp, np.interp(np.linspace(0, 1, 140), [0, .3, .8, 1], [.30, .22, .12, .115]), m, ring=32, cap=False)
    inside = tube(sp[-12:] + [0.002, 0, .012], .085, M('dark').set(Base_Color='#1b1a10'), ring=24)
    h = curve([(-.86, 0, 1.20), (-1.22, 0, 1.36), (-1.50, 0, 1.12), (-1.44, 0, .72), (-1.16, 0, .48), (-.98, 0, .46)], 120)
    hd = tube(h, np.interp(np.linspace(0, 1, 120), [0, .1, .5, .9, 1], [.13, .10, .085, .10, .14]), m, ring=24, cap=False)
    for o in (l, k, hd):
        n = len(o.data.vertices)
        o.data.color_attributes.new('Col', 'FLOAT_COLOR', 'POINT').data.foreach_set('color', np.tile([1, 0, .0, 1], n).astype(np.float32)) if 'Col' not in o.data.color_attributes else None
    put(t + [l, k, hd, inside], (-.25, .3, 0), (0, 0, 20))
    o2 = [(0, .03), (.2, .03), (.30, 0), (.34, .04), (.50, .28), (.56, .52)]
    i2 = [(.56, .52), (.53, .535), (.50, .5), (.44, .26), (.26, .1), (0, .08)]
    for n, (x, y) in enumerate(((1.35, -.62), (.35, -1.15))):
        put([pot(o2, i2, m, .18, seed=12 + n)], (x, y, 0), (0, 0, 80 * n))
        put([lathe(np.c_[np.linspace(.001, .475, 20), np.full(20, .40)], M('tea').set(Base_Color='#9a5a1c', Roughness=.05), 60)], (x, y, 0))
    ground('linen', '#d9cdb6', 12)
    wall('plaster', '#a9826a', 3.2)
    light('right', 1.1)
    camera((.2, -7.8, 3.7), (.12, 0, .78), 68, 5.6, (0, -.7, .7))


def comb(mat, w=1.5, h=1.25, teeth=26, kind='arch', th=.10):
    """A flat comb in the x-y plane, teeth towards -y."""
    n, k = 120, 30
    x = np.linspace(-1, 1, n)
    top = {'arch': .55 + .30 * np.sqrt(np.clip(1 - x ** 2, 0, 1)), 'wave': .62 + .16 * np.cos(x * np.pi * 1.5) + .12 * np.sqrt(np.clip(1 - x ** 8, 0, 1)),
           'flat': .70 + .08 * (1 - x ** 4)}[kind]
    out = []
    for sgn in (1, -1):
        t = np.linspace(0, 1, k)
        Y = top[:, None] * h * (1 - t[None]) + .16 * h * t[None]
        edge = np.minimum(np.clip(t * 12, 0, 1)[None], np.clip((1 - np.abs(x)) * 30, 0, 1)[:, None]) ** .5
        Z = sgn * th / 2 * edge * (.75 + .25 * t[None])
        out.append(grid(np.stack([np.repeat(x[:, None] * w / 2, k, 1), Y, Z], -1), mat, name='comb'))
    for i in range(teeth):
        u = (i + .5) / teeth * 2 - 1
        r = w / teeth * .34
        if i in (0, teeth - 1):
            r *= 1.7
        L = h * .56
        p = np.array([[u * w / 2, .22 * h, 0], [u * w / 2, 0, 0], [u * w / 2, -.5 * L, 0], [u * w / 2, -L, 0]])
        out.append(tube(curve(p, 24), np.linspace(r, r * .62, 24), mat, ring=10, flat=th / 2 / r * .55))
    return out


@picture('wood-combs-01', 'carved combs', 'wood carving', 'neem, olive and acacia wood', 'pale, honey and dark wood', 'South Asia; Africa',
         'Three hand-cut wooden combs in pale, honey and dark wood lie side by side on a blue-grey cloth, seen from above.')
def combs():
    world('#eef0f2', .55)
    for kind, c, d, at, rz, te in (('arch', '#c9975c', '#7d4a24', (-1.38, .30), 12, 26), ('flat', '#8a5836', '#3d2113', (.62, .88), -8, 34), ('wave', '#e0bd86', '#a1713f', (.92, -1.15), 6, 22)):
        m = turned_wood(c, d, 3.2, .9, loc=(at[0], .2, .6))
        o = comb(m, 1.75, 1.5, te, kind, .14)
        put(o, (at[0], at[1], .09), (0, 0, rz))
    ground('linen', '#8295a3', 6)
    area((-3.4, 2.2, 3.2), (0, 0, 0), 1.5, 400)
    area((4, -3, 3), (0, 0, 0), 3, 50, '#dfe8ff')
    camera((0, -2.2, 8.2), (-.1, .05, 0), 64, 5.6)
