# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth textures: felt mosaic, patterned hem, plaited reed, beaten bark."""
import math

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from tcloth import Ink, canvas, cellwork, put, xy
from tkit import field, srgb


def horn(ink, x, y, s, ang, flip=1, width=.17):
    """A ram's-horn scroll: from (x, y) it runs along ang, swells out and curls in on itself; s is its reach in pixels."""
    n = 150
    t = np.linspace(0, 1, n)
    turn = flip * 1.75 * np.pi * t ** 1.25
    step = s * 2.5 / n * (1 - .60 * t)
    a = ang + turn
    px, py = x + np.cumsum(np.cos(a) * step), y + np.cumsum(np.sin(a) * step)
    w = s * width * (1.25 - .55 * t)
    for i in range(n):
        ink.dot(px[i], py[i], w[i] / 2)
    ink.dot(px[-1], py[-1], s * width * .62)


def felt_mosaic(pal, w=1400, h=2000, seed=4, kind='horn'):
    """Two felts cut through together and inlaid, the seam covered by a cord, the whole quilted.

    pal: ground, motif, border ground, border motif, cord, accent.
    """
    gnd, mot, bg, bm, cord, acc = pal
    x, y = xy(w, h)
    F = Ink(w, h)
    A = Ink(w, h)
    bw = w * .17
    n = 2
    cy = [bw + (h - 2 * bw) * (k + .5) / n for k in range(n)]
    s = w * .185
    for c in cy:
        cx = w / 2
        for k in range(4):
            a = k * math.pi / 2
            ux, uy = math.cos(a), math.sin(a)
            F.line([(cx, c), (cx + ux * s * .95, c + uy * s * .95)], s * .26)
            for fl in (-1, 1):
                horn(F, cx + ux * s * .62, c + uy * s * .62, s * .80, a - fl * .05, fl, .17)
            F.poly([(cx + ux * s * .85 + uy * q * s * .15, c + uy * s * .85 - ux * q * s * .15) for q in (-1, 1)] + [(cx + ux * s * 1.50, c + uy * s * 1.50)])
            b = a + math.pi / 4
            vx, vy = math.cos(b), math.sin(b)
            F.line([(cx, c), (cx + vx * s * .85, c + vy * s * .85)], s * .15)
            F.petal(cx + vx * s * .7, c + vy * s * .7, s * .62, s * .16, b)
        F.poly([(cx - s * .46, c), (cx, c - s * .46), (cx + s * .46, c), (cx, c + s * .46)])
        A.poly([(cx - s * .26, c), (cx, c - s * .26), (cx + s * .26, c), (cx, c + s * .26)])
    # half motifs at the sides, between the two centres
    for ex, a in ((bw, 0), (w - bw, math.pi)):
        for fl in (-1, 1):
            horn(F, ex + math.cos(a) * s * .05, h / 2, s * .70, a - fl * .05, fl, .18)
        F.poly([(ex, h / 2 - s * .26), (ex + math.cos(a) * s * .70, h / 2), (ex, h / 2 + s * .26)])
    inner = ((x > bw) & (x < w - bw) & (y > bw) & (y < h - bw)).astype(np.float32)
    m = (F.mask() > .5) & (inner > 0)
    ma = A.mask() > .5
    # border: running pairs of horns
    B = Ink(w, h)
    per = bw * 1.28
    for L, across in ((h, False), (w, True)):
        k = max(2, int(round(L / per)))
        for i in range(k):
            p = (i + .5) * L / k
            for e, d in ((0, 1), ((w if not across else h), -1)):
                a = (0 if not across else math.pi / 2) if d > 0 else (math.pi if not across else -math.pi / 2)
                bx, by = (e + d * bw * .14, p) if not across else (p, e + d * bw * .14)
                corner = min(p, L - p) < bw * .9
                if corner:
                    continue
                for fl in (-1, 1):
                    horn(B, bx, by, bw * .52, a - fl * .05, fl, .20)
    for ex in (bw / 2, w - bw / 2):
        for ey in (bw / 2, h - bw / 2):
            for k in range(4):
                a = k * math.pi / 2 + math.pi / 4
                B.petal(ex, ey, bw * .40, bw * .12, a, 0)
            B.dot(ex, ey, bw * .11)
    mb = (B.mask() > .5) & (inner == 0)
    c = canvas(w, h, bg)
    c[inner > 0] = srgb(gnd)
    lab = (inner > 0).astype(int)
    for mask, col, L in ((m, mot, 2), (ma, acc, 3), (mb, bm, 4)):
        c[mask] = srgb(col)
        lab[mask] = L
    edge = np.zeros((h, w), bool)
    edge[:, 1:] |= lab[:, 1:] != lab[:, :-1]
    edge[1:] |= lab[1:] != lab[:-1]
    d = distance_transform_edt(~edge)
    wool = field((h, w), 7, seed) * .5 + field((h, w), 26, seed + 1) * .5 + field((h, w), 3, seed + 2) * .5
    c = c * (1 + .055 * wool + .03 * field((h, w), 160, seed + 3))[..., None]
    quilt = np.exp(-((np.abs((d % 26) - 13)) / 2.4) ** 2) * (d > 12)
    dash = (np.sin((x + y) * .34) > -.45) * (np.sin((x - y) * .34) > -.8)
    c = c * (1 - .20 * quilt * dash)[..., None]
    twist = .5 + .5 * np.sin((x * 1.0 + y * .8) * .62)
    k = np.clip((4.6 - d) / 1.2, 0, 1)
    c = put(c, k, srgb(cord)[None, None] * (.72 + .3 * twist)[..., None])
    rim = np.minimum(np.minimum(x, w - x), np.minimum(y, h - y))
    c = put(c, np.clip((9 - rim) / 2, 0, 1), srgb(cord)[None, None] * (.72 + .3 * twist)[..., None])
    hgt = .10 * wool + .9 * np.sqrt(np.clip(1 - (d / 5.0) ** 2, 0, 1)) * (.7 + .3 * twist) + .55 * np.tanh(d / 16) - .55 * gaussian_filter(quilt, 2)
    return np.clip(c, 0, 1), gaussian_filter(hgt, .8).astype(np.float32)


def hem_skirt(pal, wc=150, hc=210, seed=4):
    """A tube skirt: dark ground with fine pin stripes, and at the foot a deep hem of many woven bands."""
    g = np.zeros((hc, wc), int)
    i = np.arange(wc)
    for j in range(hc):
        q = hc - 1 - j
        row = g[j]
        if q >= 92:
            row[:] = np.where((q % 22 == 0), 3, np.where((q % 22 == 11) & (i % 4 < 2), 2, 0))
            continue
        if q in (0, 1, 2, 20, 21, 46, 47, 70, 71, 88, 89):
            row[:] = 1 if q % 2 else 3
        elif 3 <= q < 20:
            d = np.abs(i % 18 - 9) + np.abs(q - 11.5)
            row[:] = np.where(d < 3, 3, np.where(d < 6, 2, np.where(d < 8, 0, np.where(d > 14, 4, 1))))
        elif 22 <= q < 46:
            d = np.abs(i % 26 - 13) // 1 * 1.0 + np.abs(q - 34) * 1.05
            row[:] = np.where(d < 2.5, 3, np.where(d < 5, 1, np.where(d < 7, 0, np.where(d < 9.5, 4, np.where(d < 12, 0, 5)))))
            k = (i + 13) % 26 - 13
            row[:] = np.where(np.abs(k) + np.abs(q - 34) * .8 < 4, 2, row)
        elif 48 <= q < 70:
            z = np.abs((i + 0) % 14 - 7)
            row[:] = np.where(np.abs(q - 52 - z) < 2, 3, np.where(np.abs(q - 57 - z) < 1.5, 5, np.where(np.abs(q - 61 - z) < 1.2, 2, 0)))
        elif 72 <= q < 88:
            row[:] = np.where((i % 12 < 6) ^ (q % 8 < 4), np.where(np.abs(q - 80) < 4, 1, 5), 0)
            d = np.abs(i % 24 - 12) + np.abs(q - 80)
            row[:] = np.where(d < 5, 3, np.where(d < 7, 0, row))
        else:
            row[:] = 0
    return cellwork(g, pal, 9, seed=seed, ground_h=.30)


def reed_mat(pal, w=1200, h=2000, seed=8):
    """A plaited reed mat: flat shiny reeds across, thin warp lines, bands of black and brown geometry. pal: reed, black, brown."""
    x, y = xy(w, h)
    rw, cw = 8.0, 25.0
    j, i = np.floor(y / rw).astype(int), np.floor(x / cw).astype(int)
    nr, nc = int(h / rw), int(w / cw)
    r = np.random.default_rng(seed)
    g = np.zeros((nr + 2, nc + 2), int)
    J, I = np.mgrid[0:nr + 2, 0:nc + 2]
    e = np.minimum(I, nc - 1 - I)
    g[(e == 1) | (e == 2)] = 1
    g[(e == 4)] = 2
    q = J % 84
    mid = e > 5
    z = np.abs((I - nc // 2) % 12 - 6)
    g[mid & (np.abs(q - 10 - z) < 2)] = 1
    g[mid & (np.abs(q - 15 - z) < 1.5)] = 2
    g[mid & ((q == 4) | (q == 26))] = 1
    dd = np.abs((I - nc // 2) % 16 - 8) * 1.6 + np.abs(q - 56)
    g[mid & (dd < 4)] = 1
    g[mid & (dd >= 7) & (dd < 10)] = 2
    g[mid & (dd >= 12) & (dd < 14.5)] = 1
    g[mid & ((q == 76) | (q == 36) | (q == 78) | (q == 34))] = 2
    pc = np.array([srgb(p) for p in pal])
    jj, ii = np.clip(j, 0, nr + 1), np.clip(i, 0, nc + 1)
    c = pc[g[jj, ii]]
    tone = (1 + r.normal(0, .10, nr + 2))[jj] * (1 + r.normal(0, .03, (nr + 2, nc + 2)))[jj, ii]
    fib = field((h, w), (1.6, 60), seed + 1)
    cy = np.sin(np.pi * (y / rw % 1))
    wx = np.abs(x / cw % 1 - .5) * 2
    par = np.where((ii + jj) % 2 == 0, 1., -1.)
    hgt = .75 * cy ** .5 + .25 * par * (1 - wx ** 2)
    warp = np.exp(-((1 - wx) / .10) ** 2)
    c = c * (tone * (.74 + .30 * hgt) + .05 * fib)[..., None] * (1 - .35 * warp)[..., None]
    return np.clip(c, 0, 1), (hgt - .5 * warp + .08 * fib).astype(np.float32)


def bark_cloth(dark='#5a2c18', light='#a9673a', w=1536, h=1536, seed=7):
    """Beaten bark: a tangle of wandering fibres, the fine grooves of the mallet, stains, a few darned holes."""
    x, y = xy(w, h)
    fib = np.zeros((h, w), np.float32)
    for k, a in enumerate((0, .5, -.45, 1.0, -.9, .2)):
        u = x * math.cos(a) + y * math.sin(a) + 26 * field((h, w), 110, seed + 10 + k)
        v = -x * math.sin(a) + y * math.cos(a) + 34 * field((h, w), 90, seed + 20 + k)
        f = field((1024, 1024), (3, 46) if k < 3 else (2.2, 26), seed + k)
        fib += (1.3 if k < 3 else .8) * f[v.astype(int) % 1024, u.astype(int) % 1024]
    fib = fib / fib.std()
    groove = np.sin((y + 9 * field((h, w), 200, seed + 30)) * 2 * np.pi / 13) * np.clip(.5 + .5 * field((h, w), 90, seed + 31), 0, 1)
    big = field((h, w), 240, seed + 3) + .6 * field((h, w), 70, seed + 4)
    speck = np.clip(field((h, w), 4, seed + 6) * .6 - 1.1, 0, 1)
    t = np.clip(.46 + .12 * fib + .13 * big + .05 * groove, 0, 1)[..., None]
    c = srgb(dark) * (1 - t) + srgb(light) * t
    c = c * (1 - .35 * speck)[..., None]
    ridge = np.clip(fib - 1.2, 0, 1)[..., None]
    c = c * (1 - .25 * ridge) + srgb('#d9a06a') * .25 * ridge
    return np.clip(c, 0, 1), (.5 * fib + .35 * groove + .5 * big).astype(np.float32)
