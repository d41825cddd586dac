# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth pictures: felt, mirror work, white work, appliqué, woven hem, reed mat, bark cloth, patchwork, stripes."""
from tex_kit import *
from tex_registry import picture


@picture('rug-felt-01', 'felt rug', 'felt mosaic', 'sheep wool', 'madder, cream, charcoal, ochre', 'Eastern Europe and Central Asia',
         'A felt rug with inlaid ram-horn scrolls in cream and madder lies on wooden boards, seen from above.')
def _():
    m = cloth('felt', felt_mosaic(('#9c3027', '#ead9bd', '#33302e', '#c98a2f', '#f1e4cc', '#33302e')), .016, 1.0, sheen=.14)
    n = 260
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    rim = np.clip((1 - np.maximum(np.abs(U), np.abs(V))) / .02, 0, 1) ** .5
    wob = .012 * field((n, n), 70, 3)
    X, Y = 1.4 * U + .014 * np.sin(V * 4), 2.0 * V + .014 * np.sin(U * 5 + 1)
    P = np.stack([X, Y, .05 + .05 * rim + wob], -1)
    uv = np.stack([(U + 1) / 2, (V + 1) / 2], -1)
    P = turned(P, .42)
    grid(P, m, uv=uv)
    ground('oak', turn=.1)
    light('back-left', at=(0, 0, .2), power=1.05)
    camera((.2, -3.6, 7.6), (0, -.08, 0), 58, 8)


@picture('rug-felt-02', 'felt seat mat', 'felt mosaic', 'sheep wool', 'indigo, white, rust', 'Eastern Europe and Central Asia',
         'A square felt seat mat with indigo and white scrolls lies on a pale painted floor, a second one rolled behind it.')
def _():
    a = felt_mosaic(('#e9dfca', '#25406f', '#25406f', '#e9dfca', '#b4532d', '#b4532d'), 1200, 2000, 7)
    m = cloth('felt', (a[0], a[1]), .016, 1.0, sheen=.14)
    n = 240
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    rim = np.clip((1 - np.maximum(np.abs(U), np.abs(V))) / .025, 0, 1) ** .5
    P = turned(np.stack([1.05 * U, 1.75 * V, .05 + .05 * rim + .012 * field((n, n), 60, 5)], -1), -.50, (-.15, -.25, 0))
    grid(P, m, uv=np.stack([(U + 1) / 2, (V + 1) / 2], -1))
    m2 = cloth('felt2', felt_mosaic(('#b4532d', '#ecdcc0', '#ecdcc0', '#7a2f1c', '#2c2624', '#2c2624'), 1200, 2000, 9), .016, 1.0, sheen=.14)
    roll(m2, 2.1, 4, .08, .095, at=(.75, 1.35, 0), turn=.75, seed=31, tile=1.66, thick=.07)
    ground('paint-cream', turn=.25), wall('sage', 6.0)
    light('left', at=(0, 0, .3), power=.98)
    camera((.5, -4.9, 5.3), (.02, .05, .1), 58, 8, (0, -.3, .1))


@picture('cushion-mirror-01', 'mirror-work cushion cover', 'mirror embroidery', 'cotton, silk thread, small mirrors', 'plum, orange, turquoise, yellow', 'South Asia',
         'A plum cushion embroidered with orange and turquoise flowers, each around a small round mirror, leans on a wall.')
def _():
    c, h, g = mirrors('#561f3d', ['#e0762b', '#2b9c96', '#f0c03e', '#e8476a', '#efe6d0'])
    m = cloth('mir', (c, h), .012, sheen=.10)
    t = m.tex(image('glass', g, True))
    m.t.links.new(t, m.b.inputs['Metallic'])
    inv = m.node('ShaderNodeMapRange')
    inv.inputs['To Min'].default_value, inv.inputs['To Max'].default_value = .88, .10
    m.t.links.new(t, inv.inputs['Value'])
    m.t.links.new(inv.outputs[0], m.b.inputs['Roughness'])
    cushion(m, edge='tassels', edge_mat=yarn(['#e0762b', '#f0c03e', '#2b9c96']), turn=12, lean=68, at=(0, .35, 1.27), seed=19, bend=0)
    ground('ash'), wall('ochre', 1.15)
    light('right', at=(0, 0, 1.2), power=.95)
    camera((-.4, -7.6, 2.4), (0, .2, 1.2), 73, 5.6, (0, -.1, 1.4))


@picture('cloth-whitework-01', 'embroidered cloth', 'white-on-white embroidery', 'fine cotton', 'white on pale blue', 'South Asia',
         'A pale blue cotton cloth embroidered all over with white paisleys and small flowers lies folded on a rose board.')
def _():
    m = cloth('chik', whitework('#7d9db3', '#fdfaf2', 1050, 1050), .008, sheen=.05)
    folded(m, 2.4, 1.4, 6, .075, seed=57, overhang=.02, turn=-.38, sag=.03, tile=.95, thick=.016)
    ground('paint-rose', turn=.3), wall('plaster-white', 4.2)
    light('left', at=(0, 0, .3), power=.95)
    camera((.2, -5.4, 5.0), (.0, -.02, .14), 60, 6.3, (0, -.6, .4))


@picture('cloth-whitework-02', 'embroidered stole', 'white-on-white embroidery', 'fine cotton', 'cream on moss green', 'South Asia',
         'A moss-green cotton stole embroidered with cream paisleys hangs in soft folds from a wooden peg.')
def _():
    m = cloth('chik', whitework('#66744a', '#fbf4e2', 900, 1500, 8), .008, sheen=.08)
    for P, k in ((tail_of(m, -.03, .16, 3.45, 2.75, .30, 1.5, 4.0, .09, -.30, 2, v0=.3, tile=2.2), 1), (tail_of(m, .03, -.08, 3.47, 2.35, .28, 1.35, 3.5, .10, .26, 5, tile=2.2), 2)):
        j = np.linspace(4, P.shape[1] - 5, 40).astype(int)
        fringe(P[-1, j], np.tile([[0, 0, -1.0]], (40, 1)), .2, yarn(['#77835a', '#f6efdd']), droop=1, ply=5, bunch=.007, rad=.004, seed=k)
    a = np.linspace(0, np.pi, 40)
    for k in range(11):
        o = (k - 5) * .021
        tube(np.stack([o + .01 * np.sin(a * 3 + k), .05 - .15 * np.cos(a), 3.42 + (.12 + .012 * math.sin(k * 2.1)) * np.sin(a)], 1), .026, Mat('bun%d' % k, ['#77835a', '#667249', '#848f66'][k % 3], sheen=.1), 12)
    rod((0, .6, 3.38), (0, -.35, 3.47), .07, SURFACES['walnut']())
    wall('paint-cream', .5), ground('oak', z=-.6)
    light('right', at=(0, 0, 2), power=1.0)
    camera((-.5, -8.6, 2.3), (0, 0, 2.12), 84)


@picture('panel-applique-01', 'appliqué wall panel', 'appliqué', 'cotton and wool scraps', 'sky blue, green, ochre, red, yellow', 'Latin America',
         'A sewn picture of hills, houses, trees and a sun made of bright cloth scraps hangs by loops from a wooden rod.')
def _():
    m = cloth('arp', applique(), .022, 1.0, sheen=.05)
    n, nv = 300, 340
    U, V = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 1, nv), indexing='ij')
    w, h = 3.0, 2.6
    P = np.stack([w * (U - .5) * (1 - .012 * np.sin(V * 3)), .05 * np.sin(U * 7 + V) * (1 - V) ** .6 + .020 * field((n, nv), 90, 2) + .012 * field((n, nv), 40, 7), .78 + h * V - .03 * np.sin(np.pi * U) * (1 - V)], -1)
    grid(P, m, uv=np.stack([U, V], -1), thick=.035)
    rod((-1.95, .0, 3.56), (1.95, 0, 3.56), .05, SURFACES['walnut']())
    lm = cloth('loop', plain('#a3283a', 256, 256, 8, .06), .01)
    for k in range(7):
        x = (-1.42 + 2.84 * k / 6)
        a = np.linspace(0, 2 * np.pi, 60)
        yy, zz = .09 * np.sin(a), np.where(np.cos(a) > 0, 3.56 + .085 * np.cos(a), 3.56 + .26 * np.cos(a))
        b = np.linspace(-.08, .08, 8)
        grid(np.stack([x + b[None] + 0 * a[:, None], yy[:, None] + 0 * b[None], zz[:, None] + 0 * b[None]], -1), lm, thick=.015)
    cord(spline([(-1.9, 0, 3.58), (-1.0, -.02, 4.1), (0, -.02, 4.42), (1.0, -.02, 4.1), (1.9, 0, 3.58)], 160), yarn('#c9b27c'), .022, 2, 60)
    wall('plaster-white', .16), ground('oak', z=-.6)
    light('left', at=(0, 0, 2.1), power=.95)
    camera((.3, -8.8, 2.2), (0, 0, 2.16), 84)


@picture('skirt-hem-01', 'tube skirt cloth', 'handloom weaving with patterned hem', 'cotton and silk', 'black, crimson, gold, teal', 'South-East Asia',
         'A dark handwoven skirt cloth lies folded so that its deep hem of crimson, gold and teal bands shows.')
def _():
    m = cloth('sinh', hem_skirt(['#1f1a22', '#a3202f', '#e8a83a', '#f1e6cf', '#2a8583', '#b8478a'], 150, 186), .009, sheen=.14)
    folded(m, 2.3, 1.55, 6, .075, seed=63, overhang=.03, turn=math.pi / 2 - .36, sag=.02, rumple=.009, tile=186 / 150, v0=.12, thick=.016)
    ground('paint-sage', turn=.2), wall('plaster', 4.2)
    light('left', at=(0, 0, .3), power=1.1)
    camera((.5, -5.7, 4.8), (0, -.02, .14), 62, 6.3, (0, -.8, .5))


@picture('mat-reed-01', 'reed mat', 'mat plaiting', 'dyed reed', 'straw, black, brown', 'South Asia; South-East Asia',
         'A finely plaited reed mat with black and brown zigzags and lozenges lies half unrolled on white plaster.')
def _():
    m = cloth('reed', reed_mat(['#d9bd83', '#2a2320', '#8a4a24'], 1200, 2016), .010, 1.0, sheen=0)
    m.b.inputs['Roughness'].default_value, m.b.inputs['Specular IOR Level'].default_value = .48, .4
    roll(m, 1.9, 4, .09, .055, tail=3.0, at=(-1.35, .12, 0), turn=-.46, seed=75, tile=1.68, thick=.025, rumple=.004, drift=.006)
    ground('plaster-white'), wall('dusk', 5)
    light('left', at=(0, 0, .2), power=.98)
    camera((.4, -5.0, 5.0), (-.12, -.25, .08), 60, 7.1, (.2, -.6, .2))


@picture('cloth-bark-01', 'bark cloth', 'bark cloth making', 'bark of the fig tree', 'rust brown', 'Africa',
         'A thick stack of folded rust-brown bark cloth, tied with a plaited sisal cord, lies on pale boards.')
def _():
    m = Mat('bark', sheen=.10, rough=.95).maps(*bark_cloth(), .014, .9)
    folded(m, 2.2, 1.25, 7, .085, seed=71, overhang=.03, turn=math.pi / 2 - .34, sag=.02, rumple=.022, thick=.03, tile=1.0)
    t = math.pi / 2 - .34
    a = np.linspace(0, 2 * np.pi, 300)
    ex = lambda v: np.sign(v) * np.abs(v) ** .28
    for off, axis in ((-.05, 0), (.04, 1)):
        W, H = (1.36, .345) if axis == 0 else (1.14, .345)
        p = np.stack([W * ex(np.cos(a)), off + .01 * np.sin(a * 3), .335 + H * ex(np.sin(a))], 1) if axis == 0 else np.stack([off + .01 * np.sin(a * 3), W * ex(np.cos(a)), .335 + H * ex(np.sin(a))], 1)
        cord(turned(p, t), yarn('#d9c193'), .022, 3, 100)
    q = spline([(0, 0, .72), (.10, -.10, .80), (.28, -.26, .76), (.40, -.44, .72), (.46, -.72, .73)], 120)
    cord(turned(q, t), yarn('#d9c193'), .022, 3, 22)
    q = spline([(0, 0, .72), (.08, .12, .80), (.26, .22, .77), (.44, .28, .72), (.62, .26, .73)], 120)
    cord(turned(q, t), yarn('#d9c193'), .022, 3, 22)
    cord(turned(np.stack([.06 * np.cos(a), .06 * np.sin(a), .74 + .03 * np.sin(a * 2)], 1), t), yarn('#d9c193'), .022, 3, 14)
    ground('ash', turn=.15), wall('teal', 4.2)
    light('left', at=(0, 0, .4), power=1.05)
    camera((.5, -5.9, 4.2), (0, -.02, .30), 66, 6.3, (0, -.8, .6))


@picture('panel-patchwork-01', 'patchwork hanging', 'patchwork', 'cotton and silk scraps', 'crimson, teal, saffron, plum, white', 'Eastern Europe and Central Asia',
         'A patchwork hanging of small bright triangles and diamonds hangs from a dark rail before a sage wall.')
def _():
    m = cloth('kur', patchwork(['#b8283c', '#f0e2cb', '#17757a', '#e3a02f', '#4b2350', '#d9678a', '#2c4a86', '#6f9a4a'], 9, 1800, 8, 'mix'), .016, sheen=.10)
    P = hung(m, 2.7, 2.55, .9, 3.1, .06, 1.6, .10, seed=21, tile=1.0, thick=.03, v0=-.02)
    for j in np.linspace(8, P.shape[1] - 9, 13).astype(int):
        fringe(np.repeat(P[:1, j], 6, 0) + np.random.default_rng(j).normal(0, .010, (6, 3)), np.tile([[0, 0, -1.0]], (6, 1)), .30, yarn(['#b8283c', '#17757a', '#e3a02f']), droop=1, ply=8, bunch=.022, rad=.006, seed=int(j))
    rod((-3, 0, 3.1), (3, 0, 3.1), .05, Mat('iron', '#2a2624', .5, 0, .4))
    wall('sage', .55), ground('oak', z=-.4)
    light('right', at=(0, 0, 1.9), power=.95)
    camera((-.6, -8.5, 2.2), (0, 0, 1.92), 82)


@picture('throw-stripe-01', 'striped blanket', 'handloom weaving', 'sheep and alpaca wool', 'magenta, orange, green, violet, charcoal', 'Latin America',
         'A blanket with many bright woven stripes and a short fringe hangs over a wooden rail on a white wall.')
def _():
    pal = ['#b3215e', '#e0762b', '#2f7a4d', '#5a2f7a', '#e8b32f', '#1f5a8a', '#c8342c']
    r = np.random.default_rng(12)
    spec = [(5, '#2a2528')]
    for k in range(9):
        a, b, d = pal[k % 7], pal[(k + 3) % 7], pal[(k + 5) % 7]
        spec += [(5, a), (1, '#efe4cb'), (2, b), (1, d), (1, '#efe4cb'), (1, d), (2, b), (1, '#efe4cb'), (5, a), (int(r.integers(3, 7)), '#2a2528')]
    m = cloth('strp', stripes(spec, 1800, 1500, 7, 9, 'warp'), .012, sheen=.15)
    P = hung(m, 2.6, 2.1, 1.3, 3.0, .10, 2.3, .15, .04, seed=27, tile=.83)
    j = np.linspace(4, P.shape[1] - 5, 60).astype(int)
    fringe(P[0, j], np.tile([[0, -.05, -1.0]], (60, 1)), .32, yarn(['#b3215e', '#e0762b', '#2f7a4d', '#5a2f7a', '#2a2528']), droop=2, ply=7, bunch=.014, rad=.007)
    fuzz(P, yarn(['#d9c9b8', '#b3215e']), 5000, .03, .0011)
    rod((-2.6, 0, 3.0), (2.6, 0, 3.0), .085, SURFACES['driftwood']())
    wall('plaster-white', .6), ground('oak', z=-.35)
    light('left', at=(0, 0, 1.9), power=.95)
    camera((1.2, -8.4, 2.4), (.03, 0, 1.98), 80)


@picture('cushion-woven-01', 'woven cushion cover', 'pattern weaving', 'wool and cotton', 'rust, cream, charcoal, teal', 'Eastern Europe and Central Asia; Latin America',
         'A woven cushion with stepped diamonds in rust, cream and teal leans against a dusty blue wall.')
def _():
    n = 96
    i, j = np.meshgrid(np.arange(n), np.arange(n))
    g = np.zeros((n, n), int)
    p = 32
    d = np.abs(i % p - p // 2 + .5) // 2 * 2 + np.abs(j % p - p // 2 + .5) // 2 * 2
    for lo, hi, k in ((0, 3, 3), (3, 6, 1), (6, 10, 2), (10, 12, 1), (12, 15, 4)):
        g[(d >= lo) & (d < hi)] = k
    e = np.abs((i + p // 2) % p - p // 2 + .5) // 2 * 2 + np.abs((j + p // 2) % p - p // 2 + .5) // 2 * 2
    g[e < 6], g[e < 3] = 2, 3
    b = np.minimum(np.minimum(i, n - 1 - i), np.minimum(j, n - 1 - j))
    g[b < 6] = 2
    g[(b >= 2) & (b < 4) & ((i + j) % 4 < 2)] = 1
    m = cloth('kil', cellwork(g, ['#b0502c', '#efe3cb', '#2b2a2c', '#2c7c7c', '#d99a35'], 16, seed=3), .012, sheen=.12)
    cushion(m, edge_mat=yarn('#2b2a2c'), turn=-10, lean=68, at=(.02, .35, 1.29), seed=29, bend=0)
    ground('driftwood'), wall('dusk', 1.1)
    light('left', 'leaf', at=(0, 0, 1.2), power=1.0, seed=5)
    camera((.5, -7.6, 2.4), (0, .2, 1.22), 74, 5.6, (0, -.1, 1.4))
