# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in progress, part three: a pot on the wheel, pots drying, wool and soap."""
from obj_fibre_work import wooden_dish
from obj_registry import picture
from obj_small import felt_ball
from obj_studio import *
from obj_vessels import glaze, pot


@picture('still-wheel-09', 'pot on the wheel with tools', 'pottery', 'clay; wood; sponge', 'grey clay, wood', 'any',
         'A wet, freshly thrown clay pot stands on a wheel beside wooden tools, a loop tool and a bowl of slip.')
def still_wheel():
    world('#eef0f2', .5)
    wet = M('wet').set(Roughness=.32, Coat_Weight=.25, Coat_Roughness=.2)
    wet.base(wet.ramp(wet.noise(2, 6, .65, sc=(1, 1, 3)), [(.3, '#6b5c4f'), (.5, '#8d7b69'), (.72, '#a6947f')])).bump(wet.noise(60, 3, .6), .004)
    rings = lambda TH, s, R, Z: .012 * np.sin(s * 32 + TH + .6 * np.sin(s * 5)) * (R > .2) + .006 * np.sin(TH * 2 + Z * 3)
    out = curve([(.001, .30), (.9, .30), (.98, .33), (1.0, .5), (1.12, .95), (1.10, 1.4), (.86, 1.82), (.74, 2.05), (.84, 2.30)], 420)
    inn = curve([(.84, 2.30), (.79, 2.33), (.72, 2.26), (.64, 2.04), (.80, 1.75), (.98, 1.3), (.9, .6), (.001, .5)], 260)
    put([lathe(np.vstack([out, inn[1:]]), wet, 320, rings)], (-.25, .45, 0))
    dark = M('wheel').set(Roughness=.45)
    dark.base(dark.ramp(dark.noise(3, 6, .7), [(.35, '#54483d'), (.6, '#77695a')])).bump(dark.noise(6, 3, .5), .008)
    put([lathe(curve([(.001, .30), (1.78, .30), (1.84, .26), (1.84, .16), (1.78, .12), (.001, .12)], 200), dark, 240, lambda TH, s, R, Z: .004 * np.sin(s * 40))], (-.25, .45, 0))
    put([lathe([(.001, .14), (.5, .14), (.5, 0), (.001, 0)], dark, 90)], (-.25, .45, 0))
    slip = M('slip').set(Roughness=.5, Base_Color='#8d7b69')
    g = np.random.default_rng(4)
    for k in range(14):                                    # smears of slip on the wheel
        a, d = g.uniform(0, TAU), g.uniform(1.1, 1.65)
        put([lathe(curve([(.001, .022), (.06, .02), (.10, .006), (.11, 0)], 30), slip, 30)], (-.25 + d * math.cos(a), .45 + d * math.sin(a), .30), (0, 0, math.degrees(a) + 90), g.uniform(.4, 1.3))
    # tools: two ribs, a loop tool, a wooden knife, a sponge, a bowl
    w1 = turned_wood('#c99a62', '#8a5a30', 4)
    for x, y, rz, sh in ((1.45, -1.25, 20, 1), (.55, -1.62, -35, 0)):
        t = np.linspace(0, TAU, 80)
        r = (.34 + .10 * np.cos(t) if sh else .30 + .07 * np.cos(2 * t))
        px, py = r * np.cos(t) * 1.25, r * np.sin(t)
        k = np.array([0, .6, .93, 1, .93, .6, 0])
        zz = np.array([0, 0, .015, .045, .075, .09, .09])
        P = np.stack([px[:, None] * k, py[:, None] * k, 0 * px[:, None] + zz], -1)
        put([grid(P, w1, wrap_u=False, name='rib')], (x, y, .012), (0, 0, rz))
    hd = lathe(curve([(.001, 0), (.08, .02), (.10, .12), (.075, .5), (.09, .9), (.06, 1.15), (.001, 1.16)], 140), turned_wood('#8a5836', '#4a2c18', 8), 48)
    steel = M('steel').set(Base_Color='#9a9fa3', Metallic=1, Roughness=.3)
    a = np.linspace(-.35, TAU - 2.80, 60)
    q = curve([(-.02, 0, 1.1), (-.05, 0, 1.25), (-.16, 0, 1.45), (-.13, 0, 1.62), (0, 0, 1.68), (.13, 0, 1.62), (.16, 0, 1.45), (.05, 0, 1.25), (.02, 0, 1.1)], 80)
    lp = tube(q, .02, steel, ring=8, flat=1)
    put([hd, lp], (-1.75, -1.95, .10), (90, 0, 78))
    kn = curve([(0, 0, 0), (.6, 0, 0), (1.2, 0, .01), (1.7, 0, 0)], 60)
    o = tube(kn, np.interp(np.linspace(0, 1, 60), [0, .1, .55, .75, 1], [.05, .07, .06, .10, .015]), w1, ring=20, flat=.5)
    put([o], (-1.9, -1.25, .05), (0, 0, -12))
    b = pot([(0, .03), (.3, .03), (.42, 0), (.48, .04), (.66, .32), (.72, .55)], [(.72, .55), (.69, .565), (.66, .53), (.58, .3), (.4, .12), (0, .1)], glaze('#9c6b49', ('#3c5468', '#57748a', '#8ca7b5'), '#2a3c4c', gloss=.25), .15, seed=5)
    put([b, lathe(np.c_[np.linspace(.001, .61, 30), np.full(30, .40)], M('water').set(Base_Color='#8d7b69', Roughness=.06), 60)], (1.95, .75, 0))
    ground('planks', '#8f6f50', 43)
    wall('wash', '#a8b2a6', 3.2)
    light('left', 1.15)
    camera((.4, -8.4, 4.3), (.12, -.15, .80), 64, 5.6, (0, -.7, 1))


@picture('still-pots-10', 'pots drying on a shelf', 'pottery', 'raw clay; wood', 'terracotta, cream, grey', 'any',
         'Unglazed cups, bowls and small jars in rows dry on two wooden shelves against a limewashed wall.')
def still_pots():
    world('#e6ecf2', .5)
    g = np.random.default_rng(7)
    mats = []
    for c in ('#b5694a', '#c98a6a', '#d9c4a8', '#a89a88'):
        m = M('raw').set(Roughness=.95, Specular_IOR_Level=.1)
        m.base(m.ramp(m.noise(1.4, 7, .7, sc=(1, 1, .5)), [(.3, shade(c, .84)), (.55, c), (.75, shade(c, 1.12))])).bump(m.noise(70, 4, .7), .005)
        mats.append(m)
    shapes = dict(
        cup=([(.001, .02), (.22, .02), (.30, 0), (.34, .04), (.40, .4), (.42, .74)], [(.42, .74), (.40, .76), (.37, .72), (.34, .3), (.001, .1)]),
        bowl=([(.001, .02), (.22, .02), (.28, 0), (.32, .04), (.55, .26), (.66, .52)], [(.66, .52), (.64, .54), (.61, .51), (.48, .24), (.001, .1)]),
        jar=([(.001, .02), (.28, .02), (.36, 0), (.40, .04), (.56, .4), (.54, .8), (.34, 1.08), (.30, 1.2), (.36, 1.34)], [(.36, 1.34), (.33, 1.36), (.29, 1.3), (.25, 1.15), (.4, .9)]),
        vase=([(.001, .02), (.24, .02), (.30, 0), (.34, .05), (.46, .5), (.36, 1.0), (.20, 1.3), (.19, 1.55), (.28, 1.74)], [(.28, 1.74), (.25, 1.76), (.20, 1.7), (.15, 1.5), (.16, 1.3)]))
    rows = ((1.02, [('jar', -1.95), ('vase', -.95), ('bowl', .05), ('bowl', .05), ('jar', 1.15), ('cup', 2.05)]), (-1.02 + .0, [('bowl', -1.85), ('bowl', -1.85), ('cup', -.75), ('cup', .15), ('jar', 1.1), ('vase', 2.1)]))
    wood = ('#a9825a', '#6a4a2c')
    for k, (z, items) in enumerate(((2.15, rows[0][1]), (0.0, rows[1][1]))):
        plank(-4.5, 4.5, -.35, 1.35, z, board(*wood, 61 + k), thick=.16)
        last, lift = None, 0
        for i, (kind, x) in enumerate(items):
            o, n = shapes[kind]
            lift = lift + .16 if last == x else 0
            sc = g.uniform(.95, 1.06)
            m = mats[(i * 2 + k) % 4]
            p = np.vstack([curve(o, 240), curve(n, 140)[1:]])
            ob = lathe(p, m, 160, lambda TH, s, R, Z: .006 * np.sin(s * 48 + TH) + .006 * np.sin(TH * 2 + i))
            put([ob], (x + g.normal(0, .03), .35 + g.normal(0, .06), z + lift), (0, 0, g.uniform(0, 360)), sc)
            last = x
    for x in (-2.75, 2.9):
        box((x, 1.0, 1.6), (.16, .3, 7), turned_wood('#8e6a44', '#503520', 5), .03)
    wall('wash', '#d9cdb8', 1.5)
    sun((.9, .95, -.75), 3.0, 1.6, gobo='window', centre=(.3, .8, 1.9))
    light('left', .72)
    camera((.3, -9.6, 2.6), (.05, .3, 1.78), 66, 6.3, (0, .2, 1.8))


@picture('still-felt-11', 'wool, felt balls and soap', 'wet felting', 'sheep wool; soap', 'teal, coral, cream', 'Eastern Europe and Central Asia; South Asia',
         'Tufts of combed wool, half-felted balls, a bar of soap on a wooden dish and a bowl of water stand on a wet cloth.')
def still_felt():
    world('#f0efe9', .58)
    g = np.random.default_rng(5)

    def tuft(at, rz, L, W, col, n=17000):
        """Combed wool: very fine crimped fibres in a soft band with drawn-out ends."""
        P = []
        for i in range(n):
            u, v = g.normal(0, .6, 2)
            t = np.linspace(0, 1, 24)
            x = (t - .5) * L * g.uniform(.45, .72) + g.normal(0, L * .17)
            body = np.exp(-(x / (L * .42)) ** 4)
            cr = .008 * np.sin(x * g.uniform(14, 26) + g.uniform(0, 6)) + .03 * np.sin(x * g.uniform(2, 5) + g.uniform(0, 6))
            P.append(np.c_[x, u * W * (.5 + body) + cr + .10 * np.sin(x * 1.6), np.maximum(.10 + W * body * (.55 + v * .75) + cr * .7, .01)])
        put([strands(P, .0013, yarn(col))], at, (0, 0, rz))
        t = np.linspace(-.5, .5, 40)
        c = tube(np.c_[t * L * .8, .10 * np.sin(t * L * .8 * 1.6), .12 + 0 * t], W * .62 * np.clip(1 - (t * 2) ** 4, 0, 1) ** .5 + .01, M('core').set(Base_Color=shade(col, .85), Roughness=1), flat=.75)
        put([c], at, (0, 0, rz))

    tuft((-1.35, .95, 0), 18, 2.1, .26, '#1f757d')
    tuft((.35, 1.55, 0), -8, 2.1, .26, '#e3674a')
    tuft((.15, .55, 0), 14, 1.9, .26, '#ece0c8')
    for i, (x, y, R, c) in enumerate(((-1.55, -.55, .36, '#1f757d'), (-.95, -.95, .33, '#e3674a'), (-.75, -.25, .30, '#ece0c8'), (-1.85, -1.2, .28, '#e3674a'), (-1.25, -1.55, .30, '#d9a12f'))):
        felt_ball((x, y, R), R, c, i + 2)
    wooden_dish(.85, .26, '#c99a62', '#8a5a30', (.45, -.75, 0))
    soap = M('soap').set(Roughness=.35, Subsurface_Weight=.3, Subsurface_Scale=.1, Base_Color='#d9c88f')
    soap.bump(soap.noise(3, 4, .6), .03)
    b = box((.45, -.75, .32), (.86, .56, .28), soap, .11, (3, 2, 24))
    b.modifiers['b'].segments = 8
    bub = M('foam').set(Roughness=.15, Base_Color='#f6f4ee', Coat_Weight=.5)
    for i in range(46):
        a, d = g.uniform(0, TAU), .30 + abs(g.normal(0, .18))
        bpy.ops.mesh.primitive_uv_sphere_add(radius=g.uniform(.015, .05), location=(.45 + d * math.cos(a) * 1.2, -.75 + d * math.sin(a), .20 + .05 * d), segments=20, ring_count=12)
        bpy.context.object.data.materials.append(bub.m)
        for p in bpy.context.object.data.polygons:
            p.use_smooth = True
    m = glaze('#b98a62', ('#cdbfa6', '#e4d8c2', '#f2eadb'), '#b39d7d', specks=.62, gloss=.22)
    put([pot([(0, .03), (.4, .03), (.55, 0), (.6, .04), (.88, .4), (.95, .72)], [(.95, .72), (.92, .735), (.88, .7), (.78, .35), (.5, .12), (0, .1)], m, .2, seed=6),
         lathe(np.c_[np.linspace(.001, .86, 40), np.full(40, .56)], M('water').set(Base_Color='#c9d2cf', Roughness=.04, Coat_Weight=.5), 80)], (1.62, .25, 0), scale=.85)
    ground('linen', '#a9b8b3', 21)
    area((-4.2, 1.2, 3.8), (0, 0, .2), 2.0, 470)
    area((4, -3, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((.15, -6.2, 5.6), (.02, .02, .15), 58, 5.6, (0, -.6, .4))
