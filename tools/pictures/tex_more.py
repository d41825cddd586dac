# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth pictures, second helping: towels, wall cloth, scarf, patched cover, tablecloth, mats, cushions, bands."""
from tex_kit import *
from tex_registry import picture


@picture('towels-handloom-01', 'hand towels', 'handloom weaving', 'cotton', 'white, blue, rust, green', 'South Asia; any',
         'Four handloom cotton towels, white with blue, rust and green stripes, lie rolled in a pile on a wooden board.')
def _():
    for k, (x, z, c) in enumerate(((-.62, 0, '#34538c'), (.0, 0, '#b5552f'), (.62, 0, '#55703f'), (-.30, .52, '#d99a2c'))):
        spec = [(2, '#f1ebdc'), (1, c), (1, '#f1ebdc'), (1, c), (12, '#f1ebdc'), (1, c), (2, '#f1ebdc'), (1, c), (2, '#f1ebdc')]
        m = cloth('tw%d' % k, stripes(spec, 1200, 1200, 9, k + 3, checks=[(20, ''), (1, c), (1, ''), (1, c)]), .014)
        roll(m, 1.9, 4, .05, .055, at=(x * .80, x * -.62 + .05 * (k == 3), z), turn=-.62 + .03 * (k - 1.5), seed=81 + k, thick=.03)
    ground('walnut', turn=.4), wall('paint-sage', 3.0)
    light('left', at=(0, 0, .5))
    camera((-.9, -6.4, 3.3), (0, 0, .40), 66, 6.3, (0, -1, .5))


@picture('hanging-suzani-01', 'embroidered wall cloth', 'hand embroidery', 'cotton with silk thread', 'indigo, rose, gold, green on cream', 'Eastern Europe and Central Asia',
         'A cream wall cloth embroidered with one great blue and rose rosette and a leafy vine hangs from a dark rail.')
def _():
    m = cloth('suz', suzani('#efe6d2', ['#1d2440', '#2f4a86', '#c8586a', '#d9a13a', '#5a7a4a', '#f1e2b6'], 1536, 9), .012, sheen=.10)
    P = hung(m, 2.7, 2.7, .5, 3.1, .055, 1.3, .09, seed=33, tile=1.0, thick=.025)
    for j in np.linspace(6, P.shape[1] - 7, 46).astype(int):
        fringe(P[:1, j], np.array([[0, 0, -1.0]]), .16, yarn(['#2f4a86', '#c8586a']), droop=1, ply=6, bunch=.012, rad=.005, seed=int(j))
    rod((-3, 0, 3.1), (3, 0, 3.1), .045, Mat('iron', '#2a2624', .5, 0, .4))
    wall('clay', .5), ground('oak', z=-.4)
    light('left', 'leaf', at=(0, 0, 1.9), power=.95, seed=9)
    camera((.6, -8.5, 2.2), (0, 0, 1.86), 80)


@picture('scarf-indigo-01', 'indigo scarf', 'resist dyeing', 'fine cotton', 'indigo, pale blue, white', 'South-East Asia; South Asia',
         'An indigo cotton scarf with rows of white resist-dyed rings and a short fringe hangs over a wooden rail.')
def _():
    m = cloth('ind', tied('#1f3567', '#e9e6da', '#8fb0cc', band='#14213f'), .010, sheen=.08)
    P = hung(m, 1.45, 2.55, 1.9, 3.2, .07, 2.6, .10, seed=44, tile=1.67, thick=.012, x0=-.1)
    j = np.linspace(3, P.shape[1] - 4, 44).astype(int)
    fringe(P[0, j], np.tile([[0, -.03, -1.0]], (44, 1)), .26, yarn(['#14213f', '#1f3567', '#e9e6da']), droop=2, ply=6, bunch=.010, rad=.005)
    rod((-2.4, 0, 3.2), (2.4, 0, 3.2), .065, SURFACES['ash']())
    wall('plaster', .6), ground('oak', z=-.4)
    light('right', at=(0, 0, 1.9), power=.98)
    camera((-.8, -8.4, 2.4), (-.08, 0, 2.02), 80)


@picture('throw-ralli-01', 'patched and quilted cover', 'patchwork and running stitch', 'cotton', 'red, white, black, yellow, green', 'South Asia',
         'A thick patched cover of red, white and yellow squares and diamonds lies folded on a pale rose board.')
def _():
    c, h = patchwork(['#1f1c1e', '#b5231f', '#efe6d2', '#e0a52c', '#2f6b45', '#b5231f', '#efe6d2'], 8, 1760, 14, 'mix')
    x, y = xy(1760, 1760)
    row = .5 + .5 * np.cos(2 * np.pi * (y + 2 * field((1760, 1760), 60, 3)) / 22)
    st = (np.abs(y % 22 - 11) < 2.0) & ((x + 7 * (y // 22)) % 16 < 9)
    st = gaussian_filter(st.astype(np.float32), .9)
    m = cloth('ral', (put(c * (.82 + .2 * (1 - row))[..., None], st * .75, '#efe6d2'), h * .7 + .5 * (1 - row) + .5 * st), .018, 1.0)
    folded(m, 2.5, 1.5, 5, .13, seed=91, overhang=.03, turn=-.34, sag=.03, rumple=.014, tile=1.0, thick=.05)
    ground('paint-rose', turn=.2), wall('plaster-white', 4.4)
    light('left', at=(0, 0, .4), power=.98)
    camera((.5, -5.9, 4.7), (.0, -.02, .26), 60, 6.3, (0, -.8, .6))


@picture('tablecloth-blockprint-02', 'printed tablecloth', 'block printing', 'cotton', 'indigo blue, white', 'Eastern Europe and Central Asia; South Asia',
         'A white tablecloth printed with an indigo lattice of tulips lies folded on a weathered grey table.')
def _():
    m = cloth('tc2', sprig_print('lattice', '#f0ebdd', ['#22407e', '#2d5098', '#f0ebdd', '#22407e'], 1536, 1536, seed=7, border=180), .006)
    folded(m, 2.5, 1.35, 7, .08, seed=46, overhang=0.0, turn=math.pi / 2 + .30, sag=.02, rumple=.010)
    ground('driftwood', turn=-.1), wall('ochre', 3.8)
    light('right', at=(0, 0, .3), power=.95)
    camera((-.5, -6.1, 4.3), (0, -.05, .26), 68, 6.3, (0, -1, .6))


@picture('placemat-nettle-01', 'table mats', 'handloom weaving', 'nettle fibre', 'undyed beige, brown', 'South Asia',
         'A set of four fringed table mats of coarse undyed nettle cloth with a brown band lies fanned on dark slate.')
def _():
    for k, t in enumerate((.62, .34, .06, -.22)):
        c, h = plain('#b79f78', 1200, 900, 9, .16, depth=.42, fleck='#7c6443', seed=k + 1)
        for x0, wd in ((110, 26), (150, 10), (1200 - 136, 26), (1200 - 160, 10)):
            c[:, x0:x0 + wd] = c[:, x0:x0 + wd] * srgb('#7a5535') * 1.35
        m = cloth('nt%d' % k, (np.clip(c, 0, 1), h), .014)
        n = 160
        U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
        P = np.stack([1.5 * U, 1.02 * V, .03 + .05 * k + .012 * field((n, n), 50, k + 3)], -1)
        P = turned(P, t, (.12 * (k - 1.5), -.16 * (k - 1.5), 0))
        grid(P, m, uv=np.stack([(U + 1) / 2, (V + 1) / 2], -1), thick=.035)
        for e, s in ((0, -1), (-1, 1)):
            j = np.linspace(2, n - 3, 42).astype(int)
            d = np.tile([[s * math.cos(t), s * math.sin(t), -.04]], (42, 1))
            fringe(P[e, j], d, .17, yarn(['#b79f78', '#a48b63', '#7c6443']), floor=.03 + .05 * k - .03, droop=2, ply=5, bunch=.012, rad=.006, seed=k * 2 + e + 9)
    ground('slate'), wall('plaster', 9)
    light('back-left', at=(0, 0, .3), power=1.1)
    camera((.1, -3.4, 6.7), (0, -.08, .1), 56, 8)


@picture('cushion-bark-01', 'bark-cloth cushion cover', 'bark cloth making and sewing', 'bark of the fig tree, cotton thread', 'rust brown, cream', 'Africa',
         'A plain rust-brown bark-cloth cushion with rows of cream running stitch at its edge leans on a teal wall.')
def _():
    c, h = bark_cloth('#5e2f1a', '#b0703f', 1536, 1536, 15)
    x, y = xy(1536, 1536)
    b = np.minimum(np.minimum(x, 1535 - x), np.minimum(y, 1535 - y))
    al = np.where(np.minimum(x, 1535 - x) < np.minimum(y, 1535 - y), y, x)
    s = np.zeros_like(x)
    for q in (150, 190, 230):
        s = np.maximum(s, (np.abs(b - q) < 4.5) * (((al + q * .7) % 40) < 24))
    s = gaussian_filter(s.astype(np.float32), 1.2)
    m = Mat('bark', sheen=.10, rough=.95).maps(put(c, s, '#efe3c6'), h + 1.2 * s, .016, .9)
    cushion(m, edge_mat=yarn('#5e2f1a'), turn=-11, lean=68, at=(.02, .35, 1.29), seed=35, bend=0)
    ground('ash'), wall('teal', 1.1)
    light('left', at=(0, 0, 1.2), power=1.05)
    camera((.5, -7.6, 2.4), (0, .2, 1.22), 74, 5.6, (0, -.1, 1.4))


def band(pal, mask, wc=20, hc=160, px=14):
    g = np.zeros((hc, wc), int)
    for j in range(hc):
        for i in range(wc):
            g[j, i] = mask(i, j, wc)
    return cellwork(g, pal, px)


@picture('belt-woven-02', 'woven bands', 'band weaving', 'wool', 'crimson, black, white, yellow', 'Latin America; South Asia',
         'Two narrow handwoven bands, crimson and indigo with small white zigzags, lie coiled on a pale board.')
def _():
    def red(i, j, n):
        e = min(i, n - 1 - i)
        z = abs(j % 12 - 6)
        return 1 if e == 1 else 3 if e in (2, 3) else 2 if e > 3 and abs(i - 9.5 + (z - 3) * 1.2) < 1.6 else 1 if e > 3 and abs(i - 9.5 + (z - 3) * 1.2) < 3 else 0

    def blue(i, j, n):
        e = min(i, n - 1 - i)
        d = abs(i - 9.5) + abs(j % 16 - 8) * .9
        return 2 if e == 1 else 1 if e == 3 else 3 if d < 2.4 else 2 if d < 4 else 0 if d < 6 else 1 if d < 7.4 and e > 4 else 0
    a = cloth('b1', band(['#a3202f', '#1d1a1c', '#efe7d5', '#e2a52c'], red), .010)
    b = cloth('b2', band(['#22365f', '#c05a2c', '#efe7d5', '#e2a52c'], blue), .010)
    for m, at, turn, cols, pit, turns in ((a, (-.62, .62, 0), 3.25, ['#a3202f', '#1d1a1c', '#e2a52c'], .10, 6), (b, (.80, .30, 0), 3.02, ['#22365f', '#c05a2c', '#efe7d5'], .10, 4)):
        P = coil(m, .40, turns, .14, pit, 1.7, .035, at=at, turn=turn, tile=8)
        e = P[-1]
        d = P[-1].mean(0) - P[-12].mean(0)
        d[2] = 0
        d /= np.linalg.norm(d)
        fringe(e[np.linspace(1, 24, 7).astype(int)], np.tile(d, (7, 1)), .5, yarn(cols), floor=.0, droop=3, bunch=.017, ply=8)
    ground('paint-cream', turn=.3), wall('sage', 5)
    light('right', at=(0, 0, .3), power=1.0)
    camera((-.2, -5.8, 4.6), (-.22, -.38, .1), 56, 7.1, (0, -.3, .4))


@picture('mat-woven-01', 'woven floor mat', 'mat weaving', 'palm leaf and sisal', 'straw, green, rust', 'Africa; South Asia',
         'A woven floor mat with green and rust bands lies flat on earth-coloured ground, its ends fringed.')
def _():
    m = cloth('mat', reed_mat(['#dcc491', '#3f6b4d', '#a8492c'], 1000, 1700, 21), .012, 1.0, sheen=0)
    n = 300
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    X, Y = 1.25 * U, 2.1 * V
    Z = .03 + .012 * field((n, n), 80, 4)
    d = np.clip((X / 1.25 + Y / 2.1 * .9) - 1.28, 0, 1)         # the corner curls
    k = d * 2.1
    Z = Z + .32 * (1 - np.cos(k * 2.0))
    X, Y = X - .55 * d * k * .9, Y - .75 * d * k * .9
    P = turned(np.stack([X, Y, Z], -1), .62, (0, -.05, 0))
    grid(P, m, uv=np.stack([(U + 1) / 2, (V + 1) / 2], -1), thick=.035)
    for e, s in ((0, -1), (-1, 1)):
        j = np.linspace(3, n - 4 if e == 0 else int(n * .80), 60).astype(int)
        q = P[j, e]
        inn = P[j, 3 if e == 0 else -4]
        v = q - inn
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        fringe(q, v, .16, yarn(['#dcc491', '#c9ad74']), floor=0.0, droop=3, ply=5, bunch=.014, rad=.007, seed=5 + e)
    ground('earth')
    light('back-left', at=(0, 0, .3), power=1.15)
    camera((.1, -4.4, 7.2), (0, -.02, 0), 56, 8)
