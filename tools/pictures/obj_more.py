# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects, second helping: coasters, spoons, tray, serving bowl, milk gourd, sisal bag."""
from obj_baskets import coil, ribbon_strap, tri
from obj_plaited import lashed, plaited_round, ring_of, twisted
from obj_registry import picture
from obj_small import seeds
from obj_studio import *
from obj_vessels import spoon


@picture('basket-coasters-01', 'set of six coasters', 'coil basketry', 'sisal; grass', 'straw, indigo, rust, green', 'East Africa; Africa',
         'Six round coiled coasters with stars, rings and checks in indigo, rust and green lie spread on dark wood.')
def coasters():
    world('#eef0f2', .55)
    cols = ('#27406b', '#a8432a', '#3f6b4d')
    pats = [lambda t, r, s: np.where((s > .22) & (s < .24 + .34 * tri(t * 6)), 1, np.where(s > .62, 2, 0)),
            lambda t, r, s: np.where(((s * 12).astype(int) % 3 == 0), 2, 0),
            lambda t, r, s: np.where((s > .28) & (s < .58) & (((t * 10).astype(int) + (s * 9).astype(int)) % 2 == 0), 3, np.where(s > .64, 3, 0)),
            lambda t, r, s: np.where((s > .2) & (((t * 7 + s * .9) % 1) < .42) & (s < .62), 3, np.where(s > .64, 1, 0)),
            lambda t, r, s: np.where((s > .30) & (s < .60) & (np.abs(s - .45) < .15 * tri(t * 8)), 2, np.where(s > .64, 1, 0)),
            lambda t, r, s: np.where((s > .18) & (s < .30), 1, np.where((s > .42) & (tri(t * 12) < .5), 1, 0))]
    spots = ((-1.25, .92, 0), (.15, 1.15, 0), (1.5, .75, 0), (-1.35, -.55, 0), (.05, -.28, 0), (1.30, -.70, 0))
    for k, (p, at) in enumerate(zip(pats, spots)):
        o = coil([(0, 0), (.3, 0), (.6, .004), (.66, .006)], p, cols, '#dcb97e', d=.066, stitch=.036, hairs=60, seed=k + 2)
        put(o, at, (0, 0, 50 * k))
    ground('planks', '#7a5538', 57)
    area((-3.8, 2.0, 3.4), (0, 0, 0), 1.5, 430)
    area((4, -3, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((.1, -4.4, 6.6), (.06, .14, .05), 66, 5.6)


@picture('wood-spoons-01', 'carved spoons', 'wood carving', 'walnut, pear and beech wood', 'dark, red-brown and pale wood', 'Eastern Europe and Central Asia; any',
         'Three hand-carved wooden spoons, dark, red-brown and pale, lie side by side on a folded grey cloth.')
def spoons():
    world('#eef0f2', .55)
    for k, (x, y, rz, c, L, b) in enumerate(((-.75, .15, 76, '#7a5034', 3.4, .44), (.12, .0, 88, '#b0703f', 3.2, .40), (.98, .12, 101, '#dcb883', 3.0, .50))):
        put([spoon(turned_wood(c, shade(c, .55), 5, loc=(.3 * k, .1, .2)), L, b)], (x, y, .02), (0, 0, rz))
    ground('linen', '#a7a9a4', 31)
    area((-3.6, 1.8, 3.2), (0, 0, 0), 1.4, 420)
    area((4, -3, 3), (0, 0, 0), 3, 55, '#dfe8ff')
    camera((.1, -3.0, 7.6), (.08, .02, 0), 68, 5.6)


@picture('tray-bamboo-01', 'round plaited tray', 'plaiting', 'bamboo', 'bamboo, dark brown', 'South-East Asia; South Asia',
         'A wide round bamboo tray with a dark plaited ring and a bound rim leans against a green limewashed wall.')
def tray_bamboo():
    world('#eef0f2', .55)
    dark, li, mid = '#5e3620', '#d8b676', '#c09552'
    col = lambda kind, i: (dark if kind == 'weft' and (i in (9, 10, 13, 14) or i > 20) else li if kind == 'weft' else mid)
    parts = plaited_round([(.10, .0), (.8, .0), (1.45, .03), (1.62, .12), (1.68, .34)], 72, 23, col, 5, .014)
    hoop = plain('#8a5c30', .5)
    parts += [ring_of(1.71, .36, .05, hoop, 1.3), ring_of(1.64, .36, .05, hoop, 1.3), lashed(1.675, .36, .088, 120, li)]
    parts.append(lathe([(.001, .012), (.12, .012), (.13, 0), (.001, -.01)], plain(dark, .5), 60))
    put(parts, (0, 1.05, 1.66), (76, 0, 0))
    ground('planks', '#b08a60', 59)
    wall('wash', '#9aae9a', 1.72)
    light('left', 1.05)
    camera((.3, -8.2, 2.6), (0, .8, 1.55), 70, 5.6, (0, 1, 1.4))


@picture('clay-bowl-01', 'large serving bowl', 'pottery', 'red clay; slip', 'terracotta, cream', 'Latin America; Africa',
         'A large terracotta bowl with cream slip lines and leaves round its side stands on a pale linen cloth.')
def clay_bowl():
    world('#eef0f2', .5)
    m = M('terra').set(Roughness=.42, Coat_Weight=.12, Coat_Roughness=.35)
    m.base(m.attr()).bump(m.noise(60, 4, .7), .004).bump(m.noise(4, 3, .5), .02)

    def col(TH, R, Z):
        inner = (np.arange(R.shape[0]) >= 520)[:, None]
        v = (Z - .42) / .62
        x = (TH / TAU * 12) % 1 - .5
        p = (np.abs(v - .0) < .022) | (np.abs(v - 1.0) < .022) | (np.abs(v - .93) < .012) | (np.abs(v - .07) < .012)
        for sg in (-1, 1):
            for k in range(3):
                c = .28 + .22 * k
                p |= (((x * sg - .14 - .05 * k) / .13) ** 2 + ((v - c - .8 * (x * sg - .14)) / .075) ** 2 < 1)
        p |= (np.abs(x) < .016) & (v > .16) & (v < .88)
        k = gaussian_filter(np.where(inner, False, p).astype(float), .9)[..., None] * (.88 + .08 * noise_lr(TH.shape, 9, 5)[..., None])
        base = lin('#a9512f') * (1 + .06 * noise_lr(TH.shape, 40, 8)[..., None])
        c = base * (1 - np.clip(k, 0, 1)) + lin('#f0e2c8') * np.clip(k, 0, 1)
        return np.clip(c, 0, 1)
    p = np.vstack([curve([(.001, .03), (.5, .03), (.62, 0), (.68, .05), (1.15, .42), (1.5, .92), (1.58, 1.16)], 520), curve([(1.58, 1.16), (1.56, 1.21), (1.50, 1.19), (1.38, .85), (1.0, .38), (.5, .16), (.001, .14)], 260)[1:]])
    put([lathe(p, m, 1200, lambda TH, s, R, Z: .004 * np.sin(s * 52 + TH) + .008 * np.sin(TH * 2 + Z), col)], (0, .1, 0), (0, 0, 8))
    ground('linen', '#e3dac8', 33)
    wall('wash', '#8ba0a8', 3.4)
    light('right', 1.05)
    camera((-.2, -7.8, 3.9), (0, 0, .62), 70, 5.0, (0, -1.3, .8))


@picture('gourd-milk-01', 'milk gourd', 'gourd carving and beadwork', 'calabash; leather; glass beads', 'honey brown, dark brown, white', 'East Africa; Africa',
         'A tall calabash milk gourd with a leather cap, carved bands and a beaded strap stands on earth ground.')
def gourd_milk():
    world('#eef0f2', .5)
    g = np.random.default_rng(3)

    def col(TH, R, Z):
        d = np.zeros(TH.shape)
        for z in (.62, .68, 1.32, 1.38, 2.02, 2.07):
            d = np.maximum(d, np.exp(-((Z - z) / .013) ** 4))
        v, u = (Z - .72) / .54, TH / TAU
        x = np.abs((u * 12) % 1 - .5) * 2
        d = np.where((v > 0) & (v < 1) & (np.abs(v - .5) < .46 * (1 - x)) & (((u * 84) % 1 < .55)), 1, d)
        v = (Z - 1.42) / .54
        d = np.where((v > 0) & (v < 1) & (np.abs((v + x * .5) % .33 - .16) < .06), 1, d)
        d = gaussian_filter(d, .8)[..., None]
        base = lin('#b06f2e') * (1 + .12 * noise_lr(TH.shape, 70, 4)[..., None] + .03 * noise_lr(TH.shape, 9, 6)[..., None])
        return np.clip(base * (1 - .9 * d) + lin('#2f170c') * .9 * d, 0, 1)
    m = M('gourd').set(Roughness=.34, Coat_Weight=.25, Coat_Roughness=.2)
    m.base(m.mix(.25, m.attr(), m.ramp(m.noise(2.4, 7, .7), [(.35, '#7a4a22'), (.6, '#ffffff')]), 'MULTIPLY')).bump(m.noise(5, 3, .5), .02)
    body = curve([(.001, .03), (.42, .02), (.78, .25), (.90, .72), (.80, 1.25), (.58, 1.75), (.46, 2.2), (.43, 2.55), (.46, 2.72)], 800)
    o = [lathe(body, m, 1100, lambda TH, s, R, Z: .012 * np.sin(TH * 2 + 1) * R + .01 * np.sin(TH * 3 + Z * 2) * R, col)]
    lm = leather('#5b3019')
    cap = curve([(.48, 2.58), (.50, 2.62), (.50, 3.0), (.47, 3.12), (.30, 3.22), (.10, 3.26), (.001, 3.26)], 200)
    o.append(lathe(cap, lm, 200, lambda TH, s, R, Z: .006 * np.sin(TH * 9) + .004 * noise_lr(TH.shape, 20, 2)))
    o.append(twisted(np.c_[.52 * np.cos(np.linspace(0, TAU, 200)), .52 * np.sin(np.linspace(0, TAU, 200)), 2.64 + 0 * np.linspace(0, 1, 200)], '#3a2012', .03, 40))
    st = curve([(.51, 0, 2.85), (.80, -.05, 3.05), (1.02, -.12, 2.5), (1.05, -.18, 1.7), (.98, -.16, 1.0), (.86, -.10, .62)], 240)
    T, _, _ = frame(st)
    o.append(ribbon_strap(st, np.cross(np.tile([0, 1., 0], (240, 1)), T), .16, lm, .03))
    put(o, (-.1, .1, 0), (0, 0, -24))
    P, A, C = [], [], []
    pal = [lin(c) for c in ('#f2eadb', '#b5201c', '#1f4596')]
    for j in range(7):
        n = 78
        a = np.arange(n) / n * TAU + .5 * (j % 2) / n * TAU
        P.append(np.c_[.545 * np.cos(a) - .1, .545 * np.sin(a) + .1, 2.74 + j * .040 + 0 * a])
        A.append(np.tile([0, 0, 1.], (n, 1)))
        C += [pal[1 if j in (3,) else 2 if (i // 3 + j) % 4 == 0 else 0] * g.uniform(.9, 1.1) for i in range(n)]
    seeds(np.concatenate(P), np.concatenate(A), .022, .020, np.array(C), .2)
    ground('earth', '#b48560', 25)
    wall('wash', '#d9c6a6', 3.0)
    light('left', 1.1)
    camera((.3, -9.4, 3.2), (.05, 0, 1.62), 68, 5.6, (0, -.8, 1.4))


@picture('basket-sisal-bag-08', 'sisal bag with two handles', 'twining', 'sisal; leather', 'cream, pale brown', 'East Africa; Africa',
         'A cream sisal bag with thin brown stripes and two leather handles stands on boards before an ochre wall.')
def sisal_bag():
    world('#eef0f2', .55)

    def pat(t, row, s):
        v = ((s - .6) / .05).astype(int)
        return np.where((v > 14) & (v % 16 < 2), 1, np.where((v > 14) & (v % 16 == 4), 2, 0))
    b = coil([(0, 0), (.6, .02), (1.0, .12), (1.18, .5), (1.22, 1.1), (1.20, 1.7), (1.16, 2.0)], pat, ('#8a5c3a', '#b98c5c'), straw='#e6d6b2', d=.05, stitch=.052, hairs=600, wob=2.2, rough=.75, rim=1)
    lm = leather('#8a5230')
    parts = b
    for sy in (-1, 1):
        y = sy * .95
        p = curve([(-.55, y * 1.12, 1.35), (-.55, y * 1.12, 1.85), (-.50, y * 1.02, 2.4), (-.25, y * .86, 2.86), (0, y * .80, 2.96), (.25, y * .86, 2.86), (.50, y * 1.02, 2.4), (.55, y * 1.12, 1.85), (.55, y * 1.12, 1.35)], 220)
        T, _, _ = frame(p)
        parts.append(ribbon_strap(p, np.cross(np.cross(T, [0, 1., 0]), T) * -1, .15, lm, .04))
    put(parts, (0, .2, 0), (0, 0, -18))
    ground('planks', '#a07a54', 61)
    wall('plaster', '#d9b878', 3.0)
    light('right', 1.05)
    camera((-.2, -9.2, 3.0), (0, 0, 1.40), 70, 5.6, (0, -.9, 1.2))
