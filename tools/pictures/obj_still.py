# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in progress, part one: baskets, yarn, bamboo, carving, loom."""

from obj_baskets import coil, splints, tri
from obj_registry import picture
from obj_studio import *
from scipy.spatial import cKDTree


def ball(c, R, col, seed, turns=40):
    """A ball of two-ply yarn."""
    r, P = np.random.default_rng(seed), []
    for b in range(turns):
        ax = r.normal(0, 1, 3)
        ax /= np.linalg.norm(ax)
        a = np.cross(ax, [0.3, 0.5, 0.8])
        a /= np.linalg.norm(a)
        bb = np.cross(ax, a)
        t = np.linspace(0, TAU * 1.02, 60)
        for k in range(7):
            off = (k - 3) * 0.030 / R + r.normal(0, 0.004)
            base = (
                R
                * (0.93 + 0.07 * b / turns)
                * (np.cos(off) * (np.cos(t)[:, None] * a + np.sin(t)[:, None] * bb) + np.sin(off) * ax)
            )
            n = base / np.linalg.norm(base, axis=1, keepdims=True)
            for ply in range(2):
                ph = t * 34 + ply * np.pi
                P.append(np.array(c) + base + 0.011 * (np.cos(ph)[:, None] * n + np.sin(ph)[:, None] * ax))
    out = [strands(np.array(P), 0.0125, yarn(col))]
    bpy.ops.mesh.primitive_uv_sphere_add(radius=R * 0.93, location=c, segments=48, ring_count=24)
    bpy.context.object.data.materials.append(M("core").set(Base_Color=shade(col, 0.5)).m)
    f = r.normal(0, 1, (900, 3))
    f /= np.linalg.norm(f, axis=1, keepdims=True)
    d, t = r.normal(0, 1, (900, 3)), np.linspace(0, 1, 5)
    L = np.minimum(r.gamma(2, 0.012, 900), 0.05)
    out.append(
        strands(
            np.array(c)
            + f[:, None] * (R + (np.sin(t * 2.6) * 0.5)[None, :, None] * L[:, None, None])
            + d[:, None] * (t[None, :, None] * L[:, None, None] * 0.6),
            0.0013,
            yarn(col),
        )
    )
    return out


def tail(pts, col, n=300):
    q, ph = curve(pts, n), np.arange(n) * 0.5
    strands(
        [
            q + 0.008 * np.stack([np.cos(ph + k * np.pi), np.sin(ph + k * np.pi), np.sin(ph + k * np.pi)], 1)
            for k in range(2)
        ],
        0.010,
        yarn(col),
    )


@picture(
    "still-halfbasket-01",
    "half-made coiled basket on a stool",
    "coil basketry",
    "grass; dyed palm leaf",
    "straw, indigo, brick",
    "any",
    "A half-made coiled basket with loose grass ends rests on a wooden stool in window light, bundles of dyed leaf beside it.",
)
def half_basket():
    world("#dfe7ef", 0.4)
    w = turned_wood("#8e6138", "#50321c", 6)
    lathe(curve([(0, 1.86), (1.1, 1.86), (1.2, 1.92), (1.2, 2.02), (1.1, 2.07), (0, 2.05)], 200), w, 160)
    for k in range(3):
        a = k * TAU / 3 + 0.35
        d = np.array([math.cos(a), math.sin(a), 0])
        tube(
            np.array([d * 1.3 * (1 - t) + d * 0.75 * t + np.array([0, 0, 1.95 * t]) for t in np.linspace(0, 1, 20)]),
            np.interp(np.linspace(0, 1, 20), [0, 0.5, 1], [0.085, 0.115, 0.10]),
            w,
        )

    def pat(t, row, s):
        v = (s - 0.8) / 0.08
        k = np.zeros(len(t), int)
        k[(v > 2) & (np.abs(v - 5 - tri(t * 9) * 4) < 1.2)] = 1
        k[(v > 2) & (np.abs(v - 8.6 - tri(t * 9) * 4) < 1.0)] = 2
        return k

    b = coil(
        [(0, 0), (0.45, 0), (0.78, 0.05), (0.98, 0.38), (1.04, 0.80)],
        pat,
        ("#27406b", "#a8432a"),
        "#d8b578",
        d=0.08,
        seed=4,
    )
    put(b, (0, 0, 2.06), (0, 0, -60))
    # loose grass of the unfinished round
    g, P = np.random.default_rng(3), []
    for i in range(60):
        u = g.normal(0, 0.028, 3)
        L = g.uniform(0.9, 1.7)
        t = np.linspace(0, 1, 24)
        s = np.array([-0.72, -0.72, 2.90])
        P.append(
            np.c_[
                s[0] + u[0] + L * (0.62 * t + g.normal(0, 0.05) * t**2),
                s[1] + u[1] - L * (0.25 * t + g.normal(0, 0.1) * t**2),
                s[2] + u[2] + L * (0.30 * t - (0.42 + g.normal(0, 0.10)) * t**2),
            ]
        )
    strands(P, 0.013, yarn("#d3b377"))
    strands(
        [curve([(-0.78, -0.70, 2.86), (-0.55, -1.02, 2.75), (-0.35, -1.16, 2.3), (-0.42, -1.2, 1.75)], 60)],
        0.018,
        yarn("#27406b"),
    )
    # bundles on the floor
    for x, y, rz, c in ((1.75, -0.35, 25, "#27406b"), (1.95, -0.95, 12, "#a8432a"), (1.55, 0.35, 40, "#d8b578")):
        Q = []
        for i in range(110):
            u, v = g.normal(0, 0.09, 2)
            t = np.linspace(-1, 1, 20)
            k = 0.75 + 0.5 * t**2
            Q.append(np.c_[t * 1.0 * g.uniform(0.9, 1.06), u * k, np.abs(0.15 + v * k) + 0.0 * t])
        o = [strands(Q, 0.016, yarn(c))]
        a = np.linspace(0, TAU * 3, 80)
        o.append(strands([np.c_[0.02 * a - 0.2, 0.19 * np.cos(a), 0.17 + 0.17 * np.sin(a)]], 0.02, yarn("#e7d7b2")))
        put(o, (x, y, 0.02), (0, 0, rz))
    ground("earth", "#b58a64", 7)
    wall("wash", "#dcc9a8", 2.2)
    sun((0.95, 0.95, -0.9), 4.2, 1.4, gobo="window", centre=(0.3, 0.8, 1.9))
    light("left", 0.62)
    camera((0.6, -10.2, 3.9), (0.62, 0, 1.42), 66, 5.6, (0, -0.8, 2.2))


@picture(
    "still-yarn-basket-02",
    "balls of yarn in a basket",
    "spinning and dyeing",
    "wool; grass basket",
    "rose, grey, moss, cream",
    "any",
    "Balls of rose, moss, grey and cream wool yarn fill a coiled basket on pale wooden boards.",
)
def yarn_basket():
    world("#eef0f2", 0.55)
    pat = lambda t, r, s: np.where((s > 1.35) & (s < 1.55) & (tri(t * 30) < 0.5), 1, 0)
    put(
        coil(
            [(0, 0), (0.7, 0), (1.15, 0.04), (1.4, 0.3), (1.5, 0.72), (1.5, 1.0)],
            pat,
            ("#4c3a2e",),
            "#c9a873",
            d=0.095,
            stitch=0.05,
            rim=1,
        ),
        (-0.1, 0.35, 0),
    )
    for i, (x, y, z, R, c) in enumerate(
        (
            (-0.8, 0.2, 0.75, 0.52, "#a84a5c"),
            (0.1, -0.15, 0.80, 0.5, "#e7dcc6"),
            (0.75, 0.5, 0.78, 0.5, "#6d7b4c"),
            (-0.25, 0.95, 0.8, 0.5, "#7d7a78"),
            (-0.1, 0.35, 1.30, 0.46, "#c58a94"),
            (1.75, -0.75, 0.40, 0.40, "#a84a5c"),
        )
    ):
        ball((x, y, z), R, c, i + 1, 30)
    tail(
        [
            (1.6, -1.1, 0.03),
            (1.2, -1.45, 0.014),
            (0.5, -1.3, 0.014),
            (0.1, -1.6, 0.014),
            (-0.6, -1.45, 0.014),
            (-1.6, -1.75, 0.014),
            (-2.8, -1.6, 0.014),
        ],
        "#a84a5c",
    )
    ground("painted", "#cfc3ac", 14)
    wall("wash", "#a9b3a0", 3.2)
    light("right", 1.05)
    camera((0.1, -8.4, 3.7), (0.12, 0, 0.74), 68, 5.0, (0, -0.6, 0.9))


@picture(
    "still-bamboo-04",
    "bamboo splints and a started mat",
    "plaiting",
    "bamboo",
    "green, natural, brown",
    "South-East Asia; South Asia",
    "A bundle of split bamboo, a knife with a wooden handle and a started plaited mat lie on dark boards.",
)
def bamboo():
    world("#eef0f2", 0.55)
    g = np.random.default_rng(4)
    m = splints(1, 0, 0)
    n, w, sub = 15, 0.17, 10
    over = lambda i, j: np.where((i + j) % 4 < 2, 1, -1)
    P, N, C = [], [], []
    for axis in (0, 1):
        for i in range(n):
            ext = g.uniform(0.5, 1.3)
            t = np.linspace(-0.8 - ext * 0.6, n * 1.0 + ext * 2.4 if axis == 0 else n + ext, n * sub + 60)
            jj = t - 0.5
            lo = np.floor(jj).astype(int)
            q = jj - lo
            q = q * q * (3 - 2 * q)
            o = (1 if axis == 0 else -1) * 0.014
            inside = (t > -0.3) & (t < n + 0.3)
            f = (lambda k: over(k, i)) if axis == 0 else (lambda k: over(i, k))
            z = (
                np.where(inside, o * (f(lo) * (1 - q) + f(lo + 1) * q), 0)
                + 0.035
                + np.clip(t - n - 0.5, 0, 9) * g.uniform(0.0, 0.07) * 0.3
            )
            a, b = t * w, np.full_like(t, (i + 0.5) * w) + np.clip(t - n, 0, 9) ** 2 * 0.008 * g.normal(0, 1)
            P.append(np.c_[(a, b)[axis] if axis == 0 else b, b if axis == 0 else a, z])
            N.append(np.tile([0, 0, 1.0], (len(t), 1)))
            C.append(lin("#bd9350" if axis else ("#5e351c" if i % 5 == 2 else "#ad8546")) * g.uniform(0.85, 1.12))
    for axis in (0, 1):
        o = ribbons(
            P[axis * n : (axis + 1) * n], N[axis * n : (axis + 1) * n], w * 0.92, 0.018, m, C[axis * n : (axis + 1) * n]
        )
        put([o], (-1.95, -1.35, 0), (0, 0, 6))
    # bundle
    P, N, C = [], [], []
    for i in range(70):
        u, v = g.normal(0, 0.17), abs(g.normal(0, 0.12))
        t = np.linspace(-1, 1, 40)
        k = 0.75 + 0.6 * t**2
        P.append(
            np.c_[t * 2.6 * g.uniform(0.9, 1.05) + g.normal(0, 0.1), u * k, 0.06 + v * k + 0.02 * np.sin(t * 3 + i)]
        )
        r = g.normal(0, 0.5)
        N.append(np.tile([0, math.sin(r), math.cos(r)], (40, 1)))
        C.append(lin(g.choice(["#7f8a3c", "#a8934a", "#66752f", "#b39a58"])) * g.uniform(0.85, 1.1))
    o = [ribbons(P, N, 0.15, 0.022, m, C)]
    a = np.linspace(0, TAU * 3, 120)
    for x in (-1.1, 1.1):
        o.append(strands([np.c_[x + 0.012 * a, 0.36 * np.cos(a), 0.21 + 0.24 * np.sin(a)]], 0.026, yarn("#7a4a28")))
    put(o, (0.15, 1.72, 0.0), (0, 0, -7))
    # knife
    steel = M("steel").set(Base_Color="#8f9498", Metallic=1, Roughness=0.3)
    steel.bump(steel.noise(30, 4, 0.7, sc=(0.2, 1, 1)), 0.006)
    x = np.linspace(0, 1.5, 50)
    top, bot = 0.16 - 0.10 * (x / 1.5) ** 3, -0.16 + 0.24 * np.clip((x - 0.95) / 0.55, 0, 1) ** 2
    blade = np.stack(
        [
            np.stack(
                [
                    np.repeat(x[:, None], 3, 1),
                    np.c_[top, (top + bot) / 2 + 0.05, bot],
                    np.tile([0.052, 0.05, 0.035], (50, 1)),
                ],
                -1,
            )
        ],
        0,
    )[0]
    lo_ = blade.copy()
    lo_[..., 2] = [0.03, 0.03, 0.033]
    k = [grid(blade, steel), grid(lo_, steel)]
    hd = lathe(
        curve([(0.001, 0), (0.10, 0.01), (0.12, 0.15), (0.095, 0.5), (0.13, 0.85), (0.12, 0.98), (0.001, 1.0)], 120),
        turned_wood("#9a6a3c", "#54331b", 9),
        48,
    )
    put([hd], (0.02, 0, 0.12), (0, -90, 0))
    put(k, (0, 0, 0.09))
    put(k + [hd], (1.62, -0.9, 0), (0, 0, 34))
    ground("planks", "#6d4c35", 31)
    area((-4.2, 1.4, 3.2), (0, 0, 0), 1.6, 330)
    camera((0.2, -5.4, 8.2), (0.22, 0.22, 0), 60, 5.6)


@picture(
    "still-carving-05",
    "half-carved bowl with gouges and shavings",
    "wood carving",
    "wood; steel",
    "pale wood, dark walnut",
    "any",
    "A half-carved wooden bowl with tool marks, two gouges and curled shavings lie on a workbench.",
)
def carving():
    world("#eef0f2", 0.5)
    g = np.random.default_rng(7)
    w = turned_wood("#d9b07a", "#8b5a32", 4.6, loc=(0.1, 0.3, 0.5), rough=0.6, coat=0)
    pts = g.normal(0, 1, (520, 3))
    pts /= np.linalg.norm(pts, axis=1, keepdims=True)
    kd = cKDTree(pts)

    def cuts(TH, s, R, Z):
        q = np.stack([R * np.cos(TH), R * np.sin(TH), (Z - 0.45) * 1.6], -1)
        q = q / (np.linalg.norm(q, axis=-1, keepdims=True) + 1e-9)
        d, _ = kd.query(q.reshape(-1, 3), k=1)
        return np.clip(d.reshape(R.shape) * 1.5, 0, 0.12) * 0.38 - 0.02

    b = np.vstack(
        [
            curve([(0, 0.03), (0.5, 0.02), (0.62, 0.04), (1.0, 0.3), (1.28, 0.72), (1.36, 1.0)], 320),
            curve(
                [
                    (1.36, 1.0),
                    (1.33, 1.05),
                    (1.18, 1.05),
                    (1.14, 1.0),
                    (1.0, 0.66),
                    (0.72, 0.42),
                    (0.3, 0.34),
                    (0, 0.32),
                ],
                320,
            )[1:],
        ]
    )
    put([lathe(b, w, 420, cuts)], (-0.3, 0.45, 0.02), (0, 0, 15))
    # shavings
    P, N = [], []
    for i in range(46):
        t = np.linspace(0, 1, 60)
        turns, r0 = g.uniform(0.8, 2.3), g.uniform(0.06, 0.13)
        a = t * TAU * turns + g.uniform(0, 6)
        r = r0 * (1 - 0.45 * t)
        hx = g.uniform(0.1, 0.5) * t
        p = np.stack([hx, r * np.cos(a), r * np.sin(a)], 1)
        nn = np.stack([0 * t, np.cos(a), np.sin(a)], 1)
        rz = g.uniform(0, TAU)
        Rz = np.array([[math.cos(rz), -math.sin(rz), 0], [math.sin(rz), math.cos(rz), 0], [0, 0, 1]])
        inside = i < 9
        c = (
            np.array([g.normal(-0.3, 0.3), g.normal(0.4, 0.3), 0.46 + r0])
            if inside
            else np.array([g.uniform(-2.2, 2.3), g.uniform(-1.7, 0.1), r0 + 0.01])
        )
        if not inside and np.hypot(c[0] + 0.3, c[1] - 0.45) < 1.15:
            c[1] -= 1.2
        P.append(p @ Rz.T + c)
        N.append(nn @ Rz.T)
    m = splints(1, 0, 0)
    ribbons(P, N, g.uniform(0.07, 0.16, len(P)), 0.008, m, [lin("#e0bd8a") * g.uniform(0.9, 1.1) for _ in P])
    steel = M("steel").set(Base_Color="#9a9fa3", Metallic=1, Roughness=0.28)
    for x, y, rz, c, L in ((1.0, -0.95, 28, "#7a3f24", 1.05), (1.45, -0.35, 40, "#a9713c", 1.15)):
        h = lathe(
            curve(
                [
                    (0.001, 0),
                    (0.13, 0.02),
                    (0.16, 0.12),
                    (0.12, 0.5),
                    (0.15, 0.8),
                    (0.11, 1.0),
                    (0.08, 1.1),
                    (0.001, 1.1),
                ],
                160,
            ),
            turned_wood(c, shade(c, 0.55), 9),
            64,
        )
        f = lathe(
            np.array([(0.001, 1.08), (0.10, 1.08), (0.105, 1.2), (0.06, 1.22), (0.001, 1.22)]),
            M("brass").set(Base_Color="#b08a45", Metallic=1, Roughness=0.35),
            48,
        )
        z = np.linspace(1.2, 1.2 + L, 60)
        ph = np.linspace(np.pi * 0.15, np.pi * 0.85, 18)
        wd = np.interp(z - 1.2, [0, 0.3, 0.5, L - 0.1, L], [0.045, 0.05, 0.09, 0.11, 0.105])
        U = np.stack(
            [
                np.repeat(z[:, None], 18, 1),
                wd[:, None] * np.cos(ph)[None],
                -(wd * 1.0)[:, None] * (np.sin(ph)[None] - 0.5),
            ],
            -1,
        )
        U2 = np.stack([U[..., 1], U[..., 2], U[..., 0]], -1)
        bl = grid(U2, steel)
        so = bl.modifiers.new("s", "SOLIDIFY")
        so.thickness = 0.022
        put([h, f, bl], (x - 0.9, y - 0.5, 0.16), (90, 0, rz + 90 + 0), 1.05)
    ground("planks", "#9c7450", 41)
    wall("plaster", "#8d9ba3", 3.4)
    light("left", 1.15)
    camera((0.4, -7.7, 4.4), (0.36, -0.1, 0.42), 66, 5.6, (0, -0.8, 0.6))


@picture(
    "still-loom-06",
    "loom with cloth in progress",
    "weaving",
    "cotton or wool yarn; wood",
    "indigo, white, sage, rust",
    "any",
    "A wooden loom holds a half-woven indigo and white cloth with stepped crosses, balls of yarn at its foot.",
)
def loom():
    world("#e3eaf2", 0.42)
    g = np.random.default_rng(12)
    wd = turned_wood("#8b6038", "#4c2f1a", 6)
    W, H, z0, y0, nw = 1.55, 3.1, 0.12, 0.55, 90
    for sx in (-1, 1):
        box((sx * (W + 0.14), y0, H / 2 + z0), (0.18, 0.2, H + 0.3), wd)
    for zz in (z0 + 0.12, H + z0 - 0.05):
        box((0, y0 - 0.02, zz), (2 * W + 0.7, 0.2, 0.2), wd)
    wx = np.linspace(-W + 0.18, W - 0.18, nw)
    pitch, t = wx[1] - wx[0], np.linspace(0, 1, 30)
    cream = yarn("#ece1c8")
    strands(
        [
            np.stack(
                [
                    x + g.normal(0, 0.003) + 0 * t,
                    y0 - 0.12 + (0.01 if i % 2 else -0.01) + 0 * t,
                    z0 + 0.2 + t * (H - 0.35),
                ],
                1,
            )
            for i, x in enumerate(wx)
        ],
        0.010,
        cream,
    )
    pal = dict(i="#22355f", w="#ece3d0", s="#8fa58a", r="#b0532f")
    rows, rp, base = 66, 0.026, z0 + 0.34

    def colour(i, j):
        if j < 4 or j % 22 in (20, 21):
            return "r" if j % 22 == 20 else "s"
        u, v = abs((i / nw * 5) % 1 - 0.5) * 18, abs((j % 22) - 9.5)
        if (u < 1.6 and v < 8) or (v < 1.6 and u < 7.2):
            return "w"
        if u < 4.4 and v < 4.6:
            return "s" if u + v > 5.4 else "w"
        return "i"

    segs = {k: [] for k in pal}
    for j in range(rows):
        i, end = 0, nw - 1 if j < rows - 6 else int(nw * (1 - (j - rows + 6) * 0.12))
        while i < end:
            c, k = colour(i, j), i
            while k < end and colour(k, j) == c:
                k += 1
            ii = np.linspace(i - 0.45, k - 0.45, (k - i) * 6 + 2)
            x = np.interp(ii, np.arange(nw), wx) + (ii - np.clip(ii, 0, nw - 1)) * pitch
            par = 1 if j % 2 else -1
            segs[c].append(
                np.stack(
                    [
                        x,
                        y0 - 0.12 - par * 0.02 * np.cos(np.pi * ii),
                        base + j * rp + 0.003 * np.sin(ii * 0.21 + j) + 0.01 * np.sin(ii * 0.05 + 1.3),
                    ],
                    1,
                )
            )
            i = k
    for c, L in segs.items():
        strands(L, 0.0145, yarn(pal[c]))
    top = base + rows * rp
    box((0.05, y0 - 0.16, top + 0.3), (2 * W + 0.35, 0.035, 0.15), wd, 0.015)
    tube([(-W - 0.1, y0 - 0.3, top + 0.74), (0, y0 - 0.3, top + 0.75), (W + 0.1, y0 - 0.3, top + 0.76)], 0.04, wd)
    s = np.linspace(0, TAU, 18)
    strands(
        [
            np.stack([wx[i] + 0.004 * np.sin(s), y0 - 0.21 + 0.13 * np.cos(s), top + 0.75 + 0.04 * np.sin(s)], 1)
            for i in range(0, nw, 2)
        ],
        0.006,
        cream,
    )
    ball((-1.15, -0.7, 0.42), 0.42, pal["i"], 1, 28)
    ball((-0.45, -1.05, 0.34), 0.34, pal["s"], 2, 28)
    ball((1.25, -0.6, 0.38), 0.38, pal["r"], 3, 28)
    tail(
        [
            (1.15, -0.95, 0.03),
            (0.9, -1.3, 0.014),
            (0.3, -1.2, 0.014),
            (0.1, -1.55, 0.014),
            (1.2, -1.6, 0.014),
            (2.6, -1.75, 0.014),
        ],
        pal["r"],
    )
    ground("earth", "#c4a07c", 13)
    wall("wash", "#d8b48e", 2.0)
    sun((0.9, 0.95, -0.95), 3.4, 1.3, "#ffdfb2", "window", (0, 0.6, 1.7))
    light("left", 0.62)
    camera((-0.9, -8.6, 2.5), (0.0, 0, 1.42), 64, 5.6, (0, 0.2, 1.2))
