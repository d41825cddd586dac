# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth textures: mirror work, white work, a pictorial appliqué."""
import math

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from tcloth import Ink, box_of, canvas, put, weave, xy
from tkit import field, srgb


def mirrors(gnd, pal, w=1536, seed=6):
    """Embroidery in rings and rays around small round mirrors. Returns colour, height and the mask of the glass."""
    x, y = xy(w, w)
    c, hb = weave(canvas(w, w, gnd), 6, 'plain', .05, .26)
    h = hb * .14
    glass = np.zeros((w, w), np.float32)
    wob = 1.4 * field((w, w), 26, 8)

    def stitch(m, col, ph, at, lift=1.0):
        k = np.abs(np.cos(ph))
        c[at] = put(c[at], m, srgb(col)[None, None] * (.70 + .36 * k)[..., None])
        h[at] = h[at] * (1 - m) + m * lift * (.55 + .45 * k)

    e = lambda v: np.clip(v / 2 + .5, 0, 1)

    def flower(cx, cy, R, k):
        q = int(R * 1.08 + 8)
        at = (slice(max(int(cy) - q, 0), min(int(cy) + q, w)), slice(max(int(cx) - q, 0), min(int(cx) + q, w)))
        X, Y = x[at] - cx, y[at] - cy
        r, th = np.hypot(X, Y) + wob[at], np.arctan2(Y, X)
        A, B, D = pal[k % len(pal)], pal[(k + 1) % len(pal)], pal[(k + 2) % len(pal)]
        n = 8
        pet = R * (.62 + .36 * np.abs(np.cos(th * n / 2)) ** .7)
        stitch(e(pet - r), A, th * R * .7 * np.pi / 5.2, at)
        pet2 = R * (.44 + .26 * np.abs(np.cos(th * n / 2)) ** .7)
        stitch(e(pet2 - r), B, th * R * .5 * np.pi / 5.2, at, 1.05)
        g = R * .27
        stitch(e(g * 1.62 - r), D, th * g * 1.3 * np.pi / 5.2, at, 1.25)
        m = e(g - r)
        c[at] = put(c[at], m, '#e9eef0')
        h[at] = h[at] * (1 - m) + m * .55
        glass[at] = np.maximum(glass[at], m)

    flower(w / 2, w / 2, 205, 0)
    for k in range(8):
        a = k * math.pi / 4
        flower(w / 2 + 395 * math.cos(a), w / 2 + 395 * math.sin(a), 112, 1 + k % 2)
        a += math.pi / 8
        flower(w / 2 + 262 * math.cos(a), w / 2 + 262 * math.sin(a), 46, 3)
    for sx in (-1, 1):
        for sy in (-1, 1):
            flower(w / 2 + sx * 560, w / 2 + sy * 560, 140, 2)
    for k in range(4):
        a = k * math.pi / 2 + math.pi / 2
        for q in (-1, 0, 1):
            flower(w / 2 + 600 * math.cos(a) + q * 190 * math.sin(a), w / 2 + 600 * math.sin(a) - q * 190 * math.cos(a), 62 if q else 78, 3 + q)
    # herringbone rings and a border of chain stitch
    r = np.hypot(x - w / 2, y - w / 2) + wob
    th = np.arctan2(y - w / 2, x - w / 2)
    al = (slice(None), slice(None))
    for R, col, t in ((518, pal[3], 9), (534, pal[1], 5), (318, pal[2], 5)):
        free = 1 - np.clip(gaussian_filter((h > .5).astype(np.float32), 2) * 2, 0, 1)
        stitch(np.clip(e(t - np.abs(r - R)), 0, 1) * free, col, th * R * np.pi / 7 + (r - R) * .25, al)
    b = np.minimum(np.minimum(x, w - x), np.minimum(y, w - y)) + wob
    for R, col, t in ((34, pal[0], 8), (54, pal[3], 5)):
        stitch(e(t - np.abs(b - R)), col, (x + y) * np.pi / 9, al)
    return np.clip(c, 0, 1), gaussian_filter(h, .8), gaussian_filter(glass, .6)


def whitework(gnd, thread, w=1600, h=1600, seed=3):
    """Shadow-work and satin sprigs in white on a pale cloth: paisley sprays, small flowers, a pulled-thread net."""
    x, y = xy(w, h)
    c, hb = weave(canvas(w, h, gnd), 5, 'plain', .03, .16)
    hh = hb * .10

    def satin(ink, a, lift=1.0, tone=1.0):
        m = ink.mask()
        at = box_of(m)
        m = m[at]
        k = np.abs(np.cos((x[at] * math.cos(a) + y[at] * math.sin(a)) * np.pi / 4.4))
        c[at] = put(c[at], m, srgb(thread)[None, None] * tone * (.80 + .22 * k)[..., None])
        hh[at] = hh[at] * (1 - m) + m * lift * (.5 + .5 * k)

    S = 400
    leaf = [Ink(w, h) for _ in range(4)]
    stem, dots, net = Ink(w, h), Ink(w, h), Ink(w, h)
    for a in range(-1, h // S + 2):
        for b in range(-1, w // S + 2):
            cx, cy = b * S + (S / 2 if a % 2 else 0), a * S
            fl = 1 if a % 2 else -1
            t = np.linspace(0, 1, 40)                       # paisley outline
            px = cx + fl * 118 * np.sin(np.pi * t) * (1 - .25 * t) + fl * 70 * t ** 3
            py = cy + 130 - 290 * t + 40 * np.sin(np.pi * t)
            qx = cx - fl * 92 * np.sin(np.pi * t) * (1 - .4 * t) + fl * 70 * t ** 3
            stem.line(list(zip(px, py)), 7)
            stem.line(list(zip(qx, py)), 7)
            net.poly(list(zip(px * .8 + cx * .2, py * .8 + cy * .2)) + list(zip(qx * .8 + cx * .2, py * .8 + cy * .2))[::-1])
            for k in range(6):
                g = k * math.pi / 3
                leaf[k % 2].petal(cx, cy + 30, 58, 13, g, 10)
            dots.dot(cx, cy + 30, 10)
            for k in range(9):
                i = 3 + k * 4
                for P, sg in ((px, 1), (qx, -1)):
                    an = math.atan2(py[i] - py[i - 1], P[i] - P[i - 1]) + sg * fl * 1.0
                    leaf[2 + k % 2].petal(P[i], py[i], 34, 8, an, 4)
            for k in range(5):
                g = k * math.tau / 5
                leaf[k % 2].petal(cx + S / 2, cy + 15, 34, 9, g, 5)
            for k in range(10):
                g = k * math.tau / 10
                dots.dot(cx + S / 2 + 52 * math.cos(g), cy + 15 + 52 * math.sin(g), 4.5)
    nm = net.mask()
    grid_ = ((np.abs(x % 15 - 7.5) < 3.2) & (np.abs(y % 15 - 7.5) < 3.2)).astype(np.float32) * (nm > .5)
    grid_ = gaussian_filter(grid_, .8)
    c = c * (1 - .45 * grid_)[..., None]
    hh = hh - .55 * grid_
    for k, ink in enumerate(leaf):
        satin(ink, (.4, 1.2, 2.0, 2.8)[k])
    satin(stem, .8, .8)
    satin(dots, .2, 1.3)
    return np.clip(c, 0, 1), gaussian_filter(hh, .7).astype(np.float32)


def applique(w=1500, h=1300, seed=5):
    """A pictorial panel of sewn-on cloth scraps: hills, a sun, houses, trees, a river, rows of crops."""
    x, y = xy(w, h)
    c, hb = weave(canvas(w, h, '#8fb4c9'), 6, 'plain', .05, .26)
    hh = hb * .12
    r = np.random.default_rng(seed)

    def printed_(col, col2, kind, s=34):
        f = np.zeros((h, w), np.float32)
        if kind == 'dot':
            f = (np.hypot(x % s - s / 2, (y + (x // s % 2) * s / 2) % s - s / 2) < s * .17).astype(np.float32)
        elif kind == 'stripe':
            f = ((x + .25 * y) % s < s * .4).astype(np.float32)
        elif kind == 'check':
            f = .5 * ((x % s < s / 2).astype(np.float32) + (y % s < s / 2).astype(np.float32))
        elif kind == 'leaf':
            u, v = x % s - s / 2, (y + (x // s % 2) * s / 2) % s - s / 2
            f = ((u + v * .5) ** 2 / (s * .12) ** 2 + (v - u * .5) ** 2 / (s * .34) ** 2 < 1).astype(np.float32)
        return put(canvas(w, h, col), gaussian_filter(f, .8), col2)

    def lay(ink, col, col2='#ffffff', kind='', thread='#efe6d2', lift=1.0, s=34):
        nonlocal c, hh
        m = (ink.mask() > .5)
        din = distance_transform_edt(m)
        dout = distance_transform_edt(~m)
        f = printed_(col, col2, kind, s)
        f, hb2 = weave(f, 6, 'plain', .05, .26, None, int(r.integers(99)))
        puff = np.tanh(din / 14)
        c = c * (1 - .42 * np.exp(-dout / 7) * (~m))[..., None]
        f = f * (.72 + .28 * puff)[..., None]
        c = np.where(m[..., None], f, c)
        hh = np.where(m, .35 + .75 * puff * lift + hb2 * .12, hh - .10 * np.exp(-dout / 6))
        # whipped stitches over the edge
        gy, gx = np.gradient(gaussian_filter(m.astype(np.float32), 3))
        th = np.arctan2(gy, gx)
        al = x * -np.sin(th) + y * np.cos(th)
        st = (np.abs(al % 22 - 11) < 3.0) & (din > 0) & (din < 13)
        st = gaussian_filter((st).astype(np.float32), 1.0)
        c = put(c, np.clip(st * 1.2, 0, 1), thread)
        hh = hh + .5 * st

    def new():
        return Ink(w, h)

    def ridge(y0, amp, ph, k):
        t = np.linspace(0, w, 60)
        i = new()
        i.poly([(0, h)] + list(zip(t, y0 + amp * np.sin(t / w * k + ph) + .3 * amp * np.sin(t / w * k * 2.3 + ph * 2))) + [(w, h)])
        return i
    i = new()                                              # sun and rays
    cx, cy = w * .74, h * .20
    for k in range(14):
        a = k * math.tau / 14
        i.poly([(cx + 124 * math.cos(a - .13), cy + 124 * math.sin(a - .13)), (cx + 124 * math.cos(a + .13), cy + 124 * math.sin(a + .13)), (cx + 196 * math.cos(a), cy + 196 * math.sin(a))])
    lay(i, '#d9642c', thread='#f0d9a0')
    i = new()
    i.dot(cx, cy, 112)
    lay(i, '#efb52e', '#e39a20', 'dot', '#9c3f1e')
    for bx, by, s in ((.20, .15, 1), (.44, .24, .75)):     # clouds
        i = new()
        for q, rr in ((-80, 44), (-20, 62), (50, 52), (100, 34)):
            i.dot(bx * w + q * s, by * h + 8 * math.sin(q), rr * s)
        lay(i, '#f3efe4', '#d8d6cf', 'stripe', '#7d95a8')
    lay(ridge(h * .46, 70, .6, 7.5), '#7c5f9e', '#9a82b8', 'dot', '#e7d9f0')
    lay(ridge(h * .54, 55, 2.6, 6), '#3f7a52', '#5c9869', 'leaf', '#e9e2b8')
    lay(ridge(h * .66, 40, 4.4, 5), '#c7892f', '#dba951', 'stripe', '#7a3d1c', s=40)
    i = new()                                              # river
    t = np.linspace(0, 1, 50)
    px = w * (.50 + .10 * np.sin(t * 5) - .16 * t)
    py = h * (.62 + .40 * t)
    wd = w * (.012 + .085 * t)
    i.poly(list(zip(px - wd, py)) + list(zip(px + wd, py))[::-1])
    lay(i, '#2f6fa8', '#5b95c4', 'stripe', '#dfeaf2', s=26)
    for bx, by, s, wl, rf, k in ((.13, .64, 1.05, '#d8433c', '#2c3f74', 'check'), (.33, .70, .9, '#f0e2c2', '#9c3227', 'dot'), (.70, .68, 1.15, '#e58f9b', '#7a2f52', 'stripe'), (.88, .63, .85, '#4aa39b', '#c9542c', 'dot')):
        X, Y = bx * w, by * h
        i = new()
        i.poly([(X - 78 * s, Y), (X + 78 * s, Y), (X + 78 * s, Y + 130 * s), (X - 78 * s, Y + 130 * s)])
        lay(i, wl, '#ffffff', k, '#f5efe0', s=24)
        i = new()
        i.poly([(X - 104 * s, Y + 4), (X, Y - 92 * s), (X + 104 * s, Y + 4)])
        lay(i, rf, '#c9b27c', 'stripe', '#f0d9a0', s=22)
        i = new()
        i.poly([(X - 22 * s, Y + 60 * s), (X + 22 * s, Y + 60 * s), (X + 22 * s, Y + 130 * s), (X - 22 * s, Y + 130 * s)])
        lay(i, '#3a2a26', thread='#e9c06a')
        for q in (-48, 48):
            i = new()
            i.poly([(X + (q - 17) * s, Y + 26 * s), (X + (q + 17) * s, Y + 26 * s), (X + (q + 17) * s, Y + 60 * s), (X + (q - 17) * s, Y + 60 * s)])
            lay(i, '#f2d675', thread='#5a3a20')
    for bx, by, s in ((.235, .60, .9), (.55, .62, .8), (.79, .60, .75), (.05, .74, 1.1), (.95, .80, 1.2)):
        X, Y = bx * w, by * h
        i = new()
        i.poly([(X - 10 * s, Y), (X + 10 * s, Y), (X + 13 * s, Y + 100 * s), (X - 13 * s, Y + 100 * s)])
        lay(i, '#6a4427', thread='#c99a62')
        i = new()
        for q in range(7):
            a = q * math.tau / 7
            i.dot(X + 40 * s * math.cos(a), Y - 34 * s + 40 * s * math.sin(a), 34 * s)
        i.dot(X, Y - 34 * s, 40 * s)
        lay(i, '#2f6b45', '#d2493a', 'dot', '#c9dba8', s=30)
    for k in range(3):                                     # rows of crops
        for q in range(6):
            X, Y = w * (.60 + .062 * q + .02 * k), h * (.84 + .055 * k)
            i = new()
            for sg in (-.7, 0, .7):
                i.petal(X, Y + 18, 44, 9, -math.pi / 2 + sg, 0)
            lay(i, '#4f9150', thread='#dfe9b0')
    i = new()
    i.d.rectangle([0, 0, w * 2, h * 2], fill=255)
    i.d.rectangle([46 * 2, 46 * 2, (w - 46) * 2, (h - 46) * 2], fill=0)
    lay(i, '#a3283a', '#c9485a', 'check', '#f0d9a0', s=18)
    return np.clip(c, 0, 1), gaussian_filter(hh, .8).astype(np.float32)
