# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in progress, part two: beads, dyes, sisal, shuttles, a basket half plaited."""
from obj_baskets import coil, plaited_box, splints
from obj_plaited import twisted
from obj_registry import picture
from obj_small import seeds
from obj_still import ball, tail
from obj_studio import *


def wooden_dish(R, h, light_, dark, at, loc=(.2, .3, .5)):
    p = np.vstack([curve([(.001, .02), (R * .6, .02), (R * .66, 0), (R * .72, .03), (R * .95, h * .55), (R, h)], 200),
                   curve([(R, h), (R * .965, h + .02), (R * .92, h - .01), (R * .84, h * .45), (R * .6, .12), (.001, .10)], 160)[1:]])
    o = lathe(p, turned_wood(light_, dark, 5, loc=loc), 180)
    put([o], at)
    return o


def heap(n, R, z0, top, rad, cols, seed, jit=.10):
    """Small beads heaped in a dish."""
    g = np.random.default_rng(seed)
    P, A, C = [], [], []
    pal = [lin(c) for c in cols]
    for lay in range(3):
        k = n // 3
        r = R * np.sqrt(g.random(k)) * (1 - .12 * lay)
        a = g.uniform(0, TAU, k)
        z = z0 + (top - z0) * np.clip(1 - (r / R) ** 2, 0, 1) ** .6 + g.normal(0, rad * .35, k) - rad * 1.3 * (2 - lay)
        P.append(np.c_[r * np.cos(a), r * np.sin(a), z])
        A.append(g.normal(0, 1, (k, 3)))
        C.append(np.array([pal[g.integers(len(pal))] for _ in range(k)]) * g.uniform(.85, 1.1, (k, 1)))
    return seeds(np.concatenate(P), np.concatenate(A), rad, rad * .85, np.concatenate(C), .22)


def spool(col, h=1.0, r=.34, seed=1, wood=('#c99a62', '#8a5a30')):
    """A wooden spool wound with thread, standing at the origin."""
    w = turned_wood(*wood, 7)
    o = [lathe(curve([(.001, 0), (r * 1.12, 0), (r * 1.15, .05), (r * 1.05, .12), (r * .55, .16), (r * .5, .2), (.001, .2)], 120), w, 80)]
    o.append(lathe(curve([(.001, h - .2), (r * .5, h - .2), (r * .55, h - .16), (r * 1.05, h - .12), (r * 1.15, h - .05), (r * 1.12, h), (.09, h), (.08, h - .05), (.001, h - .06)], 140), w, 80))
    g = np.random.default_rng(seed)
    P = []
    for lay in range(3):
        n = 1500
        t = np.linspace(0, 1, n)
        turns = 30
        a = t * TAU * turns
        z = .15 + (h - .30) * (.5 - .5 * np.cos(np.pi * (t * 1.0 + lay * .0))) if lay == 0 else .15 + (h - .30) * np.abs(((t * (2 + lay)) % 2) - 1)
        rr = r * (.93 + .025 * lay) * (1 - .04 * ((z - h / 2) / (h / 2)) ** 2)
        P.append(np.c_[rr * np.cos(a), rr * np.sin(a), z + g.normal(0, .002, n)])
    o.append(lathe([(.001, .14), (r * .93, .14), (r * .945, h / 2), (r * .93, h - .14), (.001, h - .14)], M('th').set(Base_Color=shade(col, .8), Roughness=.8), 80))
    o.append(strands(P, .013, yarn(col)))
    return o


@picture('still-beads-07', 'dishes of beads and a bracelet begun', 'beadwork', 'glass seed beads; thread; wood', 'red, turquoise, white, yellow', 'Africa; Latin America',
         'Wooden dishes of red, turquoise and white glass beads, a spool of thread and a half-made bracelet lie on dark boards.')
def still_beads():
    world('#eef0f2', .55)
    g = np.random.default_rng(3)
    for (x, y), R, cols, s in (((-1.25, .75), .92, ['#b5281f', '#c43a2c', '#9c1f1c'], 1), ((.75, 1.05), .92, ['#1f8583', '#2aa09a', '#197070'], 2), ((-.15, -.72), .72, ['#f0e8d8', '#e6dcc8'], 3), ((1.75, -.35), .66, ['#e8ae2a', '#d99a1c', '#f0c04a'], 4)):
        wooden_dish(R, .42, '#b98a56', '#6a4020', (x, y, 0), (.2 * s, .3, .5))
        put([heap(1500 if R > .8 else 900, R * .90, .36, .56, .052, cols, s)], (x, y, 0))
    put(spool('#efe4cb', 1.0, .32, 5), (-1.85, -.75, 0), (0, 0, 30))
    # a strip of bead weave with loose warp threads
    pal = [lin(c) for c in ('#b5281f', '#1f8583', '#f0e8d8', '#e8ae2a', '#1d1b1c')]
    P, C = [], []
    r0 = .050
    for i in range(34):
        for j in range(9):
            d = abs(i % 12 - 6) + abs(j - 4)
            k = 4 if j in (0, 8) else 0 if d < 2 else 2 if d < 4 else 3 if d < 5 else 1
            P.append((i * r0 * 1.95, (j - 4) * r0 * 2.15, .055 + .02 * math.sin(i * .16)))
            C.append(pal[k] * g.uniform(.88, 1.1))
    P = np.array(P)
    o = [seeds(P + g.normal(0, .003, P.shape), np.tile([0, 1., 0], (len(P), 1)), r0, r0 * .95, np.array(C), .22)]
    th = []
    for j in range(10):
        y = (j - 4.5) * r0 * 2.15
        for sx, L in ((1, 1.5), (-1, .55)):
            x0 = 33 * r0 * 1.95 if sx > 0 else 0
            t = np.linspace(0, 1, 40)
            th.append(np.c_[x0 + sx * L * t * g.uniform(.8, 1.1), y * (1 - .25 * t) + .08 * np.sin(t * 4 + j) * t + g.normal(0, .05) * t ** 2, .05 * (1 - t) + .015 + 0 * t])
    o.append(strands(th, .0075, yarn('#efe4cb')))
    put(o, (-.75, -1.85, 0), (0, 0, 9))
    hp = np.array([(r * math.cos(a), r * math.sin(a), .05) for r, a in zip(.35 * np.sqrt(g.random(26)), g.uniform(0, TAU, 26))]) + [1.0, -1.15, 0]
    seeds(hp, g.normal(0, 1, (26, 3)) * [1, 1, .2], r0, r0 * .9, np.array([pal[g.integers(4)] for _ in range(26)]), .22)
    needle = M('steel').set(Base_Color='#b9bcc0', Metallic=1, Roughness=.22)
    tube(curve([(1.35, -1.72, .05), (1.75, -1.62, .05), (2.15, -1.50, .05)], 30), np.linspace(.018, .006, 30), needle, ring=10)
    ground('planks', '#6f4e36', 35)
    area((-4.0, 2.0, 3.6), (0, 0, 0), 1.6, 430)
    area((4, -3.5, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((.15, -5.8, 6.6), (.02, -.10, .1), 60, 5.6, (0, -.5, .3))


@picture('still-dyes-08', 'plant dyes and dyed yarn', 'natural dyeing', 'plant dyes; wool yarn', 'indigo, madder, turmeric, green', 'any',
         'Clay bowls of indigo, madder and turmeric powder stand by balls of yarn dyed in the same colours on pale boards.')
def still_dyes():
    world('#eef0f2', .55)
    clay = M('clay').set(Roughness=.85)
    clay.base(clay.ramp(clay.noise(1.6, 8, .7), [(.3, '#5c3826'), (.5, '#94593a'), (.72, '#b57a54')])).bump(clay.noise(40, 4, .7), .01)
    for k, (x, y, R, c) in enumerate(((-1.45, .75, .80, '#1d2f66'), (.25, 1.05, .80, '#9c2f22'), (1.70, .45, .74, '#dd9a14'))):
        p = np.vstack([curve([(.001, .03), (R * .5, .03), (R * .56, 0), (R * .62, .03), (R * .96, .42), (R, .62)], 200), curve([(R, .62), (R * .97, .64), (R * .93, .60), (R * .88, .40), (R * .5, .14), (.001, .12)], 140)[1:]])
        put([lathe(p, clay, 180, lambda TH, s, Rr, Z: .004 * np.sin(s * 50 + TH) + .006 * np.sin(TH * 2 + k))], (x, y, 0))
        m = M('powder').set(Roughness=1.0, Specular_IOR_Level=.05)
        m.base(m.ramp(m.noise(9, 6, .75), [(.3, shade(c, .68)), (.5, c), (.72, shade(c, 1.22))])).bump(m.noise(30, 5, .8), .03).bump(m.noise(6, 4, .7), .06)
        r = np.linspace(.001, R * .92, 90)
        put([lathe(np.c_[r, .46 + .34 * (1 - (r / R) ** 1.3)], m, 160, lambda TH, s, Rr, Z: .030 * noise_lr(TH.shape, 40, k + 5) * np.clip(Rr * 3, 0, 1))], (x, y, 0))
    for x, y, R, c, s in ((-.95, -.78, .46, '#2c4a8c', 1), (.10, -.55, .44, '#b04a34', 2), (1.05, -.85, .45, '#e0a62f', 3), (-.25, -1.38, .36, '#6d8348', 4)):
        ball((x, y, R), R, c, s, 30)
    tail([(1.35, -1.18, .03), (1.6, -1.45, .014), (2.2, -1.30, .014), (2.5, -1.6, .014), (3.4, -1.4, .014)], '#e0a62f')
    ground('planks', '#cbb08a', 37)
    wall('wash', '#d3c6ac', 3.0)
    light('left', 1.1)
    camera((.1, -7.6, 4.2), (.12, .05, .36), 61, 5.6, (0, -.7, .5))


@picture('still-sisal-12', 'bundles of sisal and cord', 'twining and coiling', 'sisal; plant dyes', 'cream, indigo, rust', 'Africa',
         'Bundles of cream, indigo and rust sisal fibre lie beside a ball of twisted cord and the first rounds of a basket.')
def still_sisal():
    world('#eef0f2', .55)
    g = np.random.default_rng(9)

    def bundle(at, rz, L, R, col, n=700):
        P = []
        for i in range(n):
            u, v = g.normal(0, 1, 2) * .55
            t = np.linspace(-1, 1, 36)
            k = .55 + .55 * t ** 2 + .9 * np.clip(t - .1, 0, 1) ** 2
            e = g.uniform(.86, 1.06)
            P.append(np.c_[t * L / 2 * e, u * R * k + .05 * g.normal() * np.clip(t, 0, 1) ** 2 + .012 * np.sin(t * 9 + i), np.maximum(R * .7 + v * R * k * .8 - .05 * np.clip(t - .4, 0, 1), .012)])
        o = [strands(P, .0085, yarn(col))]
        a = np.linspace(0, TAU * 5, 160)
        for x in (-.16, -.62):
            o.append(strands([np.c_[(x + .02 * a / TAU) * L, R * .78 * np.cos(a), R * .72 + R * .70 * np.sin(a)]], .022, yarn(shade(col, .8))))
        put(o, at, (0, 0, rz))
    bundle((-.9, 1.35, 0), 8, 3.6, .36, '#e3d2a4')
    bundle((.85, .75, 0), -6, 3.4, .32, '#2c4475')
    bundle((-.55, .35, .0), 12, 3.2, .30, '#b0532f')
    # a ball of cord
    r, P, R = np.random.default_rng(2), [], .52
    for b in range(34):
        ax = r.normal(0, 1, 3)
        ax /= np.linalg.norm(ax)
        a_ = np.cross(ax, [.3, .5, .8])
        a_ /= np.linalg.norm(a_)
        bb = np.cross(ax, a_)
        t = np.linspace(0, TAU * 1.02, 120)
        for k in range(3):
            off = (k - 1) * .085 / R
            base = R * (.92 + .08 * b / 34) * (np.cos(off) * (np.cos(t)[:, None] * a_ + np.sin(t)[:, None] * bb) + np.sin(off) * ax)
            nn = base / np.linalg.norm(base, axis=1, keepdims=True)
            for ply in range(2):
                ph = t * 17 + ply * np.pi
                P.append(base + .022 * (np.cos(ph)[:, None] * nn + np.sin(ph)[:, None] * ax))
    put([strands(P, .026, yarn('#d9c493'))], (1.55, -.75, .54))
    bpy.ops.mesh.primitive_uv_sphere_add(radius=.47, location=(1.55, -.75, .54))
    bpy.context.object.data.materials.append(M('core').set(Base_Color='#7a6844').m)
    twisted(curve([(1.25, -1.15, .1), (.9, -1.5, .03), (.2, -1.55, .03), (-.2, -1.9, .03), (-.9, -1.85, .03), (-1.3, -2.2, .03)], 260), '#d9c493', .036, 44, 2)
    # the first rounds, ends loose
    pat = lambda t, row, s: np.where((s > .38) & (s < .62), np.where(((t * 10) % 1) < .5, 1, 2), 0)
    c = coil([(0, 0), (.3, 0), (.6, .01), (.82, .05)], pat, ('#2c4475', '#b0532f'), '#dfcb9a', d=.085, seed=4)
    put(c, (-.85, -1.05, .02), (0, 0, 160))
    Q = []
    for i in range(50):
        u = g.normal(0, .03, 3)
        L = g.uniform(.8, 1.5)
        t = np.linspace(0, 1, 24)
        Q.append(np.c_[-1.63 + u[0] - L * (.10 + g.normal(0, .04)) * t, -1.0 + u[1] + L * (-.75 * t + g.normal(0, .10) * t ** 2), np.maximum(.12 + u[2] - .10 * t, .015)])
    strands(Q, .009, yarn('#dfcb9a'))
    ground('earth', '#bb9068', 23)
    area((-4.2, 1.6, 3.6), (0, 0, .2), 1.8, 470)
    area((4, -3, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((.1, -5.6, 6.2), (.0, -.10, .15), 55, 5.6, (0, -.6, .3))


@picture('still-shuttles-14', 'shuttles and bobbins', 'weaving', 'wood; cotton yarn', 'indigo, ochre, madder, cream', 'any',
         'Wooden boat shuttles and bobbins wound with indigo, ochre, madder and cream yarn lie on a linen cloth.')
def still_shuttles():
    world('#eef0f2', .55)

    def shuttle(at, rz, col, seed, wood):
        n, k = 140, 40
        t = np.linspace(-1, 1, n)
        L = 1.5
        wid = .30 * (1 - np.abs(t) ** 2.6) ** .8 + .012
        hei = .22 * (1 - np.abs(t) ** 3.2) ** .8 + .012
        up = .10 * np.abs(t) ** 2.4
        ph = np.linspace(0, TAU, k, endpoint=False)
        Y = wid[:, None] * np.sign(np.cos(ph)) * np.abs(np.cos(ph)) ** .8
        Z = up[:, None] + hei[:, None] * np.sign(np.sin(ph)) * np.abs(np.sin(ph)) ** .8
        slot = (np.abs(t) < .55)[:, None] * (np.sin(ph) > 0) * np.clip(1 - (np.abs(np.cos(ph)) / .72) ** 6, 0, 1)
        Z = Z - slot * .30 * hei[:, None] / .22
        m = turned_wood(*wood, 5, loc=(.1 * seed, .2, .3), coat=.3)
        o = [grid(np.stack([np.repeat(t[:, None] * L, k, 1), Y, Z], -1), m, wrap_v=True, name='shuttle')]
        brass = M('tip').set(Base_Color='#b08a45', Metallic=1, Roughness=.3)
        for s in (-1, 1):
            c = lathe(curve([(.001, .16), (.02, .12), (.05, .02), (.055, -.04)], 40), brass, 32)
            put([c], (s * (L - .02), 0, .10), (0, 90 * s, 0))
            o.append(c)
        P = []
        q = np.linspace(0, 1, 2600)
        for lay in range(2):
            x = -.68 + 1.36 * np.abs(((q * (3 + 2 * lay)) % 2) - 1)
            r = .115 + .02 * lay + .02 * np.cos(x * 2.2)
            a = q * TAU * 90
            P.append(np.c_[x, r * np.cos(a), .10 + r * np.sin(a)])
        o.append(strands(P, .014, yarn(col)))
        o.append(tube(np.c_[np.linspace(-.8, .8, 20), np.zeros(20), np.full(20, .10)], .10, M('q').set(Base_Color=shade(col, .7), Roughness=.9)))
        put(o, at, (0, 0, rz))

    shuttle((-.65, .95, .22), 14, '#27406b', 1, ('#b98a56', '#6a4020'))
    shuttle((.55, .15, .22), -9, '#d99a2c', 2, ('#8a5836', '#4a2c18'))
    shuttle((-.75, -.62, .22), 9, '#a8392c', 3, ('#cda470', '#8a5c34'))
    for x, y, rz, c in ((1.75, .95, 62, '#ece0c6'), (1.75, -.70, -28, '#27406b'), (.55, -1.35, 20, '#d99a2c'), (-1.95, .0, 100, '#4f7a55')):
        sp = spool(c, 1.05, .24, 3)
        put(sp, (0, 0, -.52))
        put(sp, rot=(0, 90, 0))
        put(sp, (x, y, .28), (0, 0, rz))
    tail([(1.2, -1.20, .1), (1.6, -1.55, .02), (2.1, -1.40, .02), (2.6, -1.75, .02), (3.2, -1.6, .02)], '#d99a2c')
    ground('linen', '#ddd0b8', 25)
    area((-4.0, 1.6, 3.4), (0, 0, .1), 1.5, 430)
    area((4, -3, 3), (0, 0, 0), 3, 55, '#dfe8ff')
    camera((.1, -4.6, 6.6), (.0, -.10, .1), 62, 5.6, (0, -.4, .3))


@picture('still-plaiting-15', 'bamboo basket half plaited', 'plaiting', 'bamboo splints', 'bamboo, dark brown', 'South-East Asia; South Asia',
         'A square bamboo basket half plaited, its long upright splints still free, stands among loose splints on a mat.')
def still_plaiting():
    world('#eef0f2', .5)
    g = np.random.default_rng(6)
    before = set(bpy.data.objects)
    parts = plaited_box(1.0, .85, 9, 8, ('#dcb878', '#5e3620'))
    for o in list(parts[3:]):                                # no rim yet
        if o.name.startswith(('tube', 'hair')):
            bpy.data.objects.remove(o)
    parts = [o for o in bpy.data.objects if o not in before]
    m = splints(1, 0, 0, 2)
    P, N, C = [], [], []
    half, n = 1.08, 36
    for i in range(n):
        a = (i + .0) / n * TAU
        c, s = math.cos(a), math.sin(a)
        k = (abs(c) ** 5 + abs(s) ** 5) ** (-.2)
        d = np.array([np.sign(c) * abs(c * k) ** 4, np.sign(s) * abs(s * k) ** 4])
        d /= np.linalg.norm(d)
        L = g.uniform(1.1, 1.6)
        t = np.linspace(0, 1, 40)
        out = .10 * t + (.30 + g.normal(0, .10)) * t ** 2
        sw = g.normal(0, .10) * t ** 2
        p = np.c_[c * k * half + d[0] * out - d[1] * sw, s * k * half + d[1] * out + d[0] * sw, .80 + L * t * (1 - .10 * t)]
        P.append(p)
        N.append(np.c_[np.tile(d, (40, 1)), -.4 * t])
        C.append(lin(g.choice(['#dcb878', '#cfa765', '#c9b06a'])) * g.uniform(.86, 1.1))
    parts.append(ribbons(P, N, .20, .020, m, C))
    put(parts, (-.2, .35, 0), (0, 0, 28))
    P, N, C = [], [], []
    for i in range(16):
        t = np.linspace(-1, 1, 50)
        b = g.normal(0, .10)
        x, y, rz = g.uniform(-.3, 1.6), g.uniform(-1.9, -1.05), g.normal(.1, .25)
        L = g.uniform(1.0, 1.7)
        q = np.c_[t * L, b * t ** 2 * 2, .03 + .012 * (i % 5) + .05 * np.abs(t) ** 3 * g.uniform(0, 2)]
        R = np.array([[math.cos(rz), -math.sin(rz), 0], [math.sin(rz), math.cos(rz), 0], [0, 0, 1.]])
        P.append(q @ R.T + [x, y, 0])
        N.append(np.tile([0, 0, 1.], (50, 1)))
        C.append(lin(g.choice(['#dcb878', '#5e3620', '#a8934a', '#c9a55e'])) * g.uniform(.88, 1.08))
    ribbons(P, N, .15, .018, m, C)
    ground('planks', '#77583f', 53)
    wall('wash', '#8fa29a', 3.0)
    light('left', 1.15)
    camera((.3, -8.4, 4.0), (.08, -.05, .92), 66, 5.6, (0, -.8, .8))
