# SPDX-License-Identifier: GPL-3.0-or-later
"""Grounds and walls for the object pictures."""
from studio_shapes import *


def ground(kind, col=None, seed=1, extent=16, depth=(-8, 8)):
    """linen, planks, slate, plaster, painted, earth."""
    def flat(mat, wr=.01, cell=30, n=300):
        x = np.linspace(-extent / 2, extent / 2, n)
        X, Y = np.meshgrid(x, x, indexing='ij')
        return grid(np.stack([X, Y, wr * (noise_lr((n, n), cell, seed) - 1.5)], -1), mat, name='ground')
    if kind == 'linen':
        return flat(cloth(col or '#e0d5c0', scale=20, bump=.016), .014, 50)
    if kind in ('planks', 'painted'):
        r = np.random.default_rng(seed)
        w, y = 1.15, depth[0]
        light, dark = (col or '#c9a57a', None) if kind == 'planks' else ('#b89468', None)
        while y < depth[1]:
            ww = w * r.uniform(.9, 1.12)
            s = int(r.integers(1e6))
            if kind == 'planks':
                m = board(light, shade(light, .58), s)
            else:
                m = M('paint').set(Roughness=.6)
                grain = m.tex(image('g%d' % s, board_image('#ffffff', '#8a8a8a', s)))
                paint = m.mix(.35, m.ramp(m.noise(1.2, 6, .6), [(.3, shade(col, .88)), (.7, col)]), grain, 'MULTIPLY')
                worn = m.ramp(m.noise(2.3, 9, .72, sc=(.5, 1, 1)), [(.60, '#000000'), (.66, '#ffffff')])
                m.base(m.mix(m.mix(.75, '#000000', worn), paint, '#b58d5f')).bump(grain, .012, .5)
            plank(-extent / 2 + r.uniform(-.5, .5), extent / 2, y + .012, y + ww - .012, 0, m, bow=r.normal(0, .004))
            y += ww
        return box((0, 0, -.3), (extent, depth[1] - depth[0], .1), plain('#1d150f'))
    if kind == 'slate':
        c = col or '#3b4046'
        m = M('slate').set(Roughness=.62)
        m.base(m.ramp(m.noise(1.3, 6, .7, dist=.8), [(.3, shade(c, .72)), (.55, c), (.75, shade(c, 1.25))]))
        m.bump(m.noise(2.2, 6, .72, sc=(1, 1.6, 1)), .06).bump(m.noise(30, 4, .7), .008)
        return flat(m, .01)
    if kind == 'plaster':
        return flat(plaster(col or '#e3d8c6', rough=.85, bump=.02), .008)
    if kind == 'earth':
        c = col or '#a8714a'
        m = M('earth').set(Roughness=1.0)
        c1 = m.ramp(m.noise(1.1, 6, .7), [(.3, shade(c, .72)), (.5, c), (.72, shade(c, 1.18))])
        m.base(m.mix(.5, c1, m.ramp(m.noise(35, 3, .75), [(.35, shade(c, .6)), (.6, '#ffffff')]), 'MULTIPLY'))
        m.bump(m.noise(14, 5, .75), .05).bump(m.noise(2, 4, .6), .12)
        return flat(m, .02)
    raise ValueError(kind)


def wall(kind='plaster', col='#d8cdbb', y=3.4, seed=3):
    """plaster, wash (limewash), boards (painted upright boards), brick."""
    x, z = np.linspace(-9, 9, 40), np.linspace(-4, 10, 50)
    X, Z = np.meshgrid(x, z, indexing='ij')
    P = np.stack([X, 0 * X + y, Z], -1)
    if kind == 'plaster':
        return grid(P, plaster(col, shade(col, .9)), name='wall')
    if kind == 'wash':
        m = M('wash').set(Roughness=.95)
        a = m.ramp(m.noise(.55, 6, .72, dist=.7), [(.28, shade(col, .72)), (.5, col), (.74, shade(col, 1.22))])
        chip = m.ramp(m.noise(.9, 6, .75, dist=.3), [(.70, '#000000'), (.715, '#ffffff')])
        m.base(m.mix(m.mix(.8, '#000000', chip), a, '#d9c7a8')).bump(m.noise(2.5, 5, .72), .05).bump(m.noise(.6, 3, .5), .15)
        return grid(P, m, name='wall')
    if kind == 'boards':
        r, xx = np.random.default_rng(seed), -9.
        while xx < 9:
            w = 1.3 * r.uniform(.85, 1.1)
            s = int(r.integers(1e6))
            m = M('wb').set(Roughness=.65)
            g = m.tex(image('w%d' % s, board_image('#ffffff', '#777777', s)))
            p = m.mix(.4, m.ramp(m.noise(1, 6, .6), [(.3, shade(col, .85)), (.7, col)]), g, 'MULTIPLY')
            worn = m.ramp(m.noise(2.1, 9, .72, sc=(1, 1, .4)), [(.62, '#000000'), (.68, '#ffffff')])
            m.base(m.mix(m.mix(.6, '#000000', worn), p, '#a98560')).bump(g, .012, .5)
            o = plank(-1, 10, xx + .015, xx + w - .015, 0, m)
            o.matrix_world = Matrix.Translation((0, y, 0)) @ Matrix(((0, 1, 0, 0), (0, 0, -1, 0), (1, 0, 0, 0), (0, 0, 0, 1)))
            xx += w
        return box((0, y + .3, 4), (18, .1, 12), plain('#1d150f'))
    raise ValueError(kind)
