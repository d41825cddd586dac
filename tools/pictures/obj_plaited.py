# SPDX-License-Identifier: GPL-3.0-or-later
"""Plaited, braided and tied: rice box, fans, banana-fibre basket, straw stars; felt-ball mat; beaded collar."""
from obj_baskets import splints, tri
from obj_registry import picture
from obj_small import felt_ball, seeds
from obj_studio import *


def smoothstep(q):
    return q * q * (3 - 2 * q)


def plaited_round(prof, n, rows, colour, seed=4, amp=.016, twill=2, floor=None):
    """A round over-under basket: n stakes up the outline `prof`, rows weavers round it. colour(kind, i) -> hex."""
    g = np.random.default_rng(seed)
    prof = curve(prof, 300)
    sl = np.r_[0, np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))]
    rw = sl[-1] / rows
    T = np.gradient(prof, axis=0)
    T /= np.linalg.norm(T, axis=1, keepdims=True)
    at = lambda s: (np.interp(s, sl, prof[:, 0]), np.interp(s, sl, prof[:, 1]), np.interp(s, sl, T[:, 0]), np.interp(s, sl, T[:, 1]))
    over = lambda i, j: np.where((i + j) % (2 * twill) < twill, 1, -1)
    m = splints(1, 0, 0)
    out, P, N, W, C = [], [], [], [], []
    for j in range(rows):
        f = np.linspace(0, 1, n * 8 + 1)
        i = f * n
        lo = np.floor(i - .5).astype(int)
        q = smoothstep((i - .5) - lo)
        off = amp * (over(lo % n, j) * (1 - q) + over((lo + 1) % n, j) * q)
        r, z, tr, tz = at(np.full(len(f), (j + .5) * rw))
        th = f * TAU
        rr, zz = r + off * tz, z - off * tr
        P.append(np.c_[rr * np.cos(th), rr * np.sin(th), zz])
        N.append(np.c_[tz * np.cos(th), tz * np.sin(th), -tr])
        W.append(rw * .93)
        C.append(lin(colour('weft', j)) * g.uniform(.86, 1.10))
    out.append(ribbons(P, N, W, .014, m, C))
    P, N, W, C = [], [], [], []
    rmax = prof[:, 0].max()
    for i in range(n):
        s = np.linspace(0, sl[-1], rows * 7)
        jj = s / rw - .5
        lo = np.floor(jj).astype(int)
        q = smoothstep(jj - lo)
        off = -amp * (over(i, lo) * (1 - q) + over(i, lo + 1) * q)
        r, z, tr, tz = at(s)
        th = i / n * TAU
        rr, zz = r + off * tz, z - off * tr
        P.append(np.c_[rr * np.cos(th), rr * np.sin(th), zz])
        N.append(np.c_[tz * np.cos(th), tz * np.sin(th), -tr])
        W.append(TAU * rmax / n * .92)
        C.append(lin(colour('warp', i)) * g.uniform(.84, 1.12))
    out.append(ribbons(P, N, W, .014, m, C))
    return out


def ring_of(r, z, rad, mat, flat=1.0):
    th = np.linspace(0, TAU, 260, endpoint=False)
    return tube(np.c_[r * np.cos(th), r * np.sin(th), 0 * th + z], rad, mat, closed=True, flat=flat)


def lashed(r, z, rad, n, col):
    """A hoop wound with a thin strip."""
    t = np.linspace(0, 1, 12)
    L = []
    for k in range(n):
        a0, a1 = k / n * TAU, (k + .8) / n * TAU
        ph = t * TAU
        rr = r + rad * np.cos(ph)
        th = a0 + (a1 - a0) * t
        L.append(np.c_[rr * np.cos(th), rr * np.sin(th), z + rad * np.sin(ph)])
    return strands(L, TAU * r / n * .42, yarn(col))


def twisted(path, col, rad=.03, turns=30, ply=3):
    T, N, B = frame(path)
    ph = np.linspace(0, TAU * turns, len(path))
    return strands([path + rad * .62 * (np.cos(ph + k * TAU / ply)[:, None] * N + np.sin(ph + k * TAU / ply)[:, None] * B) for k in range(ply)], rad * .62, yarn(col))


@picture('ricebox-bamboo-01', 'sticky-rice basket with lid', 'plaiting', 'bamboo; cotton cord', 'bamboo, dark brown, red cord', 'South-East Asia',
         'A round lidded bamboo basket for sticky rice, plaited in a dark twill, stands on its crossed feet beside a small one.')
def ricebox():
    world('#eef0f2', .55)
    dark, light_, mid = '#6b3f22', '#d8b676', '#b98c4c'

    def one(s, at, rot, seed, cord_col):
        col = lambda kind, i: (dark if kind == 'weft' and i % 6 in (2, 3) else light_ if kind == 'weft' else mid)
        parts = plaited_round([(.93, .30), (1.0, .45), (1.0, 1.0), (.97, 1.32)], 58, 18, col, seed)
        parts += plaited_round([(1.04, 1.28), (1.05, 1.45), (1.02, 1.72), (.90, 1.86), (.55, 1.94), (.12, 1.96)], 58, 17, lambda k, i: (dark if k == 'weft' and i in (3, 4, 9) else light_ if k == 'weft' else mid), seed + 1)
        hoop = plain('#8a5c30', .5)
        for r, z, d in ((.94, .30, .05), (1.07, 1.29, .05), (1.04, 1.70, .03)):
            parts.append(ring_of(r, z, d, hoop, 1.4))
        parts.append(lashed(1.07, 1.29, .070, 150, light_))
        parts.append(lashed(.94, .30, .070, 130, light_))
        cap = lathe([(.001, 1.99), (.10, 1.985), (.15, 1.96), (.15, 1.93)], plain(dark, .5), 60)
        parts.append(cap)
        parts.append(lathe([(.001, .31), (.9, .31), (.9, .29), (.001, .29)], plain(mid), 90))
        w = turned_wood('#b98a52', '#7a5028', 6)
        for a in (0, 90):
            b = box((0, 0, .15), (1.75, .20, .30), w, .03)
            put([b], rot=(0, 0, a + 45))
            parts.append(b)
        for sx in (-1, 1):
            p = curve([(sx * 1.06, 0, 1.29), (sx * 1.18, 0, 1.0), (sx * 1.10, 0, .55), (sx * .95, 0, .22), (sx * .5, 0, .12)], 90)
            parts.append(twisted(p, cord_col, .035, 18))
        p = curve([(1.08, 0, 1.32), (1.02, -.14, 1.86), (.45, -.32, 2.10), (-.2, -.40, 2.08), (-.85, -.24, 1.92), (-1.08, -.02, 1.34)], 200)
        parts.append(twisted(p, cord_col, .035, 34))
        put(parts, at, rot, s)

    one(1.12, (-.40, .45, 0), (0, 0, 24), 4, '#9c2f2a')
    one(.60, (1.28, -.75, 0), (0, 0, -15), 9, '#2c5a72')
    ground('planks', '#8a6444', 33)
    wall('plaster', '#c4cdb8', 3.4)
    light('left', 1.12)
    camera((.3, -8.4, 3.6), (.16, 0, .98), 68, 5.6, (0, -.8, .9))


@picture('fan-palm-01', 'plaited hand fans', 'plaiting', 'palm leaf; bamboo', 'straw, magenta, green', 'South Asia; South-East Asia',
         'Two plaited palm-leaf fans with magenta and green patterns and bamboo handles lie on a sandy plaster surface.')
def fan():
    world('#eef0f2', .55)
    g = np.random.default_rng(6)

    def blade(pal, pattern, at, rz, seed):
        n, w = 26, .092
        over = lambda i, j: np.where((i + j) % 4 < 2, 1, -1)
        m = splints(1, 0, 0)
        parts = []
        for axis in (0, 1):
            P, N, C = [], [], []
            for i in range(n):
                c = (i + .5 - n / 2) * w
                L = (max(1.16 ** 2.6 - abs(c) ** 2.6, 0)) ** (1 / 2.6)
                if L < .12:
                    continue
                t = np.linspace(-L / w + n / 2, L / w + n / 2, 180)
                jj = t - .5
                lo = np.floor(jj).astype(int)
                q = smoothstep(jj - lo)
                f = (lambda k: over(k, i)) if axis == 0 else (lambda k: over(i, k))
                z = (.011 if axis == 0 else -.011) * (f(lo) * (1 - q) + f(lo + 1) * q) + .06
                a = (t - n / 2) * w
                z = z + .05 * (a ** 2 + c ** 2) * .5
                b = np.full_like(a, c)
                P.append(np.c_[a if axis == 0 else b, b if axis == 0 else a, z])
                N.append(np.tile([0, 0, 1.], (180, 1)))
                C.append(lin(pal[pattern(axis, i)]) * g.uniform(.86, 1.1))
            parts.append(ribbons(P, N, w * .94, .012, m, C))
        th = np.linspace(0, TAU, 240, endpoint=False)
        k = (np.abs(np.cos(th)) ** 2.6 + np.abs(np.sin(th)) ** 2.6) ** (-1 / 2.6) * 1.18
        x, y = k * np.cos(th), k * np.sin(th)
        edge = np.c_[x, y, .06 + .05 * (x ** 2 + y ** 2) * .5]
        parts.append(tube(edge, .045, plain(pal[1], .7), closed=True, flat=.8))
        pts, nrm = edge, np.c_[np.cos(th), np.sin(th), 0 * th]
        tg = np.c_[-np.sin(th), np.cos(th), 0 * th]
        a = np.linspace(0, TAU, 12)
        parts.append(strands([pts[q] + .055 * (np.cos(a)[:, None] * nrm[q] + np.sin(a)[:, None] * [0, 0, 1.]) + .03 * (a / TAU)[:, None] * tg[q] for q in range(0, 240, 3)], .012, yarn(pal[0])))
        hd = turned_wood('#c99a5c', '#8a5c30', 8)
        s = np.linspace(0, 1, 60)
        stick = np.stack([np.linspace(-1.1, 1.05, 60), 0 * s, .115 + .05 * np.linspace(-1.1, 1.05, 60) ** 2 * .5], 1)
        o = [tube(stick @ np.array([[math.cos(-.785), math.sin(-.785), 0], [-math.sin(-.785), math.cos(-.785), 0], [0, 0, 1.]]), .032, hd)]
        u = np.array([math.cos(-.785), math.sin(-.785)])
        hp = np.c_[np.outer(np.linspace(1.02, 2.75, 60), u), .10 + .0 * s + .04 * (1 - s)]
        o.append(tube(hp, np.interp(s, [0, .1, .5, .93, 1], [.045, .06, .065, .075, .06]), hd))
        wr = np.linspace(0, TAU * 13, 260)
        c0 = np.linspace(1.28, 1.75, 260)
        side = np.array([-u[1], u[0]])
        o.append(strands([np.c_[np.outer(c0, u) + np.outer(.082 * np.cos(wr), side), .125 + .082 * np.sin(wr)]], .020, yarn(pal[1])))
        put(parts + o, at, (0, 0, rz))

    blade(['#dcc08a', '#a8235e', '#2f7a52'], lambda ax, i: 1 if i % 9 in (3, 4) else 2 if (ax and i % 9 == 7) else 0, (-.95, .75, 0), -62, 1)
    blade(['#e3cc9c', '#24506e', '#d98a2c'], lambda ax, i: (1 if i % 6 in (1, 2) else 0) if ax else (2 if i % 6 in (4, 5) else 0), (.95, .25, .04), -8, 2)
    ground('plaster', '#d9b795', 9)
    area((-3.6, 2.2, 3.4), (0, 0, 0), 1.5, 420)
    area((4, -3, 3), (0, 0, 0), 3, 55, '#dfe8ff')
    camera((.35, -3.0, 9.2), (.38, .06, 0), 66, 5.6)


@picture('basket-banana-01', 'basket with two handles', 'braiding and sewing', 'banana fibre', 'dark and light brown', 'Africa; South-East Asia',
         'A deep round basket sewn from thick braids of dark and light banana fibre, with two loop handles, stands on earth ground.')
def banana():
    world('#eef0f2', .55)

    def braid(r, z, d, cols, lob, seed, closed=True, path=None):
        """A flat three-strand braid along a ring."""
        g = np.random.default_rng(seed)
        if path is None:
            n = 900
            th = np.linspace(0, TAU, n)
            base = np.c_[r * np.cos(th), r * np.sin(th), z + .010 * np.sin(th * 3 + seed)]
            N = np.c_[np.cos(th), np.sin(th), 0 * th]
            B = np.tile([0, 0, 1.], (n, 1))
            s = th * r
        else:
            base = path
            n = len(path)
            T, N, B = frame(path)
            s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
        w = TAU / (d * 2.3)
        out = []
        for k in range(3):
            ph = s * w + k * TAU / 3
            core = base + (d * .42 * np.sin(ph))[:, None] * B + (d * .20 * np.sin(2 * ph))[:, None] * N
            fib = []
            for q in range(16):
                a, rr = g.uniform(0, TAU), d * .27 * np.sqrt(g.random())
                tw = a + s * 3 + .3 * np.sin(s * 5 + q)
                fib.append(core + (rr * np.cos(tw))[:, None] * B * .9 + (rr * np.sin(tw))[:, None] * N)
            out.append(strands(fib, d * .085, yarn(cols[k % len(cols)])))
        return out

    dk, lt, md = '#5b3a22', '#c9a06a', '#8a5c34'
    prof = curve([(.15, .06), (.6, .06), (.98, .10), (1.16, .34), (1.24, .8), (1.26, 1.3), (1.22, 1.75)], 300)
    sl = np.r_[0, np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))]
    rows = 19
    parts = []
    lathe_in = lathe(prof * [1, 1] - [.05, -.03], plain('#4a3020', .9), 120)
    parts.append(lathe_in)
    for j in range(rows):
        s = (j + .5) * sl[-1] / rows
        r, z = np.interp(s, sl, prof[:, 0]), np.interp(s, sl, prof[:, 1])
        cols = (lt, lt, md) if j in (12, 13, 16) else (dk, md, dk) if j in (10, 11, 14, 15) else (md, dk, lt)
        if j >= 5:
            parts += braid(r, z, .135, cols, 0, j)
    parts += braid(1.21, 1.83, .17, (md, dk, lt), 0, 77)
    for sy in (0, 1):
        a = sy * np.pi
        p = curve([(1.20, -.42, 1.55), (1.27, -.40, 1.9), (1.26, -.24, 2.28), (1.22, 0, 2.42), (1.26, .24, 2.28), (1.27, .40, 1.9), (1.20, .42, 1.55)], 320)
        c, s = math.cos(a), math.sin(a)
        parts += braid(0, 0, .13, (dk, md, dk), 0, 80 + sy, path=np.c_[p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c, p[:, 2]])
    put(parts, (0, .1, 0), (0, 0, -32), 1.05)
    ground('earth', '#b58d68', 15)
    wall('wash', '#c3cdbd', 3.0)
    light('right', 1.1)
    camera((-.2, -8.6, 3.9), (0, 0, 1.14), 70, 5.6, (0, -1, 1.1))


@picture('felt-trivet-01', 'felt-ball pot mat', 'wet felting and sewing', 'sheep wool', 'teal, coral, mustard, cream, plum', 'South Asia; Eastern Europe and Central Asia',
         'A round pot mat sewn from felt balls in rings of teal, coral, mustard, cream and plum lies on pale linen.')
def trivet():
    world('#f2efe8', .6)
    g = np.random.default_rng(4)
    rings = ['#d9962a', '#cf5a3c', '#17656d', '#ead9bd', '#6b2f56', '#17656d', '#cf5a3c']
    alt = ['#d9962a', '#cf5a3c', '#2f8a8a', '#d9962a', '#6b2f56', '#ead9bd', '#d9962a']
    R, i = .205, 0
    felt_ball((0, 0, R), R, rings[0], 0)
    for k in range(1, 6):
        n = 6 * k
        for q in range(n):
            a = q / n * TAU + .25 * k
            r = k * R * 1.94
            i += 1
            c = rings[k] if not (k in (2, 4) and q % 3 == 0) else alt[k]
            felt_ball((r * math.cos(a) + g.normal(0, .008), r * math.sin(a) + g.normal(0, .008), R + g.normal(0, .008)), R * g.uniform(1.02, 1.07), c, i)
    ground('linen', '#e0d6c3', 9)
    area((-3.8, 1.8, 3.2), (0, 0, 0), 1.7, 430)
    area((4, -3, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((.2, -4.6, 6.6), (0, -.08, .15), 58, 5.6, (0, -.3, .3))


@picture('star-straw-01', 'straw star ornaments', 'straw tying', 'wheat straw; red thread', 'gold, red', 'Eastern Europe and Central Asia',
         'Five straw stars tied with red thread lie on a dark green painted board, their fine rays fanned out.')
def stars():
    world('#eef0f2', .5)
    g = np.random.default_rng(3)
    m = splints(1, 0, 0, rough=.35)

    def star(R, n, fan_, at, rz, seed):
        P, N, C, W = [], [], [], []
        for i in range(n):
            a = i / n * TAU
            for f in range(-fan_, fan_ + 1):
                L = R * (1 - .16 * abs(f) / max(fan_, 1)) * g.uniform(.985, 1.0)
                t = np.linspace(0, 1, 26)
                ang = a + f * .075 * np.where(t < .52, np.sin(np.pi * t / .52) * .55, ((t - .52) / .48) * 1.6)
                r = L * t
                z = .05 + .012 * (i % 3) * (1 - t) + .006 * f + .02 * np.exp(-(t / .08) ** 2)
                P.append(np.c_[r * np.cos(ang), r * np.sin(ang), z])
                N.append(np.tile([0, 0, 1.], (26, 1)))
                C.append(lin(g.choice(['#e3bf6a', '#d9ae54', '#edd08a'])) * g.uniform(.9, 1.1))
                W.append(.050)
        o = [ribbons(P, N, W, .014, m, C)]
        th = []
        for rr, dz in ((.10, .085), (.13, .08)):
            q = np.linspace(0, TAU, 8 * n)
            th.append(np.c_[R * rr * np.cos(q), R * rr * np.sin(q), dz + .014 * np.cos(q * n / 1.0)])
        for i in range(n):                                   # each bundle is bound at its waist
            a = i / n * TAU
            c = np.array([R * .52 * math.cos(a), R * .52 * math.sin(a)])
            tg, nr = np.array([-math.sin(a), math.cos(a)]), np.array([math.cos(a), math.sin(a)])
            q = np.linspace(0, TAU * 3, 60)
            w = .020 + .012 * fan_
            th.append(np.c_[c + np.outer(w * np.cos(q), tg) + np.outer(.010 * (q / TAU - 1.5), nr), .055 + .034 * np.sin(q)])
        o.append(strands(th, .0085, yarn('#b3231f')))
        p = curve([(0, R * .98, .05), (.05, R * 1.15, .03), (-.06, R * 1.35, .02), (.03, R * 1.5, .02)], 60)
        o.append(strands([p, p + [.02, 0, 0]], .0075, yarn('#b3231f')))
        put(o, at, (0, 0, rz))
    star(1.28, 12, 3, (-.70, .55, 0), 5, 1)
    star(.92, 8, 3, (1.28, .78, 0), 14, 2)
    star(.80, 16, 1, (.92, -.95, 0), -8, 3)
    star(.66, 8, 2, (-.68, -1.38, 0), 20, 4)
    star(.46, 12, 1, (-1.85, -.90, 0), 4, 5)
    ground('painted', '#2f4a3c', 12)
    area((-3.6, 2.4, 3.2), (0, 0, 0), 1.2, 430)
    area((4, -3, 3), (0, 0, 0), 3, 60, '#dfe8ff')
    camera((0, -2.2, 8.2), (-.15, -.1, 0), 61, 6.3)


@picture('beads-collar-01', 'flat beaded collar', 'beadwork', 'glass seed beads; wire; thread', 'red, white, blue, orange, green', 'East Africa; Africa',
         'A wide flat collar of glass beads in rings of red, white, blue and green lies on a pale clay-coloured surface.')
def collar():
    world('#eef0f2', .55)
    g = np.random.default_rng(5)
    r0 = .036
    pal = {k: lin(c) for k, c in dict(r='#b5201c', w='#f2eadb', b='#1f4596', o='#e2752a', g='#2f7a4d', k='#1d1b1c', y='#eab62c').items()}
    P, A, C = [], [], []
    rows = 24
    for j in range(rows):
        R = .78 + j * r0 * 2.0
        n = int(TAU * R / (r0 * 1.88))
        a = np.arange(n) / n * TAU + j * .013
        z = .06 + .30 * ((rows - j) / rows) ** 1.6 + .02 * np.sin(a * 2 + 1) * j / rows
        P.append(np.c_[R * np.cos(a), R * np.sin(a), z])
        A.append(np.c_[-np.sin(a), np.cos(a), 0 * a])
        for t in a / TAU:
            t = t % 1
            if j in (0, 1):
                k = 'w'
            elif j < 6:
                k = 'r'
            elif j == 6:
                k = 'k'
            elif j < 12:
                x = tri(t * 16)
                k = 'b' if (j - 7) / 5 < x else 'w'
            elif j == 12:
                k = 'k'
            elif j < 16:
                k = 'o'
            elif j == 16:
                k = 'w'
            elif j < 21:
                k = 'g' if (t * 24) % 1 < .5 else ('y' if j in (18, 19) else 'w')
            elif j == 21:
                k = 'k'
            else:
                k = 'r' if j == 22 else 'w'
            C.append(pal[k] * g.uniform(.88, 1.10))
    P, A = np.concatenate(P), np.concatenate(A)
    P += g.normal(0, .0035, P.shape)
    o = [seeds(P, A, r0, r0 * .92, np.array(C), .2)]
    wire = M('cord').set(Base_Color='#2a1f18', Roughness=.6)
    for k in range(10):                                      # spacers of leather between the rings
        a = k / 10 * TAU + .2
        t = np.linspace(.74, .78 + rows * r0 * 2.0, 40)
        z = .06 + .30 * (np.clip((rows - (t - .78) / (r0 * 2)) / rows, 0, 1)) ** 1.6
        o.append(tube(np.c_[t * math.cos(a), t * math.sin(a), z + .006], .034, wire, flat=1.0))
    disc = M('metal').set(Base_Color='#b9b9b4', Metallic=1, Roughness=.3)
    for k in range(28):                                      # small metal drops round the rim
        a = k / 28 * TAU
        R = .78 + rows * r0 * 2.0 + .10
        d = lathe([(.001, .012), (.055, .012), (.066, 0), (.055, -.012), (.001, -.012)], disc, 40)
        put([d], (R * math.cos(a), R * math.sin(a), .05), (8 * math.sin(k * 2), 6 * math.cos(k), 0))
        o.append(d)
        o.append(tube([((R - .09) * math.cos(a), (R - .09) * math.sin(a), .06), ((R - .06) * math.cos(a), (R - .06) * math.sin(a), .07), ((R - .03) * math.cos(a), (R - .03) * math.sin(a), .06)], .010, wire, ring=8))
    put(o, (0, 0, 0), (0, 0, 12), .92)
    ground('plaster', '#d8b79b', 14)
    area((-3.4, 2.4, 3.2), (0, 0, 0), 1.3, 430)
    area((4, -3, 3), (0, 0, 0), 3, 55, '#dfe8ff')
    camera((.1, -5.2, 7.6), (0, -.08, .1), 60, 6.3, (0, -.4, .2))
