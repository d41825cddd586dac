# SPDX-License-Identifier: GPL-3.0-or-later
"""Grounds and walls for the object pictures."""

from studio_shapes import *


def ground(kind, col=None, seed=1, extent=16, depth=(-8, 8)):
    """linen, planks, slate, plaster, painted, earth."""

    def flat(mat, wr=0.01, cell=30, n=300):
        x = np.linspace(-extent / 2, extent / 2, n)
        X, Y = np.meshgrid(x, x, indexing="ij")
        return grid(np.stack([X, Y, wr * (noise_lr((n, n), cell, seed) - 1.5)], -1), mat, name="ground")

    if kind == "linen":
        return flat(cloth(col or "#e0d5c0", scale=20, bump=0.016), 0.014, 50)
    if kind in ("planks", "painted"):
        r = np.random.default_rng(seed)
        w, y = 1.15, depth[0]
        light, dark = (col or "#c9a57a", None) if kind == "planks" else ("#b89468", None)
        while y < depth[1]:
            ww = w * r.uniform(0.9, 1.12)
            s = int(r.integers(1e6))
            if kind == "planks":
                m = board(light, shade(light, 0.58), s)
            else:
                m = M("paint").set(Roughness=0.6)
                grain = m.tex(image("g%d" % s, board_image("#ffffff", "#8a8a8a", s)))
                paint = m.mix(
                    0.35, m.ramp(m.noise(1.2, 6, 0.6), [(0.3, shade(col, 0.88)), (0.7, col)]), grain, "MULTIPLY"
                )
                worn = m.ramp(m.noise(2.3, 9, 0.72, sc=(0.5, 1, 1)), [(0.60, "#000000"), (0.66, "#ffffff")])
                m.base(m.mix(m.mix(0.75, "#000000", worn), paint, "#b58d5f")).bump(grain, 0.012, 0.5)
            plank(
                -extent / 2 + r.uniform(-0.5, 0.5), extent / 2, y + 0.012, y + ww - 0.012, 0, m, bow=r.normal(0, 0.004)
            )
            y += ww
        return box((0, 0, -0.3), (extent, depth[1] - depth[0], 0.1), plain("#1d150f"))
    if kind == "slate":
        c = col or "#3b4046"
        m = M("slate").set(Roughness=0.62)
        m.base(m.ramp(m.noise(1.3, 6, 0.7, dist=0.8), [(0.3, shade(c, 0.72)), (0.55, c), (0.75, shade(c, 1.25))]))
        m.bump(m.noise(2.2, 6, 0.72, sc=(1, 1.6, 1)), 0.06).bump(m.noise(30, 4, 0.7), 0.008)
        return flat(m, 0.01)
    if kind == "plaster":
        return flat(plaster(col or "#e3d8c6", rough=0.85, bump=0.02), 0.008)
    if kind == "earth":
        c = col or "#a8714a"
        m = M("earth").set(Roughness=1.0)
        c1 = m.ramp(m.noise(1.1, 6, 0.7), [(0.3, shade(c, 0.72)), (0.5, c), (0.72, shade(c, 1.18))])
        m.base(m.mix(0.5, c1, m.ramp(m.noise(35, 3, 0.75), [(0.35, shade(c, 0.6)), (0.6, "#ffffff")]), "MULTIPLY"))
        m.bump(m.noise(14, 5, 0.75), 0.05).bump(m.noise(2, 4, 0.6), 0.12)
        return flat(m, 0.02)
    raise ValueError(kind)


def wall(kind="plaster", col="#d8cdbb", y=3.4, seed=3):
    """plaster, wash (limewash), boards (painted upright boards), brick."""
    x, z = np.linspace(-9, 9, 40), np.linspace(-4, 10, 50)
    X, Z = np.meshgrid(x, z, indexing="ij")
    P = np.stack([X, 0 * X + y, Z], -1)
    if kind == "plaster":
        return grid(P, plaster(col, shade(col, 0.9)), name="wall")
    if kind == "wash":
        m = M("wash").set(Roughness=0.95)
        a = m.ramp(m.noise(0.55, 6, 0.72, dist=0.7), [(0.28, shade(col, 0.72)), (0.5, col), (0.74, shade(col, 1.22))])
        chip = m.ramp(m.noise(0.9, 6, 0.75, dist=0.3), [(0.70, "#000000"), (0.715, "#ffffff")])
        m.base(m.mix(m.mix(0.8, "#000000", chip), a, "#d9c7a8")).bump(m.noise(2.5, 5, 0.72), 0.05).bump(
            m.noise(0.6, 3, 0.5), 0.15
        )
        return grid(P, m, name="wall")
    if kind == "boards":
        r, xx = np.random.default_rng(seed), -9.0
        while xx < 9:
            w = 1.3 * r.uniform(0.85, 1.1)
            s = int(r.integers(1e6))
            m = M("wb").set(Roughness=0.65)
            g = m.tex(image("w%d" % s, board_image("#ffffff", "#777777", s)))
            p = m.mix(0.4, m.ramp(m.noise(1, 6, 0.6), [(0.3, shade(col, 0.85)), (0.7, col)]), g, "MULTIPLY")
            worn = m.ramp(m.noise(2.1, 9, 0.72, sc=(1, 1, 0.4)), [(0.62, "#000000"), (0.68, "#ffffff")])
            m.base(m.mix(m.mix(0.6, "#000000", worn), p, "#a98560")).bump(g, 0.012, 0.5)
            o = plank(-1, 10, xx + 0.015, xx + w - 0.015, 0, m)
            o.matrix_world = Matrix.Translation((0, y, 0)) @ Matrix(
                ((0, 1, 0, 0), (0, 0, -1, 0), (1, 0, 0, 0), (0, 0, 0, 1))
            )
            xx += w
        return box((0, y + 0.3, 4), (18, 0.1, 12), plain("#1d150f"))
    raise ValueError(kind)
