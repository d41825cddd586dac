# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in progress, fourth part: bobbins, rattan, stone, gourds, reed."""
from scipy.spatial import cKDTree

from obj_baskets import coil, splints, tri
from obj_fibre_work import spool
from obj_registry import picture
from obj_still import tail
from obj_studio import *
from obj_vessels import stone


def ring_coil(at, R, rad, turns, col, seed, rz=0):
    """A coil of cane, tied in two places."""
    g = np.random.default_rng(seed)
    m = plain(col, .42)
    o = []
    for k in range(turns):
        a = np.linspace(0, TAU, 160, endpoint=False)
        r = R * (1 + g.normal(0, .045)) + .02 * np.sin(a * 2 + k)
        o.append(tube(np.c_[r * np.cos(a) + g.normal(0, .04), r * np.sin(a) + g.normal(0, .04), rad + .045 * k * .7 + .03 * np.sin(a + k * 2) + .02], rad * g.uniform(.8, 1.1), m, ring=10, closed=True))
    h = .045 * turns * .7 + .05
    for a in (.4, 2.6, 4.6):
        q = np.linspace(0, TAU * 4, 120)
        c, s = math.cos(a), math.sin(a)
        rr = R + (.15 * np.cos(q))
        o.append(strands([np.c_[rr * c - (.05 * (q / q[-1] - .5)) * s, rr * s + (.05 * (q / q[-1] - .5)) * c, h / 2 + (h / 2 + .04) * np.sin(q)]], .018, yarn(shade(col, .7))))
    put(o, at, (0, 0, rz))


def knife(at, rz, s=1.0):
    steel = M('steel').set(Base_Color='#8f9498', Metallic=1, Roughness=.3)
    x = np.linspace(0, 1.1, 50)
    top, bot = .10 - .06 * (x / 1.1) ** 3, -.10 + .14 * np.clip((x - .6) / .5, 0, 1) ** 2
    o = [grid(np.stack([np.repeat(x[:, None], 3, 1), np.c_[top, (top + bot) / 2, bot], np.tile([.125, .12, .10], (50, 1))], -1), steel)]
    hd = lathe(curve([(.001, 0), (.09, .01), (.11, .15), (.085, .5), (.115, .85), (.10, .98), (.001, 1.0)], 120), turned_wood('#7a4a2a', '#3d2113', 9), 48)
    put([hd], (.02, 0, .12), (0, -90, 0))
    put(o + [hd], at, (0, 0, rz), s)


@picture('still-rattan-26', 'coils of rattan and a bag begun', 'coil basketry', 'rattan', 'honey, dark brown', 'South-East Asia',
         'A half-made round rattan bag, its loose cane ends free, lies with two tied coils of rattan on a stone floor.')
def still_rattan():
    world('#eef0f2', .55)
    g = np.random.default_rng(4)

    def pat(t, row, s):
        z = tri(t * 8) * .21
        return np.where((s > .30 + z) & (s < .40 + z), 1, np.where((s > .78) & (s < .86), 1, 0))
    f = coil([(0, .10), (.5, .09), (.9, .05), (1.05, .02)], pat, ('#4e2c18',), '#c68d4d', d=.06, stitch=.034, hairs=60, wob=.2, rough=.35)
    put(f, (-.75, -.45, .04), (4, -3, 20))
    m = plain('#c68d4d', .4)
    for k in range(5):
        a = math.radians(-40 + 9 * k)
        t = np.linspace(0, 1, 30)
        c = np.array([-.75, -.45]) + 1.05 * np.array([math.cos(a), math.sin(a)])
        d = np.array([-math.sin(a), math.cos(a)])
        e = np.array([math.cos(a), math.sin(a)])
        L = g.uniform(.9, 1.5)
        P = c + np.outer(L * t, d) + np.outer(.5 * t ** 2 * g.uniform(.3, 1), e)
        tube(np.c_[P, .07 + .12 * np.sin(t * 2.4) * g.uniform(.2, 1)], .026, m, ring=10)
    ring_coil((-.75, 1.15, 0), .72, .036, 9, '#c9a05e', 3)
    ring_coil((1.25, .95, 0), .66, .034, 8, '#8a5a30', 5, 40)
    knife((.75, -1.15, 0), 24, 1.0)
    ground('slate', '#6a6a64', 29)
    area((-4.0, 1.8, 3.6), (0, 0, 0), 1.6, 470)
    area((4, -3.5, 3), (0, 0, 0), 3, 70, '#dfe8ff')
    camera((.15, -5.4, 6.4), (.02, .06, .1), 60, 5.6, (0, -.4, .2))


@picture('still-stone-27', 'soapstone blocks and a bowl half carved', 'stone carving', 'soapstone; steel; wood', 'grey, rose, cream', 'East Africa; South Asia',
         'Rough blocks of grey and rose soapstone lie on a bench beside a half-carved bowl, two rasps and fine dust.')
def still_stone():
    world('#eef0f2', .5)
    g = np.random.default_rng(6)
    kinds = [stone(('#4f5452', '#7b807c', '#a1a39b', '#646a67'), '#d5d2c6', .8), stone(('#7f473d', '#b07c6c', '#d0a592', '#9c6656'), '#ecd9c9', .8)]
    for k in kinds:
        k.b.inputs['Coat Weight'].default_value = 0

    def rock(at, size, mat, seed, rz):
        bpy.ops.mesh.primitive_cube_add(size=1)
        o = bpy.context.object
        s = o.modifiers.new('s', 'SUBSURF')
        s.subdivision_type, s.levels, s.render_levels = 'SIMPLE', 6, 6
        bpy.ops.object.modifier_apply(modifier='s')
        r = np.random.default_rng(seed)
        v = np.zeros(len(o.data.vertices) * 3, np.float32)
        o.data.vertices.foreach_get('co', v)
        v = v.reshape(-1, 3).astype(float)
        for _ in range(16):                                  # flat breaks
            n = r.normal(0, 1, 3)
            n /= np.linalg.norm(n)
            d = r.uniform(.40, .58)
            e = v @ n - d
            v = v - np.clip(e, 0, None)[:, None] * n
        pts = r.normal(0, .6, (160, 3))
        dd, _i = cKDTree(pts).query(v)
        v = v * (1 - .07 * np.clip(dd, 0, .4))[:, None]
        v *= size
        o.data.vertices.foreach_set('co', v.astype(np.float32).ravel())
        o.data.polygons.foreach_set('use_smooth', np.zeros(len(o.data.polygons), bool))
        o.data.materials.append(mat.m)
        o.data.update()
        put([o], (at[0], at[1], -v[:, 2].min()), (0, 0, rz))
    rock((-1.25, 1.05), (1.3, 1.0, 1.0), kinds[0], 3, 20)
    rock((-.15, 1.65), (.95, .85, .8), kinds[1], 5, -30)
    rock((-1.85, -.15), (.75, .62, .55), kinds[1], 8, 50)
    pts = g.normal(0, 1, (420, 3))
    pts /= np.linalg.norm(pts, axis=1, keepdims=True)
    kd = cKDTree(pts)

    def cuts(TH, s, R, Z):
        q = np.stack([R * np.cos(TH), R * np.sin(TH), (Z - .45) * 1.6], -1)
        q = q / (np.linalg.norm(q, axis=-1, keepdims=True) + 1e-9)
        d, _ = kd.query(q.reshape(-1, 3), k=1)
        rough = np.clip(np.sin(TH * 1.0 + 2.2) * 3, 0, 1)    # one side is still rough
        return np.clip(d.reshape(R.shape) * 1.5, 0, .14) * .30 * (.15 + rough) - .01
    b = np.vstack([curve([(.001, .03), (.5, .02), (.62, .04), (.95, .3), (1.12, .66), (1.15, .9)], 320), curve([(1.15, .9), (1.12, .95), (.98, .94), (.94, .88), (.80, .56), (.5, .32), (.001, .26)], 260)[1:]])
    m = stone(('#565b58', '#868a85', '#abada5', '#6d726f'), '#dcd9cd', .6)
    put([lathe(b, m, 420, cuts)], (.65, .15, 0), (0, 0, 15), 1.05)
    for x, y, rz, L in ((-.95, -.95, 16, 1.5), (-.35, -1.55, 4, 1.35)):
        hd = lathe(curve([(.001, 0), (.11, .02), (.14, .14), (.10, .5), (.12, .8), (.08, .98), (.001, 1.0)], 140), turned_wood('#9a6a3c', '#54331b', 8), 48)
        st = M('rasp').set(Base_Color='#6d7276', Metallic=1, Roughness=.42)
        st.bump(st.noise(70, 2, .8), .02)
        bl = box((0, 0, 1.0 + L / 2), (.20, .07, L), st, .02)
        put([hd, bl], rot=(0, 90, 0))
        put([hd, bl], (x - .3, y, .13), (0, 0, rz))
    n = 900                                                  # dust and chips
    a, d = g.uniform(0, TAU, n), 1.0 + np.abs(g.normal(0, .55, n))
    P = np.c_[.65 + d * np.cos(a), .15 + d * np.sin(a), np.full(n, .012)]
    strands(P[:, None] + g.normal(0, .016, (n, 3, 3)) * [1, 1, .2], .013, yarn('#a9aaa3'))
    ground('planks', '#8d6c4c', 63)
    wall('wash', '#cdbfa6', 3.4)
    light('left', 1.15)
    camera((.2, -7.2, 4.6), (-.12, .10, .38), 62, 5.6, (0, -.5, .5))


@picture('still-gourds-28', 'dried gourds and a knife', 'gourd carving', 'calabash; steel; wood', 'straw, honey, brown', 'Africa; Latin America',
         'Three dried gourds of different shapes and a small knife with a wooden handle lie on a wooden step in window light.')
def still_gourds():
    world('#dfe7ef', .42)
    for k, (pr, at, rot, c) in enumerate((
            ([(.001, .02), (.5, .0), (.92, .3), (1.02, .75), (.82, 1.2), (.46, 1.55), (.36, 1.85), (.42, 2.15), (.30, 2.45), (.08, 2.6), (.05, 2.8), (.001, 2.8)], (-.85, .75, 0), (0, 0, 20), '#c99a52'),
            ([(.001, .02), (.5, .0), (.86, .35), (.88, .75), (.62, 1.12), (.20, 1.3), (.07, 1.42), (.05, 1.6), (.001, 1.6)], (.95, .75, 0), (0, 0, 70), '#b07a38'),
            ([(.001, .0), (.34, .03), (.58, .3), (.60, .62), (.40, 1.0), (.20, 1.5), (.15, 2.0), (.12, 2.4), (.05, 2.55), (.001, 2.56)], (-.35, -.55, .55), (84, 0, 62), '#d9bd84'))):
        m = M('gourd').set(Roughness=.5, Coat_Weight=.1)
        m.base(m.ramp(m.noise(1.5, 8, .72, dist=.6), [(.28, shade(c, .62)), (.45, c), (.62, shade(c, 1.12)), (.75, shade(c, .85))])).bump(m.noise(5, 3, .5), .03).bump(m.noise(50, 3, .6), .004)
        o = lathe(curve(pr, 420), m, 260, lambda TH, s, R, Z: .03 * np.sin(TH * 2 + Z) * R + .014 * np.sin(TH * 3 + 2 * Z) * R)
        if k == 2:
            co = np.array([v.co for v in o.data.vertices])
            co[:, 0] += .16 * np.sin(co[:, 2] * 1.1)         # a bent neck
            o.data.vertices.foreach_set('co', co.astype(np.float32).ravel())
        put([o], at, rot)
    knife((1.05, -1.25, 0), 8, 1.05)
    plank(-4.5, 4.5, -1.7, 2.0, 0, board('#a37c55', '#60442a', 77), thick=.3)
    box((0, -1.62, -.8), (9, .1, 1.3), turned_wood('#8a6644', '#4a3120', 4), .02)
    wall('wash', '#d9c7a6', 2.1)
    sun((.95, .95, -.85), 3.8, 1.5, gobo='window', centre=(.2, .7, .9))
    light('left', .62)
    camera((.2, -7.8, 3.6), (.08, .1, .68), 64, 5.6, (0, -.4, .6))


@picture('still-reed-29', 'cut and dyed reed', 'mat plaiting', 'dyed reed', 'straw, black, brown', 'South Asia; South-East Asia',
         'Bundles of straw, black and brown reed lie tied on pale boards by the start of a plaited mat and a small knife.')
def still_reed():
    world('#eef0f2', .55)
    g = np.random.default_rng(9)

    def bundle(at, rz, L, R, col, n=170):
        m = splints(1, 0, 0)
        P, N, C = [], [], []
        for _ in range(n):
            u, v = g.normal(0, .55, 2)
            t = np.linspace(-1, 1, 24)
            k = .75 + .35 * t ** 2
            P.append(np.c_[t * L / 2 * g.uniform(.9, 1.04) + g.normal(0, .06), u * R * k, np.maximum(R * .8 + v * R * k * .8, .02)])
            a = g.uniform(0, TAU)
            N.append(np.tile([0, math.sin(a), math.cos(a)], (24, 1)))
            C.append(lin(col) * g.uniform(.8, 1.2))
        o = [ribbons(P, N, .055, .016, m, C)]
        q = np.linspace(0, TAU * 4, 140)
        for x in (-.30, .30):
            o.append(strands([np.c_[(x + .012 * q / TAU) * L, R * .92 * np.cos(q), R * .84 + R * .84 * np.sin(q)]], .022, yarn('#a98d58')))
        put(o, at, (0, 0, rz))
    bundle((-.45, 1.35, 0), 6, 3.7, .30, '#d9bd83')
    bundle((.05, .72, 0), -4, 3.6, .26, '#2f2723')
    bundle((-.25, .18, 0), 8, 3.4, .24, '#8a4a24')
    m = splints(1, 0, 0)
    n, w = 22, .088
    over = lambda i, j: np.where((i + j) % 2, 1, -1)
    for axis in (0, 1):
        P, N, C = [], [], []
        for i in range(n):
            ext = g.uniform(.5, 2.5)
            t = np.linspace(-1.5 - ext * .4, n + 1.5 + ext * (3 if axis == 0 else 1), n * 9 + 40)
            jj = t - .5
            lo = np.floor(jj).astype(int)
            q = jj - lo
            q = q * q * (3 - 2 * q)
            f = (lambda k: over(k, i)) if axis == 0 else (lambda k: over(i, k))
            inside = (t > -.3) & (t < n + .3)
            z = np.where(inside, (.010 if axis == 0 else -.010) * (f(lo) * (1 - q) + f(lo + 1) * q), 0) + .03
            a, b = t * w, np.full_like(t, (i + .5) * w) + np.clip(t - n, 0, 9) ** 2 * .006 * g.normal(0, 1)
            P.append(np.c_[a if axis == 0 else b, b if axis == 0 else a, z])
            N.append(np.tile([0, 0, 1.], (len(t), 1)))
            c = '#2f2723' if i % 11 in (3, 7) else '#8a4a24' if i % 11 == 5 else '#d9bd83'
            C.append(lin(c) * g.uniform(.86, 1.12))
        put([ribbons(P, N, w * .92, .012, m, C)], (-1.55, -2.15, 0), (0, 0, 5))
    knife((1.20, -1.35, 0), 32, 1.0)
    ground('painted', '#d3cab6', 33)
    area((-4.0, 1.8, 3.6), (0, 0, 0), 1.6, 450)
    area((4, -3.5, 3), (0, 0, 0), 3, 65, '#dfe8ff')
    camera((.1, -5.4, 6.4), (-.05, -.18, .1), 56, 5.6, (0, -.4, .2))


@picture('still-bobbins-30', 'bobbins of silk in a basket', 'ikat weaving', 'silk; wood; bamboo', 'crimson, indigo, gold, cream', 'South-East Asia',
         'Wooden bobbins wound with crimson, indigo, gold and cream silk fill a shallow coiled basket on a teal board.')
def still_bobbins():
    world('#eef0f2', .55)
    g = np.random.default_rng(11)
    put(coil([(0, 0), (.8, 0), (1.45, .04), (1.78, .20), (1.92, .48)], lambda t, r, s: np.where((s > 1.62) & (s < 1.78), 1, 0), ('#4e2c18',), '#cfa765', d=.09, stitch=.046, rim=1), (0, .15, 0))
    cols = ['#9c2338', '#22365f', '#d9a12f', '#efe4cb', '#9c2338', '#2c6f78', '#22365f', '#d9a12f', '#b8445a', '#efe4cb']
    spots = [(-.95, .65, 10), (-.15, .95, -25), (.75, .75, 40), (-1.05, -.15, 75), (-.25, .10, 5), (.60, .02, -50), (1.15, .05, 95), (-.55, -.75, 30), (.35, -.80, -12), (1.0, -.65, 60)]
    for k, ((x, y, rz), c) in enumerate(zip(spots, cols)):
        sp = spool(c, .92, .21, k + 1, ('#a9713f', '#5e3a1e') if k % 3 else ('#d9b783', '#a1713f'))
        put(sp, (0, 0, -.46))
        put(sp, rot=(0, 90, 0))
        z = .38 + (.10 if k in (4, 5) else 0)
        put(sp, (x, y + .15, z), (g.uniform(-4, 4), g.uniform(-8, 8), rz))
    sp = spool('#9c2338', .92, .22, 3)
    put(sp, (1.95, -1.25, 0), (0, 0, 20))
    tail([(1.75, -1.30, .45), (1.35, -1.65, .05), (.6, -1.75, .014), (-.2, -1.95, .014), (-1.2, -1.75, .014), (-2.4, -2.0, .014)], '#9c2338')
    ground('painted', '#5d8a86', 37)
    area((-4.0, 1.4, 3.8), (0, 0, .2), 1.7, 470)
    area((4, -3.5, 3), (0, 0, 0), 3, 65, '#dfe8ff')
    camera((.1, -5.8, 5.8), (.08, -.08, .2), 56, 5.6, (0, -.6, .4))
