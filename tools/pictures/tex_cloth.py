# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth pictures: folded, stuffed, hung."""
from tex_kit import *
from tex_registry import picture


@picture('shawl-ikat-01', 'shawl', 'ikat weaving', 'cotton', 'madder red, indigo, cream, ochre', 'Southeast Asia; South Asia',
         'A folded red shawl with cream and indigo ikat diamonds and a twisted fringe lies on pale linen.')
def _():
    m = cloth('ikat', ikat(('#86211d', '#1d2b4c', '#ead9b8', '#d09a2c', '#1d2b4c'), h=2400))
    P = folded(m, 2.4, 1.6, 6, .105, turn=-.30, tile=1.5)
    edge_fringe(P, 0, 58, .55, yarn(['#86211d', '#8d2a22', '#ead9b8', '#1d2b4c']), turn=-.30, down=-.5, droop=8)
    ground('linen'), wall('plaster', 5.5)
    light('left', at=(0, 0, .3))
    camera((2.2, -6.0, 4.9), (.12, -.12, .18), 60, 6.3, (.4, -.7, .6))


@picture('shawl-ikat-02', 'shawl', 'ikat weaving', 'silk and cotton', 'indigo, white, teal, yellow', 'Eastern Europe and Central Asia; Southeast Asia',
         'An indigo shawl with pale arrow-shaped ikat, folded on weathered grey boards, its fringe hanging to one side.')
def _():
    m = cloth('ikat', ikat(('#1f3763', '#132038', '#e9e4d6', '#3f8f94', '#d9b13f'), h=1860, cols=5, period=620, form='arrow', seed=5), sheen=.12)
    P = folded(m, 2.2, 1.55, 7, .085, seed=12, turn=math.pi + .62, tile=1.16)
    edge_fringe(P, 0, 54, .5, yarn(['#1f3763', '#16264a', '#e9e4d6']), turn=math.pi + .62, down=-.5, droop=8)
    ground('driftwood', turn=.5), wall('dusk', 5.5)
    light('right', at=(0, 0, .3))
    camera((-1.2, -5.2, 5.6), (-.05, .02, .1), 60, 6.3, (0, -.5, .5))


@picture('cloth-stripe-01', 'handloom cloth', 'handloom weaving', 'cotton', 'turmeric, brick, leaf green, cream', 'South Asia; any',
         'Three folded handloom cotton cloths in stripes of turmeric, brick and leaf green are stacked on a pale wooden board.')
def _():
    specs = [([(6, '#d9992c'), (2, '#f1e4c8'), (6, '#d9992c'), (1, '#8c3322'), (3, '#c7572f'), (1, '#8c3322')] * 3, None),
             ([(8, '#efe6d2'), (1, '#3f6b4d'), (2, '#efe6d2'), (1, '#3f6b4d'), (4, '#efe6d2'), (2, '#c7572f')] * 4, None),
             ([(5, '#3f6b4d'), (1, '#e3c765'), (5, '#35583f'), (2, '#efe6d2')] * 4, [(8, ''), (2, '#e3c765')] * 4)]
    z = 0
    for k, (spec, chk) in enumerate(reversed(specs)):
        m = cloth('st%d' % k, stripes(spec, 1280, 1280, 5, k + 1, checks=chk))
        folded(m, 2.3 - .06 * k, 1.15, 5, .095, seed=20 + k, overhang=.0, turn=math.pi / 2 + (.06, -.05, .02)[k], at=(.02 * k, 0, z), n=700, rumple=.008, sag=.02)
        z += .095 * 5 - .02
    ground('ash', turn=.12), wall('sage', 3.2)
    light('left', 'leaf', at=(0, 0, .6))
    camera((.9, -6.8, 3.2), (0, 0, .62), 74, 6.3, (0, -1, .8))


@picture('stole-geometric-01', 'stole', 'pattern weaving with extra weft', 'cotton', 'black, magenta, orange, green, white', 'South Asia',
         'A narrow stole with many-coloured woven lozenges and saw teeth lies folded in a loose zigzag on a slate top, seen from above.')
def _():
    m = cloth('stole', stole(['#1c1a20', '#c22f5d', '#e58a2b', '#3e8f5a', '#f0e8d6', '#e9c23d', '#4a5fb0']), .010)
    P = folded(m, 1.75, 1.85, 4, .08, seed=31, overhang=.05, turn=-.62, tile=1.22, sag=.02)
    edge_fringe(P, 0, 40, .42, yarn(['#1c1a20', '#c22f5d', '#e58a2b', '#3e8f5a', '#f0e8d6']), turn=-.62, down=-.5, droop=8)
    ground('slate'), wall('plaster', 9)
    light('back-left', at=(0, 0, .3), power=1.15)
    camera((.1, -2.2, 7.4), (.08, -.05, .1), 57, 8)


@picture('tablecloth-blockprint-01', 'tablecloth', 'block printing', 'cotton', 'madder, black, ochre, cream', 'South Asia',
         'A cream tablecloth block-printed with red petal wheels, folded on a clay-coloured surface so that the rounded folds face the viewer.')
def _():
    m = cloth('pods', sprig_print('wheel', '#efe4cd', ['#9c3227', '#efe4cd', '#2b2626', '#b9842e'], h=1500, border=190), .006)
    folded(m, 2.5, 1.35, 7, .085, seed=44, overhang=0.0, turn=math.pi / 2 - .28, sag=.02, rumple=.010, tile=1500 / 1536)
    ground('clay'), wall('clay', 3.6)
    light('right', at=(0, 0, .3))
    camera((-.6, -6.3, 4.2), (0, -.05, .28), 70, 6.3, (0, -1, .6))


@picture('cloth-batik-01', 'hand-dyed cloth', 'batik', 'cotton', 'deep indigo, soga brown, cream', 'Southeast Asia; Africa',
         'A folded indigo and brown batik cloth with pale fans of leaves and fine cracks in the dye rests on dark wood.')
def _():
    m = cloth('batik', batik('#1b2440', '#8c4f25', '#eadfc4', h=1472), .004, sheen=.02)
    folded(m, 2.5, 1.5, 5, .085, seed=51, overhang=.02, turn=.42, sag=.03, tile=.92)
    ground('walnut', turn=-.3), wall('ochre', 3.8)
    light('left', at=(0, 0, .3), power=1.1)
    camera((.6, -5.7, 4.9), (.05, .0, .12), 62, 6.3, (0, -.6, .4))


@picture('cloth-roll-01', 'cloth by the metre', 'resist dyeing', 'cotton', 'indigo, teal, rust, cream', 'Africa; Southeast Asia',
         'Three rolls of hand-dyed cotton, indigo, rust and cream, lie piled with their spirals showing.')
def _():
    A = cloth('r1', batik('#20325e', '#3c7c8a', '#e9e2cf', 1200, 736, 4, '#20325e'), .004)
    B = cloth('r2', sprig_print('sprig', '#b5552f', ['#f0e2c4', '#e9c06a', '#f0e2c4'], 1200, 1321, 6), .005)
    C = cloth('r3', stripes([(9, '#ece2cc'), (1, '#26406b'), (1, '#ece2cc'), (1, '#26406b')] * 7, 1200, 1200, 5), .006)
    roll(A, 2.5, 5, .07, .066, at=(-.33, .28, 0), turn=-.70, seed=61, tile=.613)
    roll(C, 2.4, 5, .07, .064, at=(.31, -.24, 0), turn=-.70, seed=62)
    roll(B, 2.35, 5, .07, .062, at=(-.06, .02, .66), turn=-.66, seed=63, tile=1.1)
    ground('paint-cream', turn=.2), wall('dusk', 3.4)
    light('left', at=(0, 0, .5))
    camera((-.9, -6.6, 3.0), (.0, .0, .5), 72, 6.3, (-.5, -.9, .6))


@picture('cushion-blockprint-01', 'cushion cover', 'block printing', 'cotton', 'indigo, white, rust', 'South Asia',
         'An indigo cushion printed with white sprigs and rust buds leans against a painted sage wall on wooden boards.')
def _():
    m = cloth('cu', sprig_print('sprig', '#22365f', ['#ece5d4', '#d0703f', '#ece5d4'], per=8), .007)
    cushion(m, edge_mat=yarn('#ece5d4'), turn=10, at=(-.05, .35, 1.30), seed=8)
    ground('oak'), wall('sage', 1.05)
    light('right', 'window', at=(0, 0, 1.2))
    camera((-.5, -7.6, 2.5), (0, .2, 1.22), 74, 5.6, (0, -.1, 1.4))


@picture('cushion-blockprint-02', 'cushion covers', 'block printing', 'cotton and linen', 'mustard, madder, leaf green, cream', 'South Asia; any',
         'Two cushions lie stacked, the upper one printed with a mustard lattice and red tulips, the lower one plain madder.')
def _():
    m = cloth('cu', sprig_print('lattice', '#f0e6d0', ['#d19a34', '#a63a2b', '#f0e6d0', '#55703f'], per=8), .007)
    p = cloth('pl', plain('#9a3b2b', 1024, 1024, 6, .07), .008)
    cushion(p, size=1.38, fat=.42, lean=0, turn=24, at=(0, 0, .36), edge='plain', seed=5)
    cushion(m, size=1.3, fat=.48, lean=7, turn=-9, at=(.02, 0, 1.02), edge_mat=yarn('#a63a2b'), seed=12)
    ground('linen-sand'), wall('plaster-white', 3.5)
    light('left', at=(0, 0, .8), power=.92)
    camera((.9, -6.4, 4.7), (.0, .0, .66), 68, 6.3, (0, -.7, 1.2))


@picture('cushion-suzani-01', 'cushion cover', 'hand embroidery', 'cotton with silk thread', 'crimson, rose, gold, green on cream', 'Eastern Europe and Central Asia',
         'A cream cushion embroidered with one large crimson rosette, four smaller ones and a leafy vine stands by a dusty blue wall.')
def _():
    m = cloth('suz', suzani('#efe6d2', ['#3a1a22', '#b02a3a', '#e08a7c', '#d9a13a', '#4d7350', '#f1e2b6']), .012, sheen=.12)
    cushion(m, edge='tassels', edge_mat=yarn(['#b02a3a', '#8f2031']), turn=-8, lean=70, at=(0, .35, 1.27), seed=17, bend=0)
    ground('walnut'), wall('dusk', 1.15)
    light('left', at=(0, 0, 1.2), power=.95)
    camera((.4, -7.6, 2.3), (0, .2, 1.2), 73, 5.6, (0, -.1, 1.4))


@picture('cushion-patchwork-01', 'cushion cover', 'patchwork', 'cotton and silk scraps', 'saffron, turquoise, green, coral, plum, white', 'Eastern Europe and Central Asia',
         'A patchwork cushion of bright triangles in rings around a plum and saffron diamond, seen from above on a rose-painted board.')
def _():
    m = cloth('kurak', patchwork(['#7c2347', '#e3a02f', '#1f7f86', '#f0e2cb', '#d0503f', '#2c3c78', '#e9b9a6', '#3f7a4f'], 8, form='star'), .016, sheen=.15)
    cushion(m, edge_mat=yarn(['#2c3c78', '#e3a02f']), size=1.35, fat=.42, lean=8, turn=18, at=(0, 0, .42), seed=23, bend=0)
    ground('paint-rose', turn=.35), wall('plaster', 8)
    light('back-left', at=(0, 0, .5), power=.95)
    camera((.2, -2.6, 6.9), (0, .02, .3), 62, 8)


@picture('throw-kantha-01', 'throw', 'kantha running stitch', 'layered old cotton saris', 'indigo, white, sky blue, red thread', 'South Asia',
         'A quilted throw of indigo, white and sky-blue patches with red running stitches hangs over a wooden rod.')
def _():
    pal = ['#1f3160', '#e9e6db', '#7fa3bd', '#34538c', '#f2efe6', '#16223f', '#a9c0cc', '#c9c4b4']
    m = cloth('kan', kantha(pal, ['#f3ead8', '#f3ead8', '#c23f33', '#f3ead8']), .022, 1.0)
    hung(m, 2.6, 2.35, 1.2, 3.0, .10, 2.6, .12, seed=4, tile=1.3)
    rod((-2.4, 0, 3.0), (2.4, 0, 3.0), .085, SURFACES['ash']())
    wall('plaster-white', .55), ground('oak', z=-.3)
    light('left', at=(0, 0, 1.9), power=1.0)
    camera((.8, -8.6, 2.3), (0, 0, 1.98), 82)


@picture('throw-kantha-02', 'throw', 'kantha running stitch', 'layered old cotton', 'cream, madder, leaf green, turmeric', 'South Asia',
         'A cream quilted throw with a large stitched wheel in red and green hangs from a dark rail on an ochre wall.')
def _():
    m = cloth('kan', kantha(['#e8c9b8', '#9c3a33', '#6f7a44', '#d59a35'], ['#f4e9dc'], form='medallion', rows=124), .022, 1.0)
    hung(m, 2.75, 2.6, 1.3, 3.05, .07, 1.7, .16, seed=9, x0=-.15, tile=1.3)
    rod((-3, 0, 3.05), (3, 0, 3.05), .055, Mat('iron', '#2a2624', .5, 0, .4))
    wall('ochre', .6), ground('oak', z=-.4)
    light('right', 'leaf', at=(0, 0, 1.9), power=.95, seed=7)
    camera((-.9, -8.4, 2.2), (-.08, 0, 1.88), 79)


@picture('throw-wool-01', 'throw', 'handloom weaving', 'undyed sheep wool', 'grey, dark brown, oatmeal', 'Latin America; Eastern Europe and Central Asia; any',
         'A fringed wool throw in undyed greys and browns with a herringbone weave hangs over a wooden rail.')
def _():
    m = cloth('wool', herringbone([(10, '#4a3d34'), (3, '#d8ccb8'), (7, '#8b8378'), (2, '#4a3d34'), (12, '#b5aa9b'), (3, '#6b5646'), (6, '#d8ccb8')]), .014, sheen=.35)
    P = hung(m, 2.5, 1.9, 1.3, 3.0, .11, 2.2, .17, .05, seed=15)
    d = np.tile([[0, -.05, -1.0]], (46, 1))
    j = np.linspace(4, P.shape[1] - 5, 46).astype(int)
    fringe(P[0, j], d, .5, yarn(['#4a3d34', '#6b5646', '#57493e']), droop=2, ply=8, bunch=.017, rad=.008)
    fuzz(P[:, :], yarn(['#8b8378', '#d8ccb8']), 9000, .035, .0012)
    rod((-2.6, 0, 3.0), (2.6, 0, 3.0), .095, SURFACES['walnut']())
    wall('paint-cream', .6), ground('walnut', z=-.35)
    light('left', at=(0, 0, 1.9), power=1.0)
    camera((1.4, -8.3, 2.5), (.05, 0, 1.98), 80)


@picture('scarf-tiedye-01', 'scarf', 'tie-dye', 'fine cotton', 'madder red, yellow, white', 'South Asia; Africa',
         'A red tie-dyed scarf with rows of small white and yellow rings hangs in soft folds from a wooden peg.')
def _():
    m = cloth('tied', tied('#a32a2e', '#f1dfc0', '#e8b23c', band='#5e1a2a'), .010, sheen=.1)
    for P, k in ((tail_of(m, -.03, .16, 3.45, 2.75, .30, 1.35, 4.5, .09, -.30, 2, v0=.3), 1), (tail_of(m, .03, -.08, 3.47, 2.35, .28, 1.25, 4.0, .10, .26, 5), 2)):
        j = np.linspace(4, P.shape[1] - 5, 40).astype(int)
        fringe(P[-1, j], np.tile([[0, 0, -1.0]], (40, 1)), .26, yarn(['#a32a2e', '#8c2230', '#5e1a2a']), droop=1, ply=5, bunch=.007, rad=.004, seed=k)
    # the gathered top passes over the peg
    a = np.linspace(0, np.pi, 40)
    for k in range(11):
        o = (k - 5) * .021
        tube(np.stack([o + .01 * np.sin(a * 3 + k), .05 - .15 * np.cos(a), 3.42 + (.12 + .012 * math.sin(k * 2.1)) * np.sin(a)], 1), .026, Mat('bun%d' % k, ['#a32a2e', '#8c2230', '#96252c'][k % 3], sheen=.1), 12)
    rod((0, .6, 3.38), (0, -.35, 3.47), .07, SURFACES['oak']())
    wall('paint-sage', .5), ground('oak', z=-.6)
    light('left', at=(0, 0, 2), power=1.0)
    camera((.5, -8.6, 2.3), (0, 0, 2.12), 84)


@picture('bag-nettle-01', 'tote bag', 'handloom weaving', 'nettle fibre', 'natural beige, brown, indigo band', 'South Asia',
         'A tote bag of coarse undyed nettle cloth with an indigo woven band hangs by its two handles from a peg.')
def _():
    c, h = plain('#b79f78', 1280, 1280, 9, .16, depth=.42, fleck='#7c6443')
    w2 = cellwork(np.array([[1 if (abs((i % 14) - 7) + abs(j - 8)) % 8 < 3 or j in (0, 1, 15, 16) else 0 for i in range(160)] for j in range(17)]), ['#27365a', '#d9cba8'], 8)
    y0 = 800
    c[y0:y0 + 136], h[y0:y0 + 136] = w2[0], w2[1]
    m = cloth('net', (c, h), .014)
    s = cloth('strap', plain('#6b4c33', 512, 512, 10, .08, 'weft', .4), .012, scale=(1, 1))
    tote(m, s, 2.15, 2.3, .16, at=(0, 0, .75), peg=3.35)
    rod((0, .6, 4.02), (0, -.22, 4.10), .07, SURFACES['walnut']())
    wall('plaster', .42), ground('oak', z=-.6)
    light('left', 'window', at=(0, 0, 2), power=1.0)
    camera((.9, -8.8, 2.6), (0, 0, 2.38), 80)
