# SPDX-License-Identifier: GPL-3.0-or-later
"""Baskets: coiled, twined, plaited, and a woven shade."""
from obj_registry import picture
from obj_studio import *


def coil(prof, pattern=None, colours=('#22304f',), straw='#cfa667', d=.082, stitch=.041, rim=None,
         hairs=260, wob=1.0, seed=2, start=.35, rough=.55):
    """A coil basket sewn stitch by stitch along the outline `prof` [(radius, height)...].

    pattern(t, row, s) gets each stitch's turn fraction, row and length from the centre and
    returns 0 for plain straw or k for colours[k-1]. rim: colour index of the last round.
    """
    a = d * .56
    prof = curve(prof, 600)
    prof[:, 0] = np.maximum(prof[:, 0], 0)
    sl = np.r_[0, np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))]
    turns = sl[-1] / d
    u = np.linspace(start, turns, 120000)
    r = np.interp(u * d, sl, prof[:, 0])
    arc = np.r_[0, np.cumsum(np.hypot(np.diff(r), r[1:] * np.diff(u) * TAU))]
    ns = int(arc[-1] / stitch * 5)
    A = np.linspace(0, arc[-1], ns)
    uu = np.interp(A, arc, u)
    s = uu * d
    r, z, th = np.interp(s, sl, prof[:, 0]), np.interp(s, sl, prof[:, 1]), uu * TAU
    tr = np.interp(s, sl, np.gradient(prof[:, 0], sl))
    tz = np.interp(s, sl, np.gradient(prof[:, 1], sl))
    n = np.hypot(tr, tz) + 1e-9
    tr, tz = tr / n, tz / n
    end = np.clip((uu[-1] - uu) / .22, 0, 1) ** .6
    up = np.clip(z, 0, 1)
    r = r * (1 + wob * (.012 * np.sin(th * 3 + 1) + .01 * np.sin(th * 2)) * up)
    z = z - .6 * d * (1 - end) * np.sign(tz + 1e-6) + wob * .012 * np.sin(th * 2 + .5) * up
    g = np.random.default_rng(seed)
    nst = int(arc[-1] / stitch) + 40
    jit, wid, tone, hei = (g.normal(m, v, nst) for m, v in ((0, .12), (1, .16), (0, 1), (0, .18)))
    ph = np.linspace(0, TAU, 14, endpoint=False)
    pos = A[:, None] / stitch + .45 * np.cos(ph)[None] + .25 * np.sin(ph)[None]
    si = np.clip(np.floor(pos).astype(int), 0, nst - 1)
    fr = np.clip(np.abs(pos - np.floor(pos) - .5 + .25 * jit[si]) * 2 / np.clip(wid[si], .7, 1.4), 0, 1)
    h = np.sqrt(np.clip(1 - fr ** 2, 0, 1)) * (1 + .5 * hei[si])
    rad = a * (.25 + .75 * end)[:, None] * (.86 + .17 * h)
    N = np.stack([tz * np.cos(th), tz * np.sin(th), -tr], -1)
    T = np.stack([tr * np.cos(th), tr * np.sin(th), tz], -1)
    C = np.stack([r * np.cos(th), r * np.sin(th), z + a], -1)
    P = C[:, None] + rad[..., None] * (np.cos(ph)[None, :, None] * N[:, None] + np.sin(ph)[None, :, None] * T[:, None])
    us = np.interp(np.clip(np.arange(nst) * stitch, 0, arc[-1]), arc, u)
    k = np.zeros(nst, int) if pattern is None else np.asarray(pattern(us % 1, np.floor(us), us * d))
    if rim:
        k = np.where(us > turns - 1.05, rim, k)
    pal = np.stack([lin(straw)] + [lin(c) for c in colours])
    col = pal[k] * np.clip(1 + .15 * tone, .55, 1.5)[:, None]
    mixn = np.clip(g.normal(.2, .25, nst), 0, 1)[:, None]
    col = np.where((k == 0)[:, None], col * (1 - mixn * .25), col)
    vc = col[si] * (.35 + .65 * np.clip(h, 0, 1))[..., None] * (1 + .10 * np.sin(fr * 14 + tone[si] * 9))[..., None]
    m = M('straw').set(Roughness=rough, Sheen_Weight=.1, Specular_IOR_Level=.4)
    m.base(m.mix(.35, m.attr(), m.ramp(m.noise(60, 3, .7), [(.3, '#8a7a60'), (.65, '#ffffff')]), 'MULTIPLY'))
    m.bump(m.noise(120, 2, .7), .006)
    out = [grid(P, m, wrap_v=True, col=vc, name='coil')]
    if hairs:
        i, j = g.integers(ns // 4, ns, hairs), g.integers(0, 14, hairs)
        p0 = P[i, j]
        nr = p0 - C[i]
        nr /= np.linalg.norm(nr, axis=1, keepdims=True) + 1e-9
        tg = np.stack([-np.sin(th[i]), np.cos(th[i]), 0 * th[i]], -1)
        di = nr * .5 + tg * g.choice([-1, 1], hairs)[:, None] + g.normal(0, .35, (hairs, 3))
        ln = g.uniform(.02, .08, hairs)
        t = np.linspace(0, 1, 5)
        out.append(strands(p0[:, None] + di[:, None] * (ln[:, None] * t)[..., None] - nr[:, None] * (t ** 2 * ln[:, None] * .4)[..., None],
                           np.linspace(.002, .0006, 5), M('fib').set(Base_Color=straw, Roughness=.6)))
    return out


def tri(x):
    return np.abs((x % 1) - .5) * 2


def splints(n, light, dark, seed=1, rough=.5):
    """Material for bamboo / palm strips: colour per strip from the mesh, fibres along the strip."""
    m = M('splint').set(Roughness=rough, Specular_IOR_Level=.4)
    f = m.tex(image('sp%d' % seed, fibre_image(seed)), (1, 1, 1))
    m.base(m.mix(.45, m.attr(), f, 'MULTIPLY'))
    return m.bump(f, .006, .6)


def fibre_image(seed, n=1024, k=64):
    r = np.random.default_rng(seed)
    f = gaussian_filter(r.standard_normal((k, n)), (.8, 60), mode='wrap')
    q = gaussian_filter(r.standard_normal((k, n)), (.6, 9), mode='wrap')
    v = np.clip(.78 + .12 * f / f.std() + .07 * q / q.std(), 0, 1)[..., None]
    return v * np.array([1, .97, .9])


def plaited_box(half=1.0, height=1.25, n=9, rows=8, cols=('#d3b070', '#6b3e22'), corner=.16, twill=True, flare=.1):
    """Square over-under basket: upright splints and weavers going round."""
    def square(t, r):
        """Rounded square of half-size r; t in turns. Returns xy and outward normal."""
        a = t * TAU
        p = 5.0
        c, s = np.cos(a), np.sin(a)
        k = (np.abs(c) ** p + np.abs(s) ** p) ** (-1 / p)
        n_ = np.stack([np.sign(c) * np.abs(c * k) ** (p - 1), np.sign(s) * np.abs(s * k) ** (p - 1)], -1)
        n_ /= np.linalg.norm(n_, axis=-1, keepdims=True)
        return np.stack([c * k * r, s * k * r], -1), n_
    # even spacing round the outline
    tt = np.linspace(0, 1, 4001)
    q, _ = square(tt, half)
    L = np.r_[0, np.cumsum(np.linalg.norm(np.diff(q, axis=0), axis=1))]
    even = lambda f: np.interp((f % 1) * L[-1], L, tt)
    nst, g = 4 * n, np.random.default_rng(4)
    amp, rw = .020, height / rows
    over = lambda i, j: np.where((i + 2 * (j // 2) + (j % 2)) % 4 < 2, 1, -1) if twill else np.where((i + j) % 2, 1, -1)
    paths, nrm, wid, col = [], [], [], []
    sub = 10
    for j in range(rows):
        f = np.arange(nst * sub + sub) / (nst * sub)
        i = f * nst
        lo = np.floor(i - .5).astype(int)
        w = (i - .5) - lo
        w = w * w * (3 - 2 * w)
        off = amp * (over(lo % nst, j) * (1 - w) + over((lo + 1) % nst, j) * w)
        zz = (j + .5) * rw + .05
        p, n_ = square(even(f), half * (1 + flare * zz / height))
        paths.append(np.c_[p + n_ * off[:, None], np.full(len(f), zz) + .006 * np.sin(f * 40 + j)])
        nrm.append(np.c_[n_, 0 * f])
        wid.append(rw * .93)
        col.append(lin(cols[1 if j % 4 in (1, 2) else 0]) * g.uniform(.85, 1.12))
    m = splints(1, *cols)
    out = [ribbons(paths, nrm, wid, .020, m, col)]
    paths, nrm, wid, col = [], [], [], []
    for i in range(nst):
        zz = np.linspace(0, height + .06, 120)
        jj = zz / rw - .55
        lo = np.floor(jj).astype(int)
        w = jj - lo
        w = w * w * (3 - 2 * w)
        off = -amp * (over(i, lo) * (1 - w) + over(i, lo + 1) * w)
        p, n_ = square(even(np.full(120, (i + .0) / nst)), half)
        sc = 1 + flare * zz / height
        paths.append(np.c_[p * sc[:, None] + n_ * off[:, None], zz])
        nrm.append(np.c_[n_, 0 * zz])
        wid.append(L[-1] / nst * .9)
        col.append(lin(cols[0]) * g.uniform(.82, 1.12))
    out.append(ribbons(paths, nrm, wid, .020, m, col))
    # floor, rim hoops and lashing
    out.append(box((0, 0, .05), (half * 1.85, half * 1.85, .04), plain(shade(cols[0], .8))))
    for off, zz in ((.045, height + .03), (-.045, height + .03)):
        p, n_ = square(even(np.linspace(0, 1, 400, endpoint=False)), half * (1 + flare))
        path = np.c_[p + n_ * off, np.full(400, zz)]
        out.append(tube(path, .055, plain(shade(cols[1], 1.0), .5), closed=True, flat=1.3))
    la = []
    for k in range(nst):
        p, n_ = square(even(np.array([(k + .5) / nst])), half * (1 + flare))
        a = np.linspace(0, TAU, 24)
        tg = np.array([-n_[0][1], n_[0][0]])
        la.append(np.c_[p + n_ * (.115 * np.cos(a))[:, None] + tg * (.05 * np.sin(a / 2))[:, None], height + .03 + .092 * np.sin(a)])
    out.append(strands(la, .016, M('lash').set(Base_Color=shade(cols[0], .95), Roughness=.6)))
    return out


def ribbon_strap(path, normals, width, mat, thick=.035):
    return ribbons([path], [normals], width, thick, mat, rounding=5)


@picture('basket-steps-01', 'coiled open bowl', 'coil basketry', 'sisal; millet straw', 'straw, forest green, brick',
         'East Africa; Southern Africa', 'A wide coiled bowl with green and brick stepped blocks stands on pale wooden planks.')
def steps():
    world('#f0efe9', .55)

    def pat(t, row, s):
        v, x = (s - .8) / .082, (t * 9) % 1
        k = np.zeros(len(t), int)
        h = np.floor(np.minimum(x, 1 - x) * 10)
        k[(v > 2) & (v < 3.5 + h * 1.6) & (v > 1 + h * .9)] = 1
        k[(v > 8.5 - h * .2) & (v < 15) & (h <= 1)] = 2
        k[(v > 15.2) & (v < 16.2)] = 1
        return k
    put(coil([(0, 0), (.5, 0), (.85, .03), (1.2, .26), (1.46, .62), (1.62, .98)], pat, ('#33563f', '#a2462c'), straw='#dcb97e', rim=2), (0, 0, 0), (0, 0, 25))
    ground('planks', '#d8bd95', 4)
    wall('wash', '#c9d3cf', 3.6)
    light('right')
    camera((.2, -7.6, 4.3), (0, 0, .46), 72, 4.5, (0, -1, .5))


@picture('basket-tray-sun-02', 'coiled flat tray', 'coil basketry', 'palm leaf; grass', 'straw, black, ochre, rust',
         'East Africa; Sahel; South Asia', 'A round coiled tray with a black and rust sunburst leans against a blue limewashed wall.')
def tray():
    world('#eef0f2', .5)

    def pat(t, row, s):
        v = s / .075
        k = np.zeros(len(t), int)
        k[(v > 3) & (v < 5)] = 1
        z = tri(t * 10) * 5
        k[(v > 6 + z) & (v < 8.2 + z)] = 1
        k[(v > 9.2 + z) & (v < 12 + z * .8)] = 2
        k[(v > 16.3 - 0 * z) & (tri(t * 20) < .5) & (v < 18.2)] = 3
        k[(v > 18.2) & (v < 19.2)] = 1
        return k
    tr = coil([(0, 0), (.7, .02), (1.2, .05), (1.5, .13), (1.68, .26)], pat, ('#2a2422', '#b04a22', '#d99a2b'), straw='#dcbc86', d=.075, stitch=.037, rim=1, wob=.6)
    put(tr, (0, 1.2, 1.62), (74, 0, 0))
    b = coil([(0, 0), (.28, 0), (.42, .1), (.47, .26), (.42, .42)], lambda t, r, s: np.where((s > .62) & (s < .72), 1, 0), ('#b04a22',), straw='#d6b178', d=.06, stitch=.034, rim=1, hairs=80)
    put(b, (1.45, -.15, 0))
    ground('plaster', '#e0d6c6', 2)
    wall('wash', '#8fa9b5', 1.75)
    light('left')
    camera((.2, -7.9, 2.6), (.2, .8, 1.42), 68, 5.6, (0, 1, 1.4))


@picture('basket-lidded-03', 'coiled basket with a lid', 'coil basketry', 'sweetgrass; dyed raffia', 'straw, plum, turquoise',
         'any', 'A round coiled basket with a plum and turquoise pattern, its lid resting against it on dark slate.')
def lidded():
    world('#e9eef5', .5)

    def pat(t, row, s):
        v, x = (s - .95) / .074, t * 8
        k = np.zeros(len(t), int)
        d = np.abs(((x % 1) - .5) * 8) + np.abs(v - 9)
        k[(d < 5.2) & (d > 3.6)] = 1
        k[d < 2.0] = 2
        d2 = np.abs((((x + .5) % 1) - .5) * 8) + np.abs(v - 9)
        k[(d2 < 2.4) & (d2 > 1.1)] = 1
        k[((v > 1.2) & (v < 2.2)) | ((v > 16) & (v < 17))] = 2
        return k
    c = ('#5d2a4c', '#2f8e93')
    body = coil([(0, 0), (.5, 0), (.9, .03), (1.1, .3), (1.16, .7), (1.08, 1.1), (.95, 1.36)], pat, c, '#dbbb82', d=.074, rim=1)
    put(body, (-.38, .2, 0), (0, 0, 8))

    def plid(t, row, s):
        v = s / .074
        k = np.zeros(len(t), int)
        z = tri(t * 8) * 3
        k[(v > 3.2 + z) & (v < 5 + z)] = 1
        k[(v > 9.2) & (v < 10.2)] = 2
        return k
    lid = coil([(0, .34), (.3, .32), (.7, .24), (.95, .08), (1.02, -.06)], plid, c, '#dbbb82', d=.074, rim=1, seed=4)
    knob = coil([(0, .3), (.1, .28), (.13, .18), (.09, .05), (.1, 0)], None, c, '#5d2a4c', d=.05, stitch=.03, hairs=0, start=.15)
    put(knob, (0, 0, .36))
    put(lid + knob, (1.06, -.72, .80), (66, 0, 32))
    ground('slate', '#4a5055', 3)
    wall('plaster', '#c8b49b', 3.4)
    light('left', 1.15)
    camera((.5, -7.6, 3.3), (.33, 0, .76), 68, 5, (0, -.8, .8))


@picture('basket-kiondo-04', 'twined sisal bag with a leather strap', 'twining', 'sisal; leather', 'natural, indigo, marigold, brick',
         'East Africa', 'A tall striped sisal bag with a brown leather strap stands on a wooden bench before a green wall.')
def kiondo():
    world('#eef0f2', .55)

    def pat(t, row, s):
        v = ((s - .5) / .05).astype(int)
        seq = np.array([0] * 5 + [1] * 4 + [2] * 2 + [1] * 1 + [0] * 3 + [3] * 3 + [0] * 1 + [3] * 1 + [0] * 3)
        k = seq[np.clip(v, 0, 999) % len(seq)]
        chk = (tri(t * 40) < .5)
        return np.where((k == 2) & chk, 0, k)
    b = coil([(0, 0), (.5, .02), (.86, .16), (1.0, .55), (1.03, 1.2), (1.06, 1.9), (1.12, 2.35)], pat, ('#26375c', '#d9962a', '#9c3d28'),
             straw='#ddc79c', d=.05, stitch=.052, hairs=500, wob=1.6, rough=.7)
    lm = leather('#6d3d22')
    th = np.linspace(0, TAU, 200, endpoint=False)
    rr = 1.125 * (1 + .012 * np.sin(th * 3 + 1) + .01 * np.sin(th * 2))
    rim = tube(np.c_[rr * np.cos(th), rr * np.sin(th), 2.37 + .012 * np.sin(th * 2 + .5)], .05, lm, closed=True, flat=1.5)
    parts = b + [rim]
    a = np.linspace(0, np.pi, 120)
    for y0, lean in ((-.0, .38),):
        path = np.c_[1.16 * np.cos(a), lean * np.sin(a) ** 2 + y0, 2.1 + 1.35 * np.sin(a) ** .8]
        path = curve([(1.15, 0, 1.75), (1.17, 0, 2.3), (1.0, .06, 2.95), (.5, .14, 3.42), (0, .16, 3.56), (-.5, .14, 3.42), (-1.0, .06, 2.95), (-1.17, 0, 2.3), (-1.15, 0, 1.75)], 200)
        T, _, _ = frame(path)
        nn = np.cross(np.tile([0, 1., 0], (200, 1)), T)
        parts.append(ribbon_strap(path, nn, .2, lm, .045))
        for sx in (-1, 1):
            for zz in (1.86, 2.05):
                bpy.ops.mesh.primitive_uv_sphere_add(radius=.035, location=(sx * 1.18, 0, zz))
                o = bpy.context.object
                o.data.materials.append(M('rivet').set(Base_Color='#b08a45', Metallic=1, Roughness=.35).m)
                parts.append(o)
    put(parts, (0, .2, 0), (0, 0, -28))
    ground('planks', '#a97b50', 9)
    wall('plaster', '#8c9a7c', 3.0)
    light('left', 1.1)
    camera((.2, -9.2, 2.7), (0, 0, 1.66), 68, 5.6, (0, -.8, 1.4))


@picture('basket-nest-05', 'nest of three baskets', 'coil basketry', 'grass; dyed palm leaf', 'straw, rose, charcoal, saffron',
         'any', 'Three coiled baskets of different sizes, dotted, banded and checked, stand together on a linen cloth.')
def nest():
    world('#f2eee8', .55)
    c = ('#b8475a', '#35302f', '#dfa02f')
    f1 = lambda t, r, s: np.where((s > 1.2) & ((((s - 1.2) / .08).astype(int)) % 5 < 2) & (((t * 16 + .5 * ((((s - 1.2) / .08).astype(int)) // 5 % 2)) % 1) < .34), 1, 0)
    f2 = lambda t, r, s: np.where((s > .85) & (s < 1.65), np.where((((s - .85) / .1).astype(int) + (t * 24).astype(int)) % 2 == 0, 2, 0), np.where((s > 1.75) & (s < 1.85), 3, 0))
    f3 = lambda t, r, s: np.where((s > .55) & (((t * 10 + s * 2.2) % 1) < .4), 3, 0)
    put(coil([(0, 0), (.6, 0), (1.0, .05), (1.22, .4), (1.28, .9), (1.2, 1.4), (1.12, 1.72)], f1, c, '#dcbd88', d=.08, rim=1), (-.45, .75, 0))
    put(coil([(0, 0), (.45, 0), (.75, .05), (.9, .32), (.92, .7), (.86, 1.05)], f2, c, '#dcbd88', d=.075, rim=2, seed=5), (1.08, -.1, 0), (0, 0, 40))
    put(coil([(0, 0), (.3, 0), (.5, .05), (.6, .24), (.58, .5), (.52, .66)], f3, c, '#dcbd88', d=.066, stitch=.036, rim=3, seed=6, hairs=120), (-.15, -1.15, 0))
    ground('linen', '#e6dccb', 3)
    wall('plaster', '#d9b7a0', 3.4)
    light('right', 1.05)
    camera((-.4, -8.2, 3.4), (.18, 0, .72), 68, 5.6, (0, -.6, .6))


@picture('basket-twill-06', 'square plaited basket', 'plaiting', 'bamboo splints', 'bamboo, dark brown', 'South-East Asia; South Asia',
         'A square bamboo basket plaited in a brown and natural twill stands on a painted teal board.')
def twill():
    world('#eef0f2', .55)
    put(plaited_box(1.05, 1.35, 10, 12, ('#dcb878', '#5e3620')), (0, 0, 0), (0, 0, 33))
    ground('painted', '#5d8a86', 5)
    wall('plaster', '#e2d5bf', 3.6)
    light('left', 1.05)
    camera((.2, -8.6, 4.0), (0, 0, .72), 80, 5.6, (0, -1.1, .8))


@picture('basket-roundbag-07', 'round shoulder bag', 'coil basketry', 'rattan; leather', 'honey, dark brown', 'South-East Asia',
         'A round honey-coloured rattan bag with a leather strap and a dark brown star stands against a sandy plaster wall.')
def roundbag():
    world('#e6edf4', .5)

    def pat(t, row, s):
        v = s / .06
        k = np.zeros(len(t), int)
        z = tri(t * 8) * 3.5
        k[(v > 5 + z) & (v < 6.6 + z)] = 1
        k[(v > 12.5) & (v < 13.5)] = 1
        k[(v > 15) & (tri(t * 32) < .4) & (v < 17)] = 1
        return k
    face = coil([(0, .10), (.5, .09), (.9, .05), (1.14, 0), (1.22, -.10), (1.22, -.26)], pat, ('#4e2c18',), '#c68d4d', d=.06, stitch=.034, hairs=90, wob=.2, rough=.35)
    back = coil([(0, .10), (.5, .09), (.9, .05), (1.14, 0), (1.22, -.10), (1.22, -.26)], None, ('#4e2c18',), '#c68d4d', d=.06, stitch=.034, hairs=0, wob=.2, rough=.35)
    put(back, (0, 0, 0), (180, 0, 0))
    put(back, (0, 0, -.56))
    th = np.linspace(0, TAU, 160, endpoint=False)
    ring = tube(np.c_[1.235 * np.cos(th), 1.235 * np.sin(th), 0 * th - .25], .045, plain('#4e2c18', .4), closed=True)
    bag = face + back + [ring]
    put(bag, (0, .1, 1.28), (84, 0, 0))
    lm = leather('#5b3019')
    p = curve([(-1.02, .32, 2.0), (-.95, .33, 2.5), (-.5, .36, 3.05), (.1, .38, 3.2), (.6, .36, 2.95), (.95, .33, 2.45), (1.02, .32, 2.0)], 160)
    T, _, _ = frame(p)
    ribbon_strap(p, np.cross(np.tile([0, 1., 0], (160, 1)), T), .13, lm, .04)
    box((0, .33, 2.42), (.34, .05, .3), lm, .02)
    ground('plaster', '#eadfce', 6)
    wall('plaster', '#e3c9a6', 1.7)
    sun((.75, 1.0, -.75), 3.4, 2.0, gobo='leaves', centre=(0, 1, 1.6), seed=11)
    light('left', .55)
    camera((.6, -9, 2.2), (0, .3, 1.52), 72, 5.6, (0, 0, 1.4))


@picture('shade-palm-08', 'woven lampshade', 'open plaiting', 'palm leaf; cane', 'natural, warm light', 'any',
         'A bell-shaped woven palm lampshade hangs lit against a deep green wall.')
def shade_():
    world('#cfd8e0', .22)
    prof = curve([(.22, 2.75), (.42, 2.6), (.95, 2.05), (1.28, 1.35), (1.38, .85)], 200)
    n = 44
    m = M('palm').set(Roughness=.6, Transmission_Weight=0.0)
    f = m.tex(image('pf', fibre_image(5)))
    m.base(m.mix(.45, m.attr(), f, 'MULTIPLY'))
    tl = m.node('ShaderNodeBsdfTranslucent')
    m.link(m.mix(.4, m.attr(), f, 'MULTIPLY'), tl.inputs[0])
    mx = m.node('ShaderNodeMixShader')
    mx.inputs[0].default_value = .4
    m.link(m.b.outputs[0], mx.inputs[1])
    m.link(tl.outputs[0], mx.inputs[2])
    m.link(mx.outputs[0], m.t.nodes['Material Output'].inputs[0])
    T = np.gradient(prof, axis=0)
    T /= np.linalg.norm(T, axis=1, keepdims=True)
    g = np.random.default_rng(3)
    P, N, W, C = [], [], [], []
    for i in range(n):
        for sgn in (1, -1):
            th = i / n * TAU + sgn * np.linspace(0, 1.1, 200)
            off = .014 * sgn * np.cos(np.linspace(0, 1.1, 200) / TAU * n * TAU)
            r, z = prof[:, 0] + off * -T[:, 1], prof[:, 1] + off * T[:, 0]
            P.append(np.c_[r * np.cos(th), r * np.sin(th), z])
            N.append(np.c_[-T[:, 1] * np.cos(th), -T[:, 1] * np.sin(th), T[:, 0]])
            W.append(.075)
            C.append(lin('#d9b878') * g.uniform(.8, 1.15))
    ribbons(P, N, W, .010, m, C)
    cane = plain('#8a5a30', .5)
    th = np.linspace(0, TAU, 200, endpoint=False)
    for k, rd in ((0, .04), (-1, .05), (100, .03)):
        tube(np.c_[(prof[k, 0] + .012) * np.cos(th), (prof[k, 0] + .012) * np.sin(th), 0 * th + prof[k, 1]], rd, cane, closed=True)
    tube([(0, 0, 2.72), (0, 0, 3.6), (0, 0, 6)], .022, M('flex').set(Base_Color='#2a221c', Roughness=.7))
    tube([(0, 0, 2.45), (0, 0, 2.6), (0, 0, 2.85)], .12, M('cap').set(Base_Color='#b08a45', Metallic=1, Roughness=.35))
    bpy.ops.mesh.primitive_uv_sphere_add(radius=.2, location=(0, 0, 1.75))
    e = M('bulb').set(Emission_Color='#ffc27a', Emission_Strength=14.0)
    bpy.context.object.data.materials.append(e.m)
    point((0, 0, 1.55), 95, .2)
    wall('plaster', '#4d6355', 2.2)
    area((-4.6, -2.5, 4.1), (0, 0, 1.6), 2.6, 330, '#fff1dc')
    camera((.3, -8.8, 1.5), (0, 0, 1.72), 66, 5.6, (0, -1, 1.5))
