# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth pictures: small things."""
from tex_kit import *
from tex_registry import picture


@picture('runner-backstrap-01', 'table runner', 'backstrap weaving', 'cotton', 'natural white, purple, green, red, black', 'Latin America; Southeast Asia',
         'A woven table runner with striped edges and a column of nested diamonds lies half unrolled on pale boards.')
def _():
    m = cloth('run', runner(['#ece2cd', '#b3292f', '#2f6a4b', '#5a2f68', '#25211f'], hc=224), .010)
    P = roll(m, 1.5, 4, .08, .06, tail=3.2, at=(-1.45, .1, 0), turn=-.42, seed=71, tile=224 / 120)
    edge_fringe(P, -1, 30, .42, yarn(['#ece2cd', '#ece2cd', '#b3292f', '#2f6a4b']), turn=-.42, down=0, droop=3)
    ground('ash', turn=.8), wall('plaster-white', 6)
    light('left', at=(0, 0, .2), power=.92)
    camera((.5, -4.9, 5.2), (-.06, -.30, .05), 54, 7.1, (.2, -.6, .2))


@picture('doily-crochet-01', 'doily', 'crochet', 'cotton thread', 'ivory on dark wood', 'Latin America; Eastern Europe and Central Asia; any',
         'A round ivory crochet doily with petals and a scalloped edge lies flat on dark wood.')
def _():
    doily(yarn(['#efe7d6', '#e6dcc7'], 'thread'), 1.75)
    ground('walnut', turn=.5), wall('plaster', 9)
    light('back-left', at=(0, 0, .2), power=1.0)
    camera((.15, -1.9, 6.3), (0, -.04, 0), 57, 9)


@picture('napkin-embroidered-01', 'napkins', 'hand embroidery', 'linen', 'white, blue, green, coral', 'Eastern Europe and Central Asia; Latin America; any',
         'A stack of folded white linen napkins, the top one with an embroidered spray in its corner, on a blue-painted board.')
def _():
    m = cloth('nap', corner_spray('#efeae0', ['#3c5f9c', '#4f7a55', '#86a36b', '#d8694f', '#e0b040']), .009)
    p = cloth('napp', plain('#e9e3d7', 1024, 1024, 5, .06), .006)
    z = 0.0
    for k, t in enumerate((.10, -.05, .04, .0, .07)):
        z = slab(m if k == 4 else p, 2.5, 2.5, z, .115, t + .5, (.015 * (k % 2), .02 * (k % 3)), seed=k + 3, layers=3, droop=.014) + .004
    ground('paint-blue', turn=.1), wall('plaster-white', 4.5)
    light('left', at=(0, 0, .5), power=.85)
    camera((.6, -5.0, 4.7), (0, -.05, .28), 62, 7.1, (0, -.6, .6))


@picture('belt-woven-01', 'belt', 'band weaving', 'wool and cotton', 'green, red, orange, white, black', 'Latin America; Eastern Europe and Central Asia',
         'A narrow green woven belt with small red and white diamonds stands coiled on a dark stone top, its fringed end lying towards the viewer.')
def _():
    wc, hc = 22, 176
    g = np.zeros((hc, wc), int)
    for j in range(hc):
        for i in range(wc):
            b, d = min(i, wc - 1 - i), abs(i - 10.5) + abs(j % 22 - 11)
            g[j, i] = 3 if b == 1 else 2 if b in (2, 3) else 4 if b == 4 else 0
            if b > 4:
                g[j, i] = 1 if d < 2.6 else 3 if d < 4.6 else 1 + (j // 22) % 2 if d < 7 else 0 if d < 9 else 4
    m = cloth('belt', cellwork(g, ['#1d1a1c', '#bd2f2c', '#e28a2d', '#efe7d5', '#3d7d55'], 14), .010)
    P = coil(m, .46, 5, .30, .13, 2.0, .04, at=(.12, .62, 0), turn=3.55, tile=8)
    e = P[-1]
    d = P[-1].mean(0) - P[-12].mean(0)
    d[2] = 0
    d /= np.linalg.norm(d)
    fringe(e[np.linspace(1, 24, 8).astype(int)], np.tile(d, (8, 1)), .6, yarn(['#1d1a1c', '#bd2f2c', '#e28a2d', '#efe7d5']), floor=.0, droop=3, bunch=.018, ply=8)
    ground('slate-warm'), wall('earth', 5)
    light('left', at=(0, 0, .3), power=1.1)
    camera((.3, -5.2, 4.0), (.02, -.22, .1), 64, 7.1, (0, -.3, .4))


@picture('pouch-drawstring-01', 'pouch', 'handloom weaving', 'cotton', 'teal, saffron, cream, maroon', 'South Asia; Southeast Asia; any',
         'A small drawstring pouch of teal cloth with woven saffron bands stands on a wooden board in leafy light.')
def _():
    wc, hc = 120, 120
    g = np.zeros((hc, wc), int)
    for j in range(hc):
        for i in range(wc):
            q = j % 30
            if q in (0, 1, 12, 13):
                g[j, i] = 1
            elif q in (2, 11):
                g[j, i] = 3
            elif 3 <= q <= 10:
                g[j, i] = 2 if abs(i % 10 - 5) + abs(q - 6.5) < 3.2 else 3 if abs((i + 5) % 10 - 5) + abs(q - 6.5) < 2 else 0
            elif q == 21 and i % 5 == 0:
                g[j, i] = 1
    m = cloth('pou', cellwork(g, ['#1f6a6e', '#dc9a31', '#efe4cb', '#7c2338'], 10), .010)
    pouch(m, .98, 2.25, .30)
    cm = yarn(['#7c2338', '#8f2c42'])
    a = np.linspace(0, 2 * np.pi, 240)
    for s in (0, 1):
        cord(np.stack([.345 * np.cos(a), .345 * .9 * np.sin(a), 1.775 + .035 * s + .012 * np.sin(5 * a)], 1), cm, .032, 3, 26)
    for sx, ln in ((-1, 1.0), (1, 1.18)):
        p = spline([(.06 * sx, -.34, 1.79), (.16 * sx, -.50, 1.74), (.30 * sx, -.70, 1.42), (.40 * sx, -.93, 1.05), (.43 * sx, -1.03, 1.75 - ln)], 200)
        cord(p, cm, .03, 3, 22)
        fringe(np.repeat(p[-1:], 6, 0) + np.random.default_rng(2).normal(0, .012, (6, 3)), np.tile([[0, -.1, -1.0]], (6, 1)), .34, yarn(['#dc9a31', '#efe4cb', '#7c2338']), floor=0.0, droop=3, ply=9, bunch=.028, rad=.007)
    ground('oak', turn=.1), wall('paint-rose', 3.0)
    light('right', 'leaf', at=(0, 0, .9), power=.95, seed=11)
    camera((-.5, -7.2, 2.7), (0, 0, 1.02), 78, 5.6, (0, -.8, 1.1))
