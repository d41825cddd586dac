# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth work in progress: hoop, spools and scissors, tape measure, printing blocks, bark and mallet, crochet."""
import obj_studio as st
from obj_fibre_work import spool
from obj_still import ball
from tex_kit import *
from tex_registry import picture


def steel(col='#b4b7ba', rough=.26):
    return st.M('steel').set(Base_Color=col, Metallic=1, Roughness=rough)


def needle(a, b, rad=.012):
    """A sewing needle from eye a to point b."""
    t = np.linspace(0, 1, 40)[:, None]
    p = np.asarray(a) * (1 - t) + np.asarray(b) * t
    return st.tube(p, np.interp(t[:, 0], [0, .06, .7, 1], [1.15, 1.1, .9, .12]) * rad, steel(), ring=12)


def thread(pts, col, rad=.007, n=260):
    q = spline(pts, n)
    ph = np.arange(n) * .6
    off = np.stack([np.cos(ph), np.sin(ph), np.sin(ph)], 1)
    return strands(np.array([q + .5 * rad * off, q - .5 * rad * off]), rad * .8, yarn(col))


def scissors(at, turn, s=1.0, gap=16, handle_col='#2a2624'):
    """A pair of scissors lying flat, blades towards +x, open by gap degrees."""
    objs = []
    m, h = steel('#a9adb1', .22), st.M('handle').set(Base_Color=handle_col, Roughness=.35)
    for k, sg in ((0, 1), (1, -1)):
        x = np.linspace(-.10, 1.35, 60)
        back = .12 * (1 - np.clip((x - .25) / 1.1, 0, 1) ** 1.6) + .004
        edge = -.055 * (1 - np.clip((x - .5) / .85, 0, 1) ** 2)
        z0 = .055 + .028 * k
        P = np.stack([np.stack([x, back, 0 * x + z0], 1), np.stack([x, (back + edge) / 2, 0 * x + z0 + .022], 1), np.stack([x, edge, 0 * x + z0 + .004], 1), np.stack([x, edge, 0 * x + z0 - .008], 1), np.stack([x, back, 0 * x + z0 - .010], 1)], 1)
        o = [st.grid(P, m, wrap_v=True, name='blade')]
        p = spline([(.05, .03, z0), (-.25, -.02, z0), (-.50, -.14, z0), (-.66, -.22, z0)], 40)
        o.append(st.tube(p, np.linspace(.075, .055, 40), h, ring=16, flat=.7))
        a = np.linspace(0, 2 * np.pi, 80, endpoint=False)
        ring = np.stack([-.98 + .34 * np.cos(a) * (1 + .10 * np.cos(a)), -.26 + .22 * np.sin(a), 0 * a + z0], 1)
        o.append(st.tube(ring, .055, h, ring=16, closed=True, flat=1.0))
        for q in o:
            if sg < 0:
                st.put([q], rot=(0, 0, 0))
                q.matrix_world = st.Matrix.Diagonal((1, -1, 1, 1)) @ q.matrix_world
        st.put(o, rot=(0, 0, sg * gap / 2))
        objs += o
    sc = st.lathe([(.001, .03), (.05, .028), (.06, .0), (.06, -.06), (.001, -.06)], steel('#8a8d90', .35), 40)
    st.put([sc], (0, 0, .11))
    objs.append(sc)
    st.put(objs, at, (0, 0, turn), s)


def pins(n, centre, seed=2):
    g = np.random.default_rng(seed)
    for _ in range(n):
        a, L = g.uniform(0, 6.3), .42
        p = np.array([*(np.array(centre) + g.normal(0, .22, 2)), .02])
        q = p + [L * math.cos(a), L * math.sin(a), .02]
        st.tube(np.array([p, (p + q) / 2, q]), .006, steel(), ring=8)
        b = st.lathe(np.c_[.032 * np.cos(np.linspace(-1.5, 1.5, 16)), .032 * np.sin(np.linspace(-1.5, 1.5, 16))], st.M('pin').set(Base_Color=['#b5281f', '#efe4cb', '#1f8583', '#e8ae2a'][int(g.integers(4))], Roughness=.2), 20)
        st.put([b], tuple(q + [0, 0, .012]))


def half_suzani(w=1400):
    """An embroidery in a hoop: a wreath and rosette, one side still only drawn in pencil."""
    c, h = suzani('#efe6d2', ['#3a1a22', '#b02a3a', '#e08a7c', '#d9a13a', '#4d7350', '#f1e2b6'], w)
    x, y = xy(w, w)
    base, hb = weave(canvas(w, w, '#efe6d2'), 6, 'plain', .04, .22)
    done = soft(-(x + .55 * (y - w / 2) - w * .60) - 30 * field((w, w), 60, 3), 4.0)
    raised = np.clip((h - .34) * 6, 0, 1)
    edge = np.clip(gaussian_filter(np.abs(np.gradient(gaussian_filter(raised, 2.2))[0]) + np.abs(np.gradient(gaussian_filter(raised, 2.2))[1]), 1.0) * 5, 0, 1)
    sketch = put(base, edge * .55, '#8a8f9c')
    return c * done[..., None] + sketch * (1 - done[..., None]), h * done + hb * .12 * (1 - done)


@picture('still-hoop-16', 'embroidery hoop with needle and thread', 'hand embroidery', 'cotton; silk thread; wood', 'crimson, gold, green, cream', 'Eastern Europe and Central Asia; South Asia',
         'A wooden hoop holds a half-finished red rosette, the needle still in it, with three spools of thread beside.')
def _():
    c, h = half_suzani()
    m = cloth('hoop', (c, h), .012, sheen=.08)
    n = 420
    x = np.linspace(-2.3, 2.3, n)
    X, Y = np.meshgrid(x, x, indexing='ij')
    r, th = np.hypot(X, Y), np.arctan2(Y, X)
    R = 1.28
    k = np.clip((r - R) / .5, 0, 1)
    fold = .075 * np.sin(th * 9 + 1.2 * field((n, n), 120, 4)) * k + .05 * field((n, n), 60, 5) * k
    Z = np.where(r < R, .145, .145 - .125 * (1 - (1 - k) ** 2)) + fold + .004 * field((n, n), 60, 2)
    sc = 1 - .10 * k * (.5 + .5 * np.sin(th * 9 + 2))
    P = np.stack([X * sc, Y * sc, np.maximum(Z, .02)], -1)
    P = turned(P, .35, (-.25, -.05, 0))
    grid(P, m, uv=np.stack([(X / 4.62 + .5), (Y / 4.62 + .5)], -1))
    w = st.turned_wood('#c99a62', '#8a5a30', 4)
    a = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    ob = [st.tube(np.stack([1.315 * np.cos(a), 1.315 * np.sin(a), 0 * a + .15], 1), .052, w, ring=16, closed=True, flat=1.9)]
    brass = st.M('brass').set(Base_Color='#b08a45', Metallic=1, Roughness=.3)
    for yy in (-.07, .07):
        ob.append(st.box((1.42, yy, .15), (.14, .05, .16), brass, .015))
    ob.append(st.tube(np.array([(1.43, -.22, .15), (1.43, 0, .15), (1.43, .20, .15)]), .022, brass, ring=12))
    ob.append(st.tube(np.array([(1.43, -.30, .15), (1.43, -.26, .15), (1.43, -.20, .15)]), .06, brass, ring=16))
    st.put(ob, (-.25, -.05, 0), (0, 0, 20 + 45))
    needle((.70, -.32, .46), (.10, -.02, .15), .020)
    thread([(.70, -.32, .46), (.84, -.50, .38), (1.05, -.66, .24), (.95, -1.05, .20), (1.35, -1.25, .05), (1.55, -.75, .04)], '#b02a3a')
    for x0, y0, rz, c0, up in ((1.72, .62, 0, '#b02a3a', 1), (2.02, -.15, 0, '#d9a13a', 1), (1.55, -1.30, 38, '#4d7350', 0)):
        sp = spool(c0, .72, .22, 3)
        if up:
            st.put(sp, (x0, y0, 0), (0, 0, 20))
        else:
            st.put(sp, (0, 0, -.36)); st.put(sp, rot=(0, 90, 0)); st.put(sp, (x0, y0, .26), (0, 0, rz))
    ground('walnut', turn=.3)
    light('left', at=(0, 0, .2), power=1.0)
    camera((.2, -4.2, 6.0), (.10, -.04, .05), 56, 8, (0, -.2, .15))


@picture('still-scissors-17', 'spools, scissors and cut cloth', 'sewing', 'cotton cloth; thread; steel', 'indigo, rust, cream, green', 'any',
         'Spools of thread in five colours, a pair of scissors and pins lie on a block-printed cloth cut for sewing.')
def _():
    m = cloth('cut', sprig_print('sprig', '#22365f', ['#ece5d4', '#d0703f', '#ece5d4'], per=8), .007)
    n = 240
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    P = np.stack([2.3 * U, 1.5 * V + .05 * np.sin(U * 3), .025 + .020 * (field((n, n), 60, 4) + 1.4).clip(0) + .12 * np.clip(-U - .72, 0, 1) * (1 + np.sin(V * 4))], -1)
    grid(turned(P, .22, (-.25, .35, 0)), m, uv=np.stack([.5 + U * .75, .5 + V * .5], -1), thick=.02)
    m2 = cloth('pl', plain('#e6dcc6', 900, 900, 6, .08, fleck='#b9a98a'), .008)
    folded(m2, 1.5, .62, 4, .07, seed=14, overhang=.0, turn=1.2, at=(1.35, 1.05, .04), n=500, rumple=.008, sag=.01)
    scissors((.15, -.55, .06), 24, 1.05, 20)
    for x, y, c, up, rz in ((-1.35, .75, '#b0532f', 1, 0), (-.85, 1.05, '#ece2cc', 1, 0), (-1.55, .12, '#3f6b4d', 1, 0), (-1.05, -.55, '#d99a2c', 0, 30), (1.05, -1.15, '#b0532f', 0, -35)):
        sp = spool(c, .85, .26, 3)
        if up:
            st.put(sp, (x, y, .05), (0, 0, 20))
        else:
            st.put(sp, (0, 0, -.42)); st.put(sp, rot=(0, 90, 0)); st.put(sp, (x, y, .36), (0, 0, rz))
    thread([(-.75, -.62, .1), (-.45, -.95, .06), (-.9, -1.25, .03), (-1.5, -1.15, .03), (-1.9, -1.45, .02), (-2.6, -1.3, .02)], '#d99a2c', .009)
    pins(7, (.45, .55), 4)
    ground('oak', turn=.2), wall('plaster', 7)
    light('left', at=(0, 0, .3), power=1.05)
    camera((.3, -5.2, 4.9), (-.05, .02, .15), 58, 7.1, (0, -.5, .3))


@picture('still-tape-18', 'stacked cloth with a tape measure', 'sewing', 'handloom cotton; tape', 'leaf green, madder, cream, yellow', 'any',
         'A neat stack of folded handloom cloths waits on a table, a yellow tape measure curling over it.')
def _():
    specs = [([(9, '#ece2cc'), (1, '#9c3a33'), (1, '#ece2cc'), (1, '#9c3a33')] * 6, None), ([(6, '#55703f'), (1, '#e9dcb0'), (6, '#4a6438'), (1, '#e9dcb0')] * 4, [(8, ''), (2, '#e9dcb0')] * 4),
             ([(10, '#a63a2b'), (1, '#efe0c0'), (2, '#7c2a22'), (1, '#efe0c0')] * 4, None), ([(7, '#34538c'), (2, '#dfe4e6'), (1, '#34538c'), (2, '#dfe4e6')] * 4, None)]
    z = 0
    for k, (spec, chk) in enumerate(specs):
        m = cloth('sk%d' % k, stripes(spec, 1200, 1200, 5, k + 3, checks=chk))
        folded(m, 2.1 - .05 * k, 1.05, 4, .085, seed=40 + k, overhang=.0, turn=math.pi / 2 + (.05, -.06, .07, -.02)[k], at=(.02 * k - .15, .1, z), n=560, rumple=.008, sag=.02)
        z += .085 * 4 - .005
    # the tape: yellow, marked, with a metal end
    W, H = 120, 3600
    y, x = np.mgrid[0:H, 0:W]
    c = canvas(W, H, '#e3b53a')
    q = y % 60
    mark = ((q < 5) & (x < 60)) | ((y % 12 < 3) & (x < 30)) | ((y % 300 < 8))
    num = (np.abs(y % 60 - 32) < 13) & (np.abs(x - 84) < 20) & ((np.sin(y * .35) + np.sin(x * .4 + (y // 60) * 1.7)) > .1)
    c = put(c, gaussian_filter((mark | num).astype(np.float32), .7) * .85, '#2a2420')
    tm = Mat('tape', rough=.5, sheen=0).maps(c)
    zt = z + .03
    p = spline([(-1.35, -.55, zt - .02), (-.75, -.15, zt + .02), (-.1, .25, zt + .03), (.45, .15, zt + .02), (.80, -.35, zt + .03), (.86, -.80, zt + .0), (.88, -1.05, zt - .22), (.92, -1.10, zt - .75), (.98, -1.22, .20), (1.10, -1.42, .03), (1.45, -1.62, .025), (1.95, -1.50, .025), (2.6, -1.55, .025)], 500)
    T = np.gradient(p, axis=0)
    T /= np.linalg.norm(T, axis=1, keepdims=True)
    nrm = np.array([0, 0, 1.0]) - T * T[:, 2:3]
    drop = np.clip((np.abs(T[:, 2]) - .5) * 3, 0, 1)[:, None]
    nrm = nrm * (1 - drop) + np.array([.25, -1.0, 0]) * drop
    nrm /= np.linalg.norm(nrm, axis=1, keepdims=True) + 1e-9
    nrm = np.stack([gaussian_filter(nrm[:, k], 8) for k in range(3)], 1)
    side = np.cross(T, nrm)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    b = np.linspace(-.075, .075, 9)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    uv = np.stack(np.meshgrid(s / 4.5, np.linspace(0, 1, 9), indexing='ij')[::-1], -1)
    grid(p[:, None] + b[None, :, None] * side[:, None], tm, uv=uv, thick=.012, name='tape')
    # a coil of the rest of the tape
    th = np.linspace(0, 5 * 2 * np.pi, 700)
    r = .14 + .030 * th / (2 * np.pi)
    cx, cy = -1.45, -1.20
    hh = np.linspace(.01, .16, 9)
    P = np.stack([(cx + r * np.cos(th))[:, None] + 0 * hh[None], (cy + r * np.sin(th))[:, None] + 0 * hh[None], 0 * th[:, None] + hh[None]], -1)
    L = np.r_[0, np.cumsum(r[1:] * np.diff(th))]
    grid(P, tm, uv=np.stack(np.meshgrid(L / 4.5, np.linspace(0, 1, 9), indexing='ij')[::-1], -1), thick=.010, name='coil')
    sp = spool('#a63a2b', .85, .26, 3)
    st.put(sp, (1.75, -.45, 0), (0, 0, 20))
    sp = spool('#ece2cc', .7, .22, 4)
    st.put(sp, (2.05, .25, 0), (0, 0, 50))
    ground('ash', turn=.1), wall('sage', 3.2)
    light('left', at=(0, 0, .6), power=1.0)
    camera((.6, -6.6, 3.9), (.22, -.12, .50), 60, 6.3, (0, -.8, .9))


@picture('still-blocks-19', 'printing blocks and printed cloth', 'block printing', 'wood; cotton; dye', 'madder, indigo, cream', 'South Asia',
         'Carved wooden printing blocks stand on a cream cloth half printed with red flowers, a tray of dye at the side.')
def _():
    w, h = 1500, 1200
    full, hh = sprig_print('wheel', '#efe4cd', ['#9c3227', '#efe4cd', '#24365f', '#b9842e'], w, h, seed=5)
    x, y = xy(w, h)
    bare, hb = weave(canvas(w, h, '#efe4cd'), 7, 'plain', .05, .26, None, 5)
    line = (x < w * .56 + 75 * ((y // 150) % 2)).astype(np.float32)
    m = cloth('prn', (full * line[..., None] + bare * (1 - line[..., None]), hh * line + hb * (1 - line)), .006)
    n = 240
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n), indexing='ij')
    P = np.stack([3.2 * U, 2.55 * V, .06 + .010 * field((n, n), 50, 4) + .005 * field((n, n), 14, 6)], -1)
    grid(turned(P, .16), m, uv=np.stack([.5 + U * .5, .5 + V * .5], -1))

    def block(at, rz, R, dye, kind, face_up, tilt=0, depth=.42):
        """A wooden block: petals carved on the face."""
        nn = 520
        q = np.linspace(-1, 1, nn)
        A, B = np.meshgrid(q, q, indexing='ij')
        r, th = np.hypot(A, B), np.arctan2(B, A)
        if kind == 'wheel':
            e = np.maximum((np.abs(((th / (2 * np.pi) * 12) % 1) - .5) < .36 * np.sin(np.pi * np.clip((r - .26) / .56, 0, 1)) ** .7) * (r > .26) * (r < .82), (r < .17))
            e = np.maximum(e, (np.abs(r - .90) < .035))
        else:
            px = np.abs(A)
            e = (((px - .30) / .22) ** 2 + ((B - .15 - .9 * (px - .30)) / .34) ** 2 < 1) * 1.0
            e = np.maximum(e, (px < .045) * (B < .7) * (B > -.85))
            e = np.maximum(e, (((px - .34) / .30) ** 2 + ((B + .45 - .3 * px) / .13) ** 2 < 1))
            e = np.maximum(e, (r < .95) * (np.hypot(A, B - .78) < .13))
        e = gaussian_filter(e.astype(float), 1.5)
        shape = np.clip((1 - np.maximum(np.abs(A), np.abs(B))) * 40, 0, 1)
        if kind == 'wheel':
            shape = np.clip((1 - r) * 40, 0, 1)
        Z = depth * 1.0 - .09 * (1 - e) - (1 - shape) * .35
        wood, dy = st.lin('#a9713f'), st.lin(dye)
        g = .85 + .15 * field((nn, nn), (4, 60), 3) * .5
        col = (wood * (1 - e[..., None]) * .8 + dy * e[..., None]) * g[..., None]
        m_ = st.M('blk').set(Roughness=.6)
        m_.base(m_.attr())
        keep = shape > .02
        Zc = np.where(keep, Z, depth * .3)
        rr = np.where(r > 1, 1 / np.maximum(r, 1e-6), 1) if kind == 'wheel' else 1
        Pt = np.stack([A * R * rr, B * R * rr, Zc], -1)
        o = [st.grid(Pt, m_, col=np.clip(col, 0, 1), name='face')]
        wd = st.turned_wood('#9a683a', '#5a3519', 5, .4)
        if kind == 'wheel':
            o.append(st.lathe([(.001, 0), (R * .99, 0), (R, .03), (R, depth - .08), (R * .985, depth - .055)], wd, 120))
        else:
            o.append(st.box((0, 0, (depth - .06) / 2), (2 * R, 2 * R, depth - .06), wd, .03))
        hd = st.lathe(spline([(.001, -.62), (.18, -.60), (.22, -.48), (.13, -.30), (.15, -.08), (.24, .02)], 80), wd, 60)
        o.append(hd)
        if face_up:
            st.put(o, (0, 0, 0), (tilt, 0, rz))
            st.put(o, at)
        else:
            st.put(o, (0, 0, 0), (180, 0, 0))
            st.put(o, (at[0], at[1], at[2] + depth), (0, 0, rz))

    block((.45, .35, .02), 20, .50, '#9c3227', 'wheel', False)
    block((1.35, -.75, .46), 15, .56, '#7c261d', 'wheel', True, 58)
    block((-.15, -1.15, .40), -24, .46, '#24365f', 'leaf', True, 52)
    # the dye tray
    wd = st.turned_wood('#8a5f3a', '#4f321c', 5)
    tray = [st.box((0, 0, .05), (1.5, 1.15, .08), wd, .02)]
    for a, b, c, d in ((0, .60, 1.6, .09), (0, -.60, 1.6, .09), (.77, 0, .09, 1.2), (-.77, 0, .09, 1.2)):
        tray.append(st.box((a, b, .12), (c, d, .24), wd, .02))
    dm = st.M('pad').set(Base_Color='#8a241b', Roughness=.38)
    dm.bump(dm.noise(22, 4, .7), .02)
    tray.append(st.box((0, 0, .12), (1.44, 1.1, .08), dm, .02))
    st.put(tray, (1.75, .95, .03), (0, 0, -14))
    ground('oak', turn=.1), wall('plaster', 7)
    light('left', at=(0, 0, .3), power=1.05)
    camera((.4, -5.2, 4.7), (.36, -.08, .15), 56, 7.1, (0, -.5, .3))


@picture('still-bark-20', 'bark cloth with a mallet', 'bark cloth making', 'bark of the fig tree; wood', 'rust brown, honey wood', 'Africa',
         'A sheet of rust-brown bark cloth lies in folds over a log, a grooved wooden mallet resting on it.')
def _():
    m = Mat('bark', sheen=.10, rough=.95).maps(*bark_cloth('#63311b', '#b5713f', seed=11), .016, .9)
    log = st.turned_wood('#9c7146', '#5a3a20', 2.2, .1, rough=.75, coat=0)
    st.tube(np.c_[np.linspace(-3.2, 3.2, 80), 0 * np.linspace(0, 1, 80) + .35, 0 * np.linspace(0, 1, 80) + .52], .52 + .015 * np.sin(np.linspace(0, 9, 80)), log, ring=96)
    n, nv = 520, 420
    s = np.linspace(-2.0, 2.35, n)                       # along: behind, over the log, down to the front
    R = .56
    yy, zz = [], []
    for q in s:
        a = q / R
        if a < -1.75:
            e = (-q - 1.75 * R)
            yy.append(.35 + R * math.sin(1.75) + e * .8); zz.append(max(.52 + R * math.cos(1.75) - e * .9, .03))
        elif a < 1.75:
            yy.append(.35 - R * math.sin(a)); zz.append(.52 + R * math.cos(a))
        else:
            e = (q - 1.75 * R)
            yy.append(.35 - R * math.sin(1.75) - max(e - .42, 0) * .97 - .05 * e); zz.append(max(.52 + R * math.cos(1.75) - e * 1.0, .035))
    yy, zz = st.gaussian_filter1d(np.array(yy), 9), st.gaussian_filter1d(np.array(zz), 9)
    u = np.linspace(-1, 1, nv)
    lay = np.clip((s - 1.2) / .8, 0, 1)[:, None]
    wob = field((n, nv), (120, 90), 4)
    X = 1.75 * u[None] + .05 * field((n, nv), (110, 200), 6) + .10 * lay * np.sin(u * 3)[None] - .25
    fold = np.clip(np.sin(u * 7.5 + .8 * wob) * .5 + .5, 0, 1) ** 2
    Z = zz[:, None] + lay * .16 * fold + .012 * wob + .006 * field((n, nv), 18, 9)
    Y = yy[:, None] - .05 * lay * wob - .22 * lay * np.cos(u * 2.2)[None] + .03 * field((n, nv), (60, 60), 8) * lay
    P = np.stack([X, Y, np.maximum(Z, .02)], -1)
    grid(P, m, uv=np.stack(np.meshgrid(np.linspace(0, 1.3, n), np.linspace(0, 1.1, nv), indexing='ij')[::-1], -1), thick=.028)
    wd = st.turned_wood('#a9753f', '#5e3a1e', 5)
    groove = lambda TH, q, Rr, Zz: -.020 * np.clip(np.sin(Zz * 62), 0, 1) * ((Zz > .02) & (Zz < .90))
    hd = st.lathe(spline([(.001, -.02), (.26, -.02), (.31, .02), (.33, .30), (.32, .62), (.29, .92), (.18, 1.02), (.12, 1.12), (.10, 1.5), (.105, 1.9), (.13, 2.12), (.10, 2.22), (.001, 2.24)], 520), wd, 140, groove)
    st.put([hd], rot=(-90, 0, 0))
    st.put([hd], (.35, -1.62, .38), (3, 0, -48))
    ground('earth'), wall('ochre', 3.6)
    light('left', at=(0, 0, .5), power=1.1)
    camera((.4, -6.4, 4.2), (-.02, -.30, .35), 60, 7.1, (0, -.9, .6))


@picture('still-crochet-21', 'crochet doily with hook and thread', 'crochet', 'cotton thread', 'ivory, rose', 'Latin America; Eastern Europe and Central Asia; any',
         'An ivory crochet doily lies on a rose-painted board with a steel hook and two balls of cotton thread.')
def _():
    doily(yarn(['#efe7d6', '#e6dcc7'], 'thread'), 1.3)
    h = spline([(.95, -.55, .07), (1.25, -.95, .06), (1.60, -1.40, .05)], 60)
    st.tube(h, np.interp(np.linspace(0, 1, 60), [0, .05, .3, .45, .55, .95, 1], [.012, .028, .032, .055, .040, .045, .02]), steel(), ring=16)
    ball((1.55, .85, .42), .42, '#efe7d6', 3, 34)
    ball((2.15, .05, .30), .30, '#c58a94', 5, 26)
    thread([(1.62, .45, .12), (1.75, .05, .02), (1.45, -.25, .02), (1.60, -.65, .02), (1.15, -.75, .05), (.95, -.55, .08)], '#efe7d6', .012)
    ground('paint-rose', turn=.3)
    light('back-left', at=(0, 0, .2), power=.98)
    camera((.4, -3.6, 5.6), (.46, -.10, .05), 53, 8, (0, -.2, .1))
