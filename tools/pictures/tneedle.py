# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth textures, sewn: suzani, patchwork, kantha, a corner spray."""
import math

import numpy as np
from scipy.ndimage import gaussian_filter

from tcloth import Ink, box_of, canvas, put, weave, xy
from tkit import field, srgb


def suzani(gnd, pal, w=1536, seed=5):
    """Large embroidered rosettes joined by a leafy vine; the stitches follow each shape."""
    H = w
    x, y = xy(w, H)
    c, hb = weave(canvas(w, H, gnd), 6, 'plain', .04, .22)
    h = hb * .12

    def stitch(m, col, ph, lift=1.0, at=None):
        at = at or (slice(None), slice(None))
        k = np.abs(np.cos(ph))
        rnd = np.sin(np.floor(ph / np.pi) * 78.233 + 3) * .07
        c[at] = put(c[at], m, srgb(col)[None, None] * (.72 + .34 * k + rnd)[..., None])
        h[at] = h[at] * (1 - m) + m * lift * (.55 + .45 * k)

    def along(ink, col, a, lift=.9):
        m = ink.mask()
        at = box_of(m)
        stitch(m[at], col, (x[at] * math.cos(a) + y[at] * math.sin(a)) * np.pi / 5.0, lift, at)

    dark = pal[0]
    centres = [(w * .5, H * .5, 430, 0)] + [(w * (.5 + sx * .305), H * (.5 + sy * .305), 208, 1 + (sx * sy > 0)) for sx in (-1, 1) for sy in (-1, 1)]
    vine = Ink(w, H)
    for k in range(8):
        a, bow = k // 2 * math.pi / 2 + (.17 if k % 2 else -.17), (.16 if k % 2 else -.16)
        t = np.linspace(0, 1, 40)
        rr = 425 + t * 260
        vine.line(list(zip(w / 2 + rr * np.cos(a + bow * np.sin(t * 3)), H / 2 + rr * np.sin(a + bow * np.sin(t * 3)))), 11)
    along(vine, pal[4], .8, 1.0)
    groups = {}
    for k in range(8):
        a, bow = k // 2 * math.pi / 2 + (.17 if k % 2 else -.17), (.16 if k % 2 else -.16)
        for q, rr in enumerate((470, 550, 630)):
            aa = a + bow * math.sin((rr - 425) / 260 * 3)
            px, py = w / 2 + rr * math.cos(aa), H / 2 + rr * math.sin(aa)
            for sg in (-1, 1):
                groups.setdefault((sg, q % 2, k), []).append((px, py, 104, 25, aa + sg * .95))
    for (sg, q, k), items in groups.items():
        b = Ink(w, H)
        for it in items:
            b.petal(*it)
        along(b, pal[4] if q else pal[3], items[0][4] + .9)
    wob = 1.5 * field((H, w), 30, 8)
    for cx, cy, R, t in centres:
        at = tuple(slice(max(int(q - R - 12), 0), int(q + R + 12)) for q in (cy, cx))
        r, th = np.hypot(x[at] - cx, y[at] - cy) + wob[at], np.arctan2(y[at] - cy, x[at] - cx)
        n = 16 if R > 250 else 12
        A, B, C = (pal[1], pal[2], pal[3]) if t == 0 else (pal[2], pal[1], pal[3]) if t == 1 else (pal[3], pal[2], pal[1])
        scal = R * (.93 + .07 * np.abs(np.cos(th * n / 2)))
        e = lambda v: np.clip(v / 2 + .5, 0, 1)
        ring = lambda lo, hi: e(r - lo) * e(hi - r)
        ray = lambda f, width=5.2: th * R * f * np.pi / width
        stitch(e(scal - r), A, ray(.85), 1, at)
        stitch(ring(scal - 13, scal), dark, ray(1, 7), 1.05, at)
        stitch(ring(R * .66, R * .72), dark, ray(.7, 7), 1.05, at)
        stitch(e(R * .66 - r), gnd if t != 2 else pal[5], ray(.55), .85, at)
        stitch(e(R * .64 * (.62 + .38 * np.abs(np.cos(th * n / 4))) - r), B, ray(.45), 1, at)
        stitch(ring(R * .33, R * .38), dark, ray(.35, 7), 1.05, at)
        stitch(e(R * .33 - r), C, ray(.24), 1, at)
        stitch(e(R * .27 * (.5 + .5 * np.abs(np.cos(th * 4))) - r), pal[5], r * np.pi / 5, 1, at)
        stitch(e(R * .08 - r), A, r * np.pi / 5, 1, at)
    return np.clip(c, 0, 1), gaussian_filter(h, .8)


def patchwork(pal, n=6, w=1536, seed=2, form='mix'):
    """Pieced squares of triangles; the seams sink and each piece puffs a little."""
    x, y = xy(w, w)
    s = w / n
    r = np.random.default_rng(seed)
    i, j = (x // s).astype(int), (y // s).astype(int)
    u, v = x / s % 1, y / s % 1
    k = (i + j) % 2
    quarter = (u > v).astype(int) + 2 * (u + v > 1).astype(int)                 # four triangles
    dia = (np.abs(u - .5) + np.abs(v - .5) < .5).astype(int)
    dia2 = (np.abs(u - .5) + np.abs(v - .5) < .25).astype(int) + dia
    ring = np.maximum(np.abs(i - (n - 1) / 2), np.abs(j - (n - 1) / 2)).astype(int)
    lab = np.where(k == 0, quarter, 4 + dia2)
    if form == 'star':                                                          # rings of half squares around a star
        a = np.where(((i < n / 2) ^ (j < n / 2)), (u > v).astype(int), (u + v > 1).astype(int))
        lab = 8 + a + 2 * ring
    colour_of = {0: 1, 1: 2, 2: 2, 3: 1, 4: 0, 5: 3, 6: 4}
    c = np.zeros((w, w, 3), np.float32)
    pc = np.array([srgb(p) for p in pal])
    if form == 'star':
        idx = (lab - 8 + ring * 1) % len(pal)
    else:
        base = np.vectorize(colour_of.get)(lab)
        jit = r.integers(0, 3, (n, n))[np.clip(j, 0, n - 1), np.clip(i, 0, n - 1)]
        idx = (base + 2 * ring + jit * (base > 0)) % len(pal)
    c = pc[idx]
    edge = np.zeros((w, w), np.float32)
    full = lab + 50 * (i + n * j)
    edge[:, 1:] += full[:, 1:] != full[:, :-1]
    edge[1:] += full[1:] != full[:-1]
    edge = np.clip(edge, 0, 1)
    seam = gaussian_filter(edge, 3.0) * 6
    puff = gaussian_filter(edge, 15) * 16
    stit = gaussian_filter(np.roll(edge, 8, 1) * ((x + y) % 14 < 9), 1.0) * 1.8
    c = put(c, np.clip(stit, 0, .8), '#efe6d2')
    c, hb = weave(c, 5, 'plain', .04, .22)
    c = c * (1 - .30 * np.clip(seam, 0, 1))[..., None]
    return np.clip(c, 0, 1), (hb * .12 - 1.0 * np.clip(seam, 0, 1) - .8 * np.clip(puff, 0, 1.5) + .2 * stit).astype(np.float32)


def kantha(pal, threads, w=2000, h=2600, rows=104, nx=4, ny=5, form='patch', seed=21):
    """Running-stitched quilt of old cloth: patches, or one cloth with a few bands, under rows of stitches."""
    r = np.random.default_rng(seed)
    x, y = xy(w, h)
    P = [srgb(c) for c in pal]
    c = np.zeros((h, w, 3), np.float32)
    gx, gy = [int(w * k / nx) for k in range(nx + 1)], [int(h * k / ny) for k in range(ny + 1)]
    k = 0
    for b in range(ny):
        for a in range(nx):
            sl = (slice(gy[b], gy[b + 1]), slice(gx[a], gx[a + 1]))
            A, B = P[(k * 3 + b * 2) % len(P)], P[(k * 5 + 3 + a) % len(P)]
            if np.abs(A - B).sum() < .3:
                B = P[(k * 5 + 5 + a) % len(P)]
            X, Y = x[sl], y[sl]
            t = (k * 7 + b) % 6
            if t == 0:
                m = (X // 32).astype(int) % 2 == 0
            elif t == 1:
                U, V = X % 80 - 40, (Y + 40 * (X // 80 % 2)) % 80 - 40
                m = np.hypot(U, V) < 21 + 8 * np.cos(np.arctan2(V, U) * 5)
            elif t == 2:
                m = ((X // 44).astype(int) + (Y // 44).astype(int)) % 2 == 0
            elif t == 3:
                U, V = X % 54 - 27, (Y + 27 * (X // 54 % 2)) % 54 - 27
                m = np.hypot(U, V) < 9
            elif t == 4:
                U, V = X % 104 - 52, (Y + 52 * (X // 104 % 2)) % 104 - 52
                q = np.abs(U) * 1.7 + np.abs(V)
                m = (np.abs(q - 39) < 7) | (q < 16)
            else:
                m = np.abs((Y + 12 * np.sin(X / 18.)) % 50 - 25) < 7
            if form == 'medallion':
                m = m & False
            c[sl] = A + (B - A) * gaussian_filter(m.astype(np.float32), 1.2)[..., None]
            k += 1
    if form == 'medallion':                           # one pale cloth, a great wheel of stitches, a dark edge
        c[:] = P[0]
        cx, cy = w / 2, h * .62
        rr, th = np.hypot(x - cx, y - cy), np.arctan2(y - cy, x - cx)
        for R, n, wd, col in ((690, 24, 70, 1), (520, 16, 120, 2), (300, 12, 110, 1), (120, 8, 60, 3)):
            q = rr - R - wd * .5 * np.cos(th * n)
            c = put(c, np.clip((wd * .5 - np.abs(q)) / 3, 0, 1), P[col])
        b = np.minimum(np.minimum(x, w - x), np.minimum(y, h - y))
        c = put(c, ((b < 90) & (b > 0)).astype(float), P[1])
        c = put(c, ((b > 130) & (b < 150)).astype(float), P[2])
        for sx in (0, 1):
            for sy in (0, 1):
                q = np.hypot(x - w * (.16 + .68 * sx), y - h * (.13 + .76 * sy))
                c = put(c, np.clip((120 + 22 * np.cos(8 * np.arctan2(y - h * (.13 + .76 * sy), x - w * (.16 + .68 * sx))) - q) / 3, 0, 1), P[2])
                c = put(c, np.clip((58 - q) / 3, 0, 1), P[3])
    c = c * (1 + .05 * field((h, w), 300, 2)[..., None]) * .95 + .05 * srgb('#d9cdb8')
    pitch = h / rows
    row = np.clip((y / pitch).astype(int), 0, rows - 1)
    xi = x.astype(int)
    yy = y % pitch - pitch / 2 + (field((rows, w), (1, 60), 4) * 2)[row, xi]
    per = 30.
    sx = (x + r.uniform(0, per, rows)[row] + (field((rows, w), (1, 25), 9) * 4)[row, xi]) % per
    d = np.abs(yy) / 3.2
    prof = np.clip(1 - d ** 2, 0, 1) ** .5 * np.clip(np.minimum(sx, 17 - sx) / 3., 0, 1) ** .5 * (sx < 17)
    tc = np.array([srgb(t) for t in threads])[(np.arange(rows) // 3) % len(threads)][row]
    if form == 'medallion':
        tc = np.clip(c * .55 + np.array([srgb(threads[0])]) * .45, 0, 1)
    puck = (.5 - .5 * np.cos(2 * np.pi * yy / pitch)) * (.75 + .25 * np.cos(2 * np.pi * sx / per))
    puck = gaussian_filter(puck, 1.5)
    c = c * (.76 + .28 * puck)[..., None]
    m = np.clip(prof * 2, 0, 1)[..., None]
    c = c * (1 - m) + tc * m * (.75 + .25 * prof[..., None])
    hh = puck * .75 + prof * .55 + .04 * r.standard_normal((h, w))
    return np.clip(c, 0, 1), gaussian_filter(hh, .8)


def corner_spray(gnd, pal, w=1200, seed=4):
    """A napkin with a sprig embroidered in one corner and a hem-stitched border."""
    c = canvas(w, w, gnd)
    c, hb = weave(c, 6, 'plain', .05, .24)
    x, y = xy(w, w)
    h = hb * .25

    def satin(ink, col, a):
        m = ink.mask()
        at = box_of(m)
        m = m[at]
        k = np.abs(np.cos((x[at] * math.cos(a) + y[at] * math.sin(a)) * np.pi / 4.2))
        c[at] = put(c[at], m, srgb(col) * (.76 + .3 * k)[..., None])
        h[at] = np.where(m > .5, .9 + .4 * k, h[at])

    b = np.minimum(np.minimum(x, w - x), np.minimum(y, w - y))
    hem = (np.abs(b - 60) < 5) & ((x + y) % 18 < 10)
    c = put(c, gaussian_filter(hem.astype(np.float32), .8), pal[0])
    h = h + .8 * gaussian_filter(hem.astype(np.float32), 1.2) - .8 * np.exp(-((b - 44) / 4) ** 2)
    t = np.linspace(0, 1, 60)
    px, py = w * (.90 - .62 * t), w * (.90 - .16 * t - .12 * np.sin(t * 5.2))
    stem = Ink(w, w)
    stem.line(list(zip(px, py)), 7)
    qx, qy = w * (.90 - .16 * t - .12 * np.sin(t * 5.2)), w * (.90 - .62 * t)
    stem.line(list(zip(qx, qy)), 7)
    satin(stem, pal[1], .8)
    for sx, sy in ((px, py), (qx, qy)):
        for n, k in enumerate(range(8, 58, 7)):
            for sg in (-1, 1):
                a = math.atan2(sy[k + 1] - sy[k], sx[k + 1] - sx[k]) + sg * .85
                i = Ink(w, w)
                i.petal(sx[k], sy[k], 66 - n * 4, 15, a)
                satin(i, pal[1] if (n + (sg > 0)) % 2 else pal[2], a + .8)
    for fx, fy, R in ((.84, .84, 92), (px[-1] / w, py[-1] / w, 52), (qx[-1] / w, qy[-1] / w, 52)):
        for k in range(8):
            a = k * math.pi / 4
            i = Ink(w, w)
            i.petal(fx * w, fy * w, R, R * .26, a, R * .2)
            satin(i, pal[0] if k % 2 else pal[3], a + 1.57)
        i = Ink(w, w)
        i.dot(fx * w, fy * w, R * .24)
        satin(i, pal[4], .4)
    return np.clip(c, 0, 1), gaussian_filter(h, .7)
