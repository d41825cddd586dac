# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes that cloth takes: folded, rolled, coiled, hung, stuffed, sewn into bags."""
import math

import bpy  # noqa: F401 (brings mathutils)
import mathutils
import numpy as np
from scipy.ndimage import gaussian_filter1d

from tkit import cord, field, grid, spline, strands


def turned(P, turn=0.0, at=(0, 0, 0)):
    c, s = math.cos(turn), math.sin(turn)
    Q = np.empty_like(P)
    Q[..., 0] = P[..., 0] * c - P[..., 1] * s + at[0]
    Q[..., 1] = P[..., 0] * s + P[..., 1] * c + at[1]
    Q[..., 2] = P[..., 2] + at[2]
    return Q


def spin(v, turn):
    c, s = math.cos(turn), math.sin(turn)
    return np.stack([v[:, 0] * c - v[:, 1] * s, v[:, 0] * s + v[:, 1] * c, v[:, 2]], 1)


def fringe(anchors, dirs, length, mat, floor=None, ply=7, rad=.0062, bunch=.012, droop=6.0, seed=4, knot=True, steps=30):
    """Twisted tassels that start in the cloth's edge, fall, and lie down on the floor."""
    g = np.random.default_rng(seed)
    paths, rads = [], []
    for a, d in zip(np.asarray(anchors, float), np.asarray(dirs, float)):
        L = length * g.uniform(.88, 1.08)
        ds = L / steps
        p, v = a - d * .02, d.copy()
        side = np.cross(d, [0, 0, 1.0])
        n = np.linalg.norm(side)
        side = side / n if n > .1 else np.array([1.0, 0, 0])
        lean = side * g.normal(0, .10)
        out = d * np.array([1, 1, 0])
        pts = []
        for _ in range(steps):
            pts.append(p.copy())
            if floor is not None and p[2] <= floor + .012:
                v = out / (np.linalg.norm(out) + 1e-9) + lean * 1.6
                v[2] = 0
            elif droop:
                v = v + np.array([0, 0, -1.0]) * droop * ds + lean * ds * 2
            else:
                v = v + lean * ds * 3
            v = v / (np.linalg.norm(v) + 1e-9)
            p = p + v * ds
            if floor is not None:
                p[2] = max(p[2], floor + .008)
        c = np.array(pts)
        t = np.linspace(0, 1, steps)
        up = np.array([0, 0, 1.0])
        w = np.cross(np.gradient(c, axis=0), up)
        wl = np.linalg.norm(w, axis=1, keepdims=True)
        w = np.where(wl > 1e-4, w / (wl + 1e-9), side[None])
        nrm = np.cross(w, np.gradient(c, axis=0))
        nrm /= np.linalg.norm(nrm, axis=1, keepdims=True) + 1e-9
        for k in range(ply):
            ph = k / ply * 2 * np.pi + g.uniform(-.3, .3) + t * 14
            rr = bunch * (1 + np.clip(t - .78, 0, 1) * g.uniform(0, 3.5))
            if knot:
                rr = rr * (1 + .55 * np.exp(-((t - .09) / .035) ** 2))
            q = c + rr[:, None] * (np.cos(ph)[:, None] * w + np.sin(ph)[:, None] * nrm)
            if floor is not None:
                q[:, 2] = np.maximum(q[:, 2], floor + .004)
            paths.append(q)
            rads.append(rad)
    return strands(np.array(paths), np.array(rads), mat)


def fuzz(P, mat, n=5000, length=.03, rad=.0011, seed=1):
    """Loose fibres standing off a surface."""
    g = np.random.default_rng(seed)
    i, j = g.integers(1, P.shape[0] - 1, n), g.integers(1, P.shape[1] - 1, n)
    nr = np.cross(P[i + 1, j] - P[i - 1, j], P[i, j + 1] - P[i, j - 1])
    nr /= np.linalg.norm(nr, axis=1, keepdims=True) + 1e-9
    nr *= g.choice([-1, 1], n)[:, None]
    d = g.normal(0, 1, (n, 3))
    t = np.linspace(0, 1, 5)[None, :, None]
    L = np.minimum(g.gamma(2, length / 2, n), length * 2.4)[:, None, None]
    return strands(P[i, j][:, None] + (nr[:, None] * np.sin(t * 2.4) * .8 + d[:, None] * t * .7) * L, rad, mat)


def sweep(profile, width, mat, n=900, nv=180, tile=1.0, thick=.02, seed=5, rumple=.012, sag=.04, turn=0, at=(0, 0, 0), v0=0.0, skew=0.0, smooth=3, drift=.03):
    """A strip of cloth: a path (x, z) carried across the width. Returns the points (along, across, 3)."""
    pr = np.asarray(profile, float)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(pr, axis=0), axis=1))]
    q = np.linspace(0, s[-1], n)
    px, pz = (gaussian_filter1d(np.interp(q, s, pr[:, k]), smooth, mode='nearest') for k in (0, 1))
    y = np.linspace(-width / 2, width / 2, nv)
    lay = np.clip(pz / (pz.max() + 1e-6), 0, 1)[:, None]
    nl = rumple * (field((n, nv), (n / 12, nv / 4), seed) + .35 * field((n, nv), (n / 30, nv / 8), seed + 1))
    edge = np.clip((np.abs(y) - width / 2 + .3) / .3, 0, 1)[None] ** 2
    X = px[:, None] + rumple * .9 * field((n, nv), (n / 9, nv / 2.5), seed + 3) + skew * y[None]
    Y = y[None] + drift * field((n, 1), (n / 24, 1), seed + 4)
    Z = np.maximum(pz[:, None] + nl * (.3 + .8 * lay) - edge * sag * lay, thick * .6)
    P = turned(np.stack([X, Y, Z], -1), turn, at)
    uv = np.stack(np.meshgrid(v0 + q / (width * tile), np.linspace(0, 1, nv), indexing='ij')[::-1], -1)
    grid(P, mat, uv=uv, thick=thick, name='cloth')
    return P


def folded(mat, width=2.5, half=1.7, layers=6, gap=.11, seed=7, overhang=.14, **kw):
    """A zigzag fold; the free end on top reaches past the folds on the +x side."""
    g = np.random.default_rng(seed)
    pts = []
    top = (layers - 1) * gap + .03
    for i in range(layers):
        z = top - i * gap
        a, b = (half - .1, -half + .1) if i % 2 == 0 else (-half + .1, half - .1)
        if i == 0:
            pts += [(half + overhang, z - .35 * overhang), (half + overhang * .6, z - .10 * overhang)]
        pts += [(x, z) for x in np.linspace(a, b, 60)]
        if i < layers - 1:
            sg, ex = np.sign(b), .07 + .05 * g.uniform(-.6, .6)
            for t in np.linspace(np.pi / 2, -np.pi / 2, 16):
                pts.append((b + sg * math.cos(t) * ex, z - gap / 2 + gap / 2 * math.sin(t)))
    return sweep(pts, width, mat, seed=seed, **kw)


def edge_fringe(P, end, count, length, mat, turn=0, sign=1, floor=0.0, down=-.15, inset=.02, **kw):
    """Fringe along one end of a strip made by sweep."""
    nv = P.shape[1]
    j = np.clip(((np.arange(count) + .5) / count * (1 - 2 * inset) + inset) * nv, 0, nv - 1).astype(int)
    d = spin(np.tile([[sign * 1.0, 0, down]], (count, 1)), turn)
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    return fringe(P[end, j], d, length, mat, floor=floor, **kw)


def roll(mat, width=2.4, turns=4, r0=.08, pitch=.075, tail=0.0, **kw):
    """A roll of cloth on the ground, with or without a flat tail towards +x."""
    th = np.linspace(0, turns * 2 * np.pi, 160 * turns)
    r = r0 + pitch * th / (2 * np.pi)
    R = r[-1]
    # the spiral closes at the bottom so that the tail leaves along the ground
    a = th - th[-1] - np.pi / 2
    pts = list(zip(r * np.cos(a), R + r * np.sin(a) + .012))
    if tail:
        pts += [(x, .012) for x in np.linspace(.05, tail, 120)]
    return sweep(pts, width, mat, n=420 + 110 * turns, rumple=kw.pop('rumple', .008), sag=0, smooth=2, **kw)


def coil(mat, height=.34, turns=5, r0=.16, pitch=.085, tail=1.6, thick=.035, at=(0, 0, 0), turn=0, tile=4.0, seed=3):
    """A strap coiled on its edge, its end lying out."""
    th = np.linspace(0, turns * 2 * np.pi, 220 * turns)
    g = field((len(th), 1), (90, 1), seed)[:, 0]
    r = r0 + pitch * th / (2 * np.pi) + .012 * g
    x, y = r * np.cos(th), r * np.sin(th)
    t = np.linspace(0, 1, 160)[1:]
    ex, ey = x[-1] + tail * .22 * t ** 2, y[-1] + tail * t
    px, py = np.r_[x, ex], np.r_[y, ey]
    s = np.r_[0, np.cumsum(np.hypot(np.diff(px), np.diff(py)))]
    n = 1500
    q = np.linspace(0, s[-1], n)
    px, py = gaussian_filter1d(np.interp(q, s, px), 4, mode='nearest'), gaussian_filter1d(np.interp(q, s, py), 4, mode='nearest')
    # the tail tips over and lies flat
    lie = np.clip((q - s[len(x)] - .15) / (tail * .55), 0, 1)
    lie = lie * lie * (3 - 2 * lie) * np.pi / 2
    tx, ty = np.gradient(px), np.gradient(py)
    L = np.hypot(tx, ty)
    nx, ny = ty / L, -tx / L
    nv = 26
    w = np.linspace(0, height, nv)[None]
    lift = .012 * g.mean() + thick * .6
    P = np.stack([px[:, None] + nx[:, None] * w * np.sin(lie)[:, None], py[:, None] + ny[:, None] * w * np.sin(lie)[:, None],
                  lift + w * np.cos(lie)[:, None]], -1)
    P = turned(P, turn, at)
    uv = np.stack(np.meshgrid(q / (height * tile), np.linspace(0, 1, nv), indexing='ij')[::-1], -1)
    grid(P, mat, uv=uv, thick=thick, name='strap')
    return P


def cushion(mat, back=None, size=1.3, fat=.50, lean=66, turn=-14, roll_=0, at=(0, .35, 1.30), edge='cord', edge_mat=None, seed=3, n=380, bend=.09):
    """A stuffed cushion; lean 90 stands upright, 0 lies flat. edge: cord, tassels, plain."""
    u = np.linspace(-1, 1, n)
    U, V = np.meshgrid(u, u, indexing='ij')
    f = np.clip((1 - U ** 2) * (1 - V ** 2), 0, 1)
    X = size * U * (1 - .09 * (1 - V ** 2) * np.abs(U) ** 6)
    Y = size * V * (1 - .09 * (1 - U ** 2) * np.abs(V) ** 6)
    ang = np.arctan2(V, U)
    wr = .030 * np.sin(ang * 26 + 2 * field((n, n), 80, seed)) * np.exp(-((f - .10) / .12) ** 2) * np.clip(np.abs(U * V) * 2.2, 0, 1)
    wr = wr + .016 * field((n, n), 65, seed + 2) * f ** .4 + .055 * field((n, n), 150, seed + 5) * f ** .6
    for sx, sy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        d, al = U * sx - V * sy, (U * sx + V * sy) / 2
        wr = wr + .08 * np.exp(-(d / .10) ** 2) * np.exp(-((al - .72) / .22) ** 2) - .03 * np.exp(-((np.abs(d) - .2) / .09) ** 2) * np.exp(-((al - .68) / .2) ** 2)
    Z = fat * f ** .36 + wr * np.clip(f * 6, 0, 1)
    R = np.array(mathutils.Matrix.Rotation(math.radians(turn), 3, 'Z') @ mathutils.Matrix.Rotation(math.radians(lean), 3, 'X')
                 @ mathutils.Matrix.Rotation(math.radians(roll_), 3, 'Z'))
    put = lambda q: q @ R.T + np.array(at)
    over = lambda q: .5 + q * (1 + bend * np.abs(q) ** 9) / 2.0     # a repeating print keeps its scale over the steep rim
    uv = np.stack([over(U), over(V)], -1)
    grid(put(np.stack([X, Y, Z], -1).reshape(-1, 3)).reshape(n, n, 3), mat, uv=uv, name='front')
    grid(put(np.stack([X, Y, -Z * .8], -1).reshape(-1, 3)).reshape(n, n, 3)[::-1], back or mat, uv=uv, name='back')
    b = np.concatenate([np.stack([X[:, 0], Y[:, 0]], 1), np.stack([X[-1], Y[-1]], 1)[1:],
                        np.stack([X[:, -1], Y[:, -1]], 1)[::-1][1:], np.stack([X[0], Y[0]], 1)[::-1][1:]])
    b = gaussian_filter1d(b, 5, axis=0, mode='wrap')
    if edge == 'cord' and edge_mat:
        cord(put(np.c_[b, 0 * b[:, 0]]), edge_mat, .034, 3, 110)
    if edge == 'tassels' and edge_mat:
        cord(put(np.c_[b, 0 * b[:, 0]]), edge_mat, .022, 2, 120)
        for sx, sy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            a = put(np.array([[sx * size, sy * size, 0.0]]))
            d = R @ np.array([sx, sy, 0.0]) / math.sqrt(2)
            low = d[2] < 0
            fringe(np.repeat(a, 5, 0) + np.random.default_rng(1).normal(0, .012, (5, 3)), np.repeat(d[None], 5, 0), .36, edge_mat,
                   floor=0.0, ply=9, bunch=.03, droop=3 if low else 9, rad=.006)
    lo = put(np.stack([X, Y, Z], -1).reshape(-1, 3))[:, 2].min()
    return lo


def hung(mat, width=2.4, front=2.3, back=1.2, z=3.0, r=.10, folds=3.3, amp=.10, thick=.03, seed=1, ruffle=.004, squeeze=.05, tile=1.0, x0=0.0, v0=0.0):
    """Cloth hung over a rod. Returns points (along from front hem over the rod to the back hem, across, 3)."""
    t = np.linspace(0, front, 240)[::-1]
    pts = [(-r, z - q) for q in t] + [(-r * math.cos(a), z + r * math.sin(a)) for a in np.linspace(0, np.pi, 40)] + [(r, z - q) for q in np.linspace(0, back, 90)]
    pr = np.array(pts)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(pr, axis=0), axis=1))]
    n, nv = 620, 420
    q = np.linspace(0, s[-1], n)
    py, pz = np.interp(q, s, pr[:, 0]), np.interp(q, s, pr[:, 1])
    u = np.linspace(0, 1, nv)
    d = np.clip((z - pz) / front, 0, 1)[:, None]
    sg = np.where(py < 0, -1.0, 1.0)[:, None]
    sway = .8 * field((1, nv), (1, nv / 5), seed)
    wave = 1 - np.cos(2 * np.pi * folds * u[None] + sway + .7 * d)
    Y = py[:, None] + sg * amp * wave * d ** .8 * np.where(sg < 0, 1, .3)
    Z = pz[:, None] + ruffle * 2 * field((n, nv), (60, 60), seed + 3) + .02 * d * field((1, nv), (1, nv / 4), seed + 6)
    X = x0 + (u[None] - .5) * width * (1 - squeeze * d)
    P = np.stack([X + 0 * Y, Y + ruffle * field((n, nv), (16, 16), seed + 2), Z], -1)
    uv = np.stack(np.meshgrid(v0 + q / (width * tile), u, indexing='ij')[::-1], -1)
    grid(P, mat, uv=uv, thick=thick, name='hung')
    return P


def tail_of(mat, x0, y0, z0, length, w0, w1, folds, amp, sway=.1, seed=1, thick=.012, tile=2.2, v0=0.0, n=320, nv=300):
    """One end of a scarf, gathered at the top and falling open in soft pleats."""
    t = np.linspace(0, 1, n)[:, None]
    u = np.linspace(-1, 1, nv)[None]
    open_ = t ** .75
    w = w0 + (w1 - w0) * open_
    ph = 2 * np.pi * folds * (u * .5) + .6 * field((1, nv), (1, nv / 4), seed) + .5 * np.sin(2.2 * t + seed)
    X = x0 + w * u * .5 + sway * t ** 1.5 + .018 * np.sin(ph * 2 + 1) * open_ + .02 * np.sin(5 * t + seed)
    Y = y0 - amp * (.35 + .65 * open_) * np.cos(ph) - .03 * np.cos(np.pi * u) * (1 - t) + .01 * field((n, nv), 50, seed + 1)
    Z = z0 - length * t + .035 * np.sin(ph + .5) * t - .05 * (1 - t) ** 4 * u ** 2
    P = np.stack([X, Y, Z], -1)
    uv = np.stack(np.meshgrid(v0 + t[:, 0] * length / tile, (u[0] + 1) / 2, indexing='ij')[::-1], -1)
    grid(P, mat, uv=uv, thick=thick, name='tail')
    return P


def pouch(mat, R=.95, H=2.0, neck=.34, seed=2, n=260, nv=420):
    """A drawstring bag standing on the ground: full below, gathered at the neck, a frill above."""
    prof = spline([(0.02, .02), (R * .55, .012), (R * .86, .10), (R, .50), (R * .93, .95), (R * .66, 1.32), (neck, H * .78), (neck * 1.05, H * .80), (neck * 1.6, H * .92), (neck * 2.0, H)], n)
    th = np.linspace(0, 2 * np.pi, nv, endpoint=False)
    np.linspace(0, 1, n)[:, None]
    zz = prof[:, 1:2] / H
    g = np.exp(-((zz - .80) / .20) ** 2) * (zz > .25) + .55 * np.clip((zz - .80) / .2, 0, 1)
    pl = np.sin(17 * th[None] + .9 * np.sin(3 * th[None]) + .5 * field((n, nv), (80, 60), seed))
    rr = prof[:, :1] * (1 + .13 * g * pl + .025 * np.clip(zz * 6, 0, 1) * field((n, nv), (60, 70), seed + 1) * (1 - g * .5))
    flat = 1 - .22 * np.exp(-((zz - .25) / .35) ** 2)
    P = np.stack([rr * np.cos(th), rr * np.sin(th) * flat, prof[:, 1:2] + .03 * g * pl * (zz > .8) + 0 * th[None]], -1)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))]
    th2 = np.r_[th, 2 * np.pi]
    P = np.concatenate([P, P[:, :1]], 1)
    uv = np.stack(np.meshgrid(s / (2 * np.pi * R) * 2, th2 / np.pi, indexing='ij')[::-1], -1)
    grid(P, mat, uv=uv, thick=.02, name='pouch')
    return P


def tote(mat, strap_mat, w=2.0, h=2.2, depth=.18, at=(0, 0, 0), handle=1.15, peg=None, seed=4):
    """A flat bag; with peg (a height) its two handles meet on a peg, else they stand in soft arcs."""
    n = 320
    U, V = np.meshgrid(np.linspace(-1, 1, n), np.linspace(0, 1, n), indexing='ij')
    f = np.clip((1 - U ** 4) * (1 - (2 * V - 1) ** 4), 0, 1)
    swag = (-.10 * (1 - U ** 2) * V ** 6 if peg else 0)
    wr = .016 * field((n, n), 60, seed) + .030 * field((n, n), (45, 150), seed + 1)
    if peg:                                    # drag lines from the handles
        for hx in (-.45, .45):
            wr = wr + .035 * np.sin((U - hx) * 26 / (1.6 - V)) * np.exp(-((U - hx) / .35) ** 2) * V ** 3
    X = w / 2 * U * (1 - .05 * np.sin(np.pi * V))
    Z = h * V + swag
    Y = depth * f ** .45 * (1 - .55 * V ** 2) + wr * np.clip(f * 4, .25, 1)
    at = np.array(at)
    uv = np.stack([(U + 1) / 2, V], -1)
    grid(np.stack([X, -Y, Z], -1) + at, mat, uv=uv, thick=.02, name='bag')
    grid(np.stack([X, Y, Z], -1) + at, mat, uv=uv, thick=.02, name='bag-back')
    for sg in (-1, 1):
        tops = [np.array([hx * w / 2, -sg * .05, h - .09]) for hx in (-.45, .45)]
        if peg:
            k = np.array([0, -sg * .035, peg])
            path = spline([tops[0] - [0, 0, .32], tops[0], tops[0] * .5 + k * .5 + [-.03, 0, 0], k + [-.075, 0, -.05], k + [0, 0, .035], k + [.075, 0, -.05], tops[1] * .5 + k * .5 + [.03, 0, 0], tops[1], tops[1] - [0, 0, .32]], 160)
        else:
            q = .28 * sg
            path = spline([tops[0] - [0, 0, .32], tops[0], tops[0] + [.06, -q * .5, handle * .65], [0, -q * 1.2, h + handle * .9], tops[1] + [-.06, -q * .5, handle * .65], tops[1], tops[1] - [0, 0, .32]], 160)
        path = path.copy()
        path[:, 1] -= sg * np.interp(np.arange(160), [0, 12, 22, 137, 147, 159], [.115, .10, .03, .03, .10, .115])
        T = np.gradient(path, axis=0)
        T /= np.linalg.norm(T, axis=1, keepdims=True)
        side = np.cross(T, [0, 1.0, 0])
        side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
        b = np.linspace(-.075, .075, 9)
        P = path[:, None] + b[None, :, None] * side[:, None] + np.array([0, -sg * .006, 0]) * np.cos(b / .075 * 1.4)[None, :, None] + at
        uv2 = np.stack(np.meshgrid(np.linspace(0, 12, 160), np.linspace(0, 1, 9), indexing='ij')[::-1], -1)
        grid(P, strap_mat, uv=uv2, thick=.022, name='handle')


def slab(mat, w, d, z, thick=.06, turn=0, at=(0, 0), seed=1, layers=3, droop=.012, n=200):
    """A flat folded piece (napkin, mat): rounded pillow of cloth with its layers seen at the side."""
    gap = thick / layers
    for k in range(layers):
        u = np.linspace(-1, 1, n)
        U, V = np.meshgrid(u, u, indexing='ij')
        ins = .006 * ((k * 7 + seed) % 3)
        rim = np.clip((1 - np.maximum(np.abs(U), np.abs(V))) / .05, 0, 1) ** .5
        X, Y = (w / 2 - ins) * U, (d / 2 - ins) * V
        body = droop * field((n, n), 70, seed + k) * .5 + .003 * field((n, n), 18, seed + k + 9)
        zt = z + gap * (k + .5)
        top = zt + gap * .46 * rim + body
        bot = zt - gap * .46 * rim + body
        uv = np.stack([(U + 1) / 2, (V + 1) / 2], -1)
        grid(turned(np.stack([X, Y, top], -1), turn, (*at, 0)), mat, uv=uv)
        grid(turned(np.stack([X, Y, bot], -1), turn, (*at, 0)), mat, uv=uv, flip=True)
    return z + thick
