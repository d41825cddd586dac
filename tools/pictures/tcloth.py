# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth textures, woven. Each returns (colour, height): arrays H x W (x 3), sRGB 0..1.

u runs across the cloth, v along it. The motifs are our own geometry, in the spirit of a technique;
none copies a named community's design.
"""
import math

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from tkit import field, srgb


def canvas(w, h, col):
    return np.ones((h, w, 3), np.float32) * srgb(col)


def xy(w, h):
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    return x, y


def put(c, m, col):
    m = np.asarray(m, np.float32)[..., None]
    return c * (1 - m) + (srgb(col) if isinstance(col, str) else col) * m


def soft(t, s=.03):
    return 1 / (1 + np.exp(-np.clip(t / s, -40, 40)))


class Ink:
    """Shapes drawn at twice the size, read back as a soft mask."""

    def __init__(self, w, h):
        self.w, self.h = w, h
        self.im = Image.new('L', (w * 2, h * 2))
        self.d = ImageDraw.Draw(self.im)

    def poly(self, pts, fill=255):
        self.d.polygon([(float(x) * 2, float(y) * 2) for x, y in pts], fill=fill)

    def dot(self, x, y, r, fill=255):
        self.d.ellipse([2 * (x - r), 2 * (y - r), 2 * (x + r), 2 * (y + r)], fill=fill)

    def line(self, pts, width, fill=255):
        self.d.line([(float(x) * 2, float(y) * 2) for x, y in pts], fill=fill, width=int(width * 2), joint='curve')

    def petal(self, x, y, length, width, ang, start=0.0, fill=255, blunt=1.0):
        t = np.linspace(0, 1, 16)
        w = width * np.sin(np.pi * t ** blunt) ** .8
        a = start + t * (length - start)
        ca, sa = math.cos(ang), math.sin(ang)
        side = [(x + a[i] * ca - s * w[i] * sa, y + a[i] * sa + s * w[i] * ca) for s, o in ((1, 1), (-1, -1)) for i in range(16)[::o]]
        self.poly(side, fill)

    def mask(self):
        return np.asarray(self.im.resize((self.w, self.h), Image.LANCZOS), np.float32) / 255


def box_of(m):
    """The window of a mask that holds anything, so that small shapes cost little."""
    r, c = np.flatnonzero(m.any(1)), np.flatnonzero(m.any(0))
    return (slice(r[0], r[-1] + 1), slice(c[0], c[-1] + 1)) if len(r) else (slice(0, 1), slice(0, 1))


def weave(c, per=8, kind='plain', slub=.05, depth=.30, weft=None, seed=0):
    """Lay the structure of a weave over a colour; per is the thread's width in pixels."""
    H, W = c.shape[:2]
    x, y = xy(W, H)
    x = x + .12 * per * field((H, W), 60, seed + 1)
    y = y + .12 * per * field((H, W), 60, seed + 2)
    ix, iy = np.floor(x / per), np.floor(y / per)
    cx, cy = np.cos(np.pi * (x / per % 1 - .5)), np.cos(np.pi * (y / per % 1 - .5))
    par = np.where((ix + iy) % 2 == 0, 1.0, -1.0).astype(np.float32)
    if kind == 'plain':
        h = np.maximum(cx * (.55 + .45 * par * cy), cy * (.55 - .45 * par * cx))
    elif kind == 'warp':            # ribs along the cloth
        h = .6 * cx + .4 * (.5 + .5 * np.sin(np.pi * (y / per + ix)))
    elif kind == 'weft':            # ribs across the cloth
        h = .6 * cy + .4 * (.5 + .5 * np.sin(np.pi * (x / per + iy)))
    elif kind == 'twill':
        h = .5 + .5 * np.sin(2 * np.pi * (x + y) / (per * 2.2))
    else:
        h = np.zeros_like(x)
    if weft is not None:
        m = np.clip((.42 - h) * 3, 0, 1) * .6
        c = put(c, m, weft)
    s = slub * (.6 * field((H, W), (per * .8, per * 14), seed + 3) + .6 * field((H, W), (per * 14, per * .8), seed + 4))
    c = c * np.clip(1 - depth * .55 + depth * h + s, .2, 1.4)[..., None]
    c = c * (1 + .03 * field((H, W), 170, seed + 5))[..., None]
    return np.clip(c, 0, 1), (h + 1.2 * s).astype(np.float32)


def printed(c, inks, seed=0, dry=.5):
    """Block printing: each ink a mask and a colour, laid a little out of register and dry in places."""
    H, W = c.shape[:2]
    r = np.random.default_rng(seed)
    for k, (m, col) in enumerate(inks):
        m = np.roll(m, (int(r.normal(0, 1.6)), int(r.normal(0, 1.6))), (0, 1))
        m = m * np.clip(1.05 - dry * np.clip(field((H, W), 6, seed + k) * .5 + field((H, W), 40, seed + 9 + k) * .35 - .55, 0, 1.2), 0, 1)
        c = put(c, m * .96, srgb(col) * (1 + .05 * field((H, W), 70, seed + 20 + k))[..., None])
    return c


def ikat(pal, w=1600, h=2000, th=400, cols=4, period=800, form='diamond', seed=11):
    """Warp ikat: the design slips along each bundle of warp threads. pal: ground, dark, light, bright, spot."""
    gnd, dark, light, bright, spot = pal
    r = np.random.default_rng(seed)
    per = w // th
    b = np.cumsum(r.normal(0, 1, th // 6 + 1))
    b = (b - gaussian_filter1d(b, 6)).repeat(6)[:th]
    off = b * 6 + r.normal(0, 8, th) + r.normal(0, 11, th // 6 + 1).repeat(6)[:th]
    y = np.arange(h)[None] + off[:, None] + 40 * gaussian_filter1d(r.normal(0, 1, (th, h)), 60, axis=1)
    x = (np.arange(th)[:, None] + .5) / th
    u = np.abs((x * cols) % 1 - .5) * 2
    v = np.abs((y / period) % 1 - .5) * 2
    v2 = np.abs((y / period + .5) % 1 - .5) * 2
    if form == 'arrow':
        col_id = np.floor(x * cols) % 2
        v = np.where(col_id == 0, (y / period) % 1, (y / period + .5) % 1)
        d = np.abs(v * 2 - 1 + .75 * (u - .5)) + .32 * u
    else:
        d = u * .95 + v * 1.05
    sm = .022
    band = lambda lo, hi: soft(d - lo, sm) * soft(hi - d, sm)
    c = np.ones((th, h, 3)) * srgb(gnd)
    c = put(c, band(.72, .88), light)
    c = put(c, band(.52, .66), dark)
    c = put(c, band(.36, .44), light)
    c = put(c, soft(.26 - d, sm), bright)
    c = put(c, soft(.10 - d, sm), spot)
    d2 = (1 - u) * .95 + v2 * 1.05 if form != 'arrow' else 9 + 0 * d
    for q, cc in ((.30, dark), (.22, light), (.12, gnd)):
        c = put(c, soft(q - d2, sm), cc)
    tooth = np.abs((y / period * 16) % 1 - .5) * 2
    c = put(c, band(.90, 1.0) * soft(tooth - .5, .1), dark)
    bx = np.minimum(x, 1 - x)
    for lo, hi, cc in ((0, .03, dark), (.03, .042, bright), (.042, .07, gnd), (.07, .078, light)):
        c = put(c, ((bx >= lo) & (bx < hi)) * np.ones((1, h)), cc)
    c = gaussian_filter1d(c, 5, axis=1) * (1 + r.normal(0, .07, (th, 1, 1)))
    c = np.repeat(c, per, 0).transpose(1, 0, 2).astype(np.float32)
    return weave(c, per * 1.0 if per > 5 else 6, 'warp', .03, .34)


def stripes(spec, w=1536, h=1536, per=6, seed=1, kind='plain', checks=None, weft=None):
    """Warp stripes; spec: [(part, colour)...] across; checks: weft bands laid over by half."""
    tot = sum(a for a, _ in spec)
    edges = np.cumsum([a for a, _ in spec]) / tot
    r = np.random.default_rng(seed)
    xs = (np.arange(w) + .5) / w
    row = np.array([srgb(spec[min(int(np.searchsorted(edges, q)), len(spec) - 1)][1]) for q in xs])
    row = row * (1 + np.repeat(r.normal(0, .05, w // per + 1), per)[:w, None])
    c = np.broadcast_to(row[None], (h, w, 3)).astype(np.float32).copy()
    if checks:
        tot = sum(a for a, _ in checks)
        ed = np.cumsum([a for a, _ in checks]) / tot
        cl = [checks[min(int(np.searchsorted(ed, q)), len(checks) - 1)][1] for q in (np.arange(h) + .5) / h]
        for colr in set(k for k in cl if k):
            m = np.array([1.0 if k == colr else 0 for k in cl])[:, None] * np.ones((1, w))
            c = put(c, m * .62, colr)
    return weave(c, per, kind, .05, .30, weft, seed)


def cellwork(cells, pal, px=10, kind='brick', ground_h=.25, gnd=0, seed=0):
    """Pattern laid in by extra weft on a ground: cells is an array of palette indices."""
    hc, wc = cells.shape
    big = np.repeat(np.repeat(cells, px, 0), px, 1)
    H, W = big.shape
    cols = np.array([srgb(p) for p in pal])
    x, y = xy(W, H)
    c = cols[big].astype(np.float32)
    fl = (big != gnd).astype(np.float32)
    r = np.random.default_rng(seed)
    c = c * (1 + r.normal(0, .05, (hc, 1, 1)).repeat(px, 0) + r.normal(0, .04, (hc, wc, 1)).repeat(px, 0).repeat(px, 1))
    prof = np.abs(np.sin(np.pi * y / px))
    brk = np.abs(np.sin(np.pi * (x / px + .5 * (np.floor(y / px) % 2))))
    h = np.where(fl > 0, .45 + .55 * prof * (.75 + .25 * brk), ground_h * prof + .2 * np.abs(np.sin(np.pi * x * 2 / px)) * .6)
    h = h + .05 * field((H, W), (3, 24), seed + 1)
    c = c * (.74 + .34 * h)[..., None]
    return np.clip(gaussian_filter(c, (.6, .6, 0)), 0, 1), gaussian_filter(h, .7)


def stole(pal, wc=144, hc=176, seed=3):
    """Geometric stole: bands of stepped lozenges, saw teeth and little hooks in many colours on a pale or dark ground."""
    g = np.zeros((hc, wc), int)
    n = len(pal) - 1
    y0 = 0
    bands = ['saw', 'loz', 'saw2', 'step', 'saw', 'hook', 'saw2', 'loz', 'saw', 'step', 'saw2', 'hook']
    i = np.arange(wc)
    for b, kind in enumerate(bands):
        hb = {'saw': 8, 'saw2': 6, 'loz': 33, 'step': 20, 'hook': 16}[kind]
        for j in range(hb):
            if y0 + j >= hc:
                break
            row = g[y0 + j]
            if kind == 'saw':
                k = np.abs((i % 12) - 6)
                row[:] = np.where(k <= j - 1, 1 + (b + i // 12) % n, 0)
                if j in (0, 7):
                    row[:] = 1 + b % n
            elif kind == 'saw2':
                row[:] = np.where((i + j) % 6 < 3, 1 + (b * 2) % n, 0) if 1 <= j <= 4 else 1 + (b * 2 + 1) % n
            elif kind == 'loz':
                p = 24
                d = (np.abs(i % p - p // 2) // 2 * 2) * 1.25 + (abs(j - 16) // 2 * 2)
                q = i // p
                row[:] = np.where(d < 4, 1 + (q + 2 + b) % n, np.where(d < 8, 0, np.where(d < 12, 1 + (q + b) % n, np.where(d < 15, 1 + (q + 3) % n, 0))))
                e = np.abs((i + 12) % p - p // 2) * 1.25 + min(abs(j), abs(32 - j))
                row[:] = np.where(e < 5, 1 + (q + 1) % n, np.where(e < 8, 0, row))
            elif kind == 'step':
                k = (i % 16)
                s = np.where(k < 8, k, 15 - k) // 2 * 2
                lo = s + 3
                row[:] = np.where(np.abs(j - lo - 2) < 3, 1 + (b + 1) % n, np.where(np.abs(j - lo - 7) < 2, 1 + (b + 3) % n, 0))
            else:
                k, m = i % 14, j
                cross = ((np.abs(k - 6) <= 1) & (2 <= m) & (m <= 13)) | ((np.abs(m - 7.5) <= 1) & (k >= 1) & (k <= 11)) \
                    | ((k <= 2) & (4 <= m) & (m <= 8)) | ((k >= 10) & (k <= 11) & (7 <= m) & (m <= 11))
                row[:] = np.where(cross, 1 + (b + i // 14) % n, 0)
        y0 += hb + 3
    return cellwork(g, pal, 10, seed=seed)


def runner(pal, wc=120, hc=260, stripe=None, seed=4):
    """Backstrap-like runner: warp stripes at the sides, a column of nested diamonds in the middle."""
    gnd, c1, c2, c3, c4 = range(5)
    g = np.zeros((hc, wc), int)
    i, j = np.arange(wc)[None], np.arange(hc)[:, None]
    b = np.minimum(i, wc - 1 - i)
    for lo, hi, k in ((0, 3, c1), (5, 7, c2), (9, 15, c3), (15, 17, c4), (17, 19, c3), (22, 23, c2), (26, 27, c1)):
        g[:, :] = np.where((b >= lo) & (b < hi), k, g)
    m = np.abs(i - (wc - 1) / 2) + 0 * j
    p = 56
    v = np.abs(j % p - p // 2)
    d = m // 2 * 2 * 1.0 + v // 2 * 2 * .9
    which = (j // p) % 2
    inn = m < 30
    for lo, hi, k, k2 in ((23, 26, c1, c3), (16, 21, c2, c2), (9, 13, c4, c1), (0, 5, c3, c4)):
        g = np.where(inn & (d >= lo) & (d < hi), np.where(which, k2, k), g)
    e = np.abs(m - 24) + np.abs((j + p // 2) % p - p // 2)
    g = np.where(inn & (e < 4), c4, g)
    g = np.where(inn & (e >= 5) & (e < 7), c2, g)
    return cellwork(g, pal, 8, seed=seed, ground_h=.4)


def herringbone(pal, w=1536, h=1800, per=7, seed=6):
    """Undyed wool: broad blocks of greys and browns in a herringbone twill. pal: list of (part, colour) along the cloth."""
    x, y = xy(w, h)
    tot = sum(a for a, _ in pal)
    ed = np.cumsum([a for a, _ in pal]) / tot
    row = np.array([srgb(pal[min(int(np.searchsorted(ed, q)), len(pal) - 1)][1]) for q in (np.arange(h) + .5) / h])
    row = gaussian_filter1d(row, 3, axis=0)
    c = np.broadcast_to(row[:, None], (h, w, 3)).astype(np.float32).copy()
    zz = np.abs((x / per) % 20 - 10)
    ph = zz * per + y
    s = .5 + .5 * np.sin(2 * np.pi * ph / (per * 4))
    sp = field((h, w), (2, 9), seed)
    c = c * (.80 + .30 * s + .05 * sp)[..., None]
    c = put(c, np.clip(.55 - s, 0, 1) * .45, '#e9e0d0')
    hgt = s * .8 + .12 * sp + .1 * np.abs(np.sin(np.pi * x / per))
    return np.clip(c * (1 + .04 * field((h, w), 150, 3))[..., None], 0, 1), gaussian_filter(hgt, .8).astype(np.float32)


def plain(col, w=1024, h=1024, per=7, slub=.09, kind='plain', depth=.34, seed=1, fleck=None):
    c = canvas(w, h, col)
    if fleck:
        c = put(c, np.clip(field((h, w), (2.5, 40), seed) * .5 - .8, 0, .8), fleck)
        c = put(c, np.clip(field((h, w), (40, 2.5), seed + 1) * .5 - .8, 0, .8), fleck)
    return weave(c, per, kind, slub, depth, None, seed)
