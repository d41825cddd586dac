# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth textures, printed and dyed."""
import math
import random

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from tcloth import Ink, canvas, printed, put, weave, xy
from tkit import field


def sprig_print(kind, gnd, inks, w=1536, h=1536, per=7, seed=3, border=None):
    """Block prints. kind: sprig, lattice, pod, wheel; inks: colours of the blocks in order."""
    r = random.Random(seed)
    L = [Ink(w, h) for _ in range(4)]
    j = lambda s=1.6: r.gauss(0, s)
    if kind == 'sprig':                               # a stem with paired leaves and a round bud
        s = 192
        for a in range(-1, h // s + 2):
            for b in range(-1, w // s + 2):
                x, y = b * s + (s / 2 if a % 2 else 0) + j(), a * s * .86 + j()
                t = j(.03)
                L[0].line([(x + 46 * math.sin(t) * k / 4, y + 60 - 30 * k) for k in range(4)], 5)
                for k in range(3):
                    for sg in (-1, 1):
                        L[0].petal(x, y + 44 - 28 * k, 50 - 7 * k, 11, -math.pi / 2 + sg * 1.0, 6)
                for k in range(5):
                    L[1].petal(x, y - 40, 34, 9, -math.pi / 2 + (k - 2) * .55, 6)
                L[2].dot(x, y - 38, 9)
                for k in range(3):
                    L[2].dot(x + (k - 1) * 20, y + 84, 5)
    elif kind == 'lattice':                           # an ogee lattice with a tulip in each eye
        s = 256
        for a in range(-1, h // s + 2):
            for b in range(-1, 2 * w // s + 2):
                x, y = b * s / 2 + j(), a * s + (s / 2 if b % 2 else 0) + j()
                t = np.linspace(0, 1, 30)
                for sg in (-1, 1):
                    L[0].line(list(zip(x + sg * s / 4 * (1 - np.cos(np.pi * t)), y - s / 2 + s / 2 * t)), 9)
                    L[0].line(list(zip(x + sg * s / 4 * (1 - np.cos(np.pi * t)), y + s / 2 - s / 2 * t)), 9)
                for k in (-1, 0, 1):
                    L[1].petal(x, y + 30, 78 - 10 * abs(k), 17, -math.pi / 2 + k * .42, 4)
                L[2].petal(x, y + 28, 44, 8, -math.pi / 2, 4)
                for sg in (-1, 1):
                    L[3].petal(x, y + 64, 58, 11, -math.pi / 2 + sg * 1.15, 4)
                L[3].line([(x, y + 26), (x, y + 78)], 5)
                for sg in (-1, 1):
                    L[2].dot(x + sg * s / 4, y, 9)
    elif kind == 'pod':                               # drop-shaped pods with seeds, leaning left and right
        s = 210
        for a in range(-1, h // s + 2):
            for b in range(-1, w // s + 2):
                x, y = b * s + (s / 2 if a % 2 else 0) + j(), a * s * .9 + j()
                lean = .35 * (1 if (a + b) % 2 else -1) - math.pi / 2
                q = (x - 66 * math.cos(lean), y - 66 * math.sin(lean))
                L[0].petal(*q, 138, 46, lean, 0, blunt=.8)
                L[1].petal(q[0] + 18 * math.cos(lean), q[1] + 18 * math.sin(lean), 98, 30, lean, 0, blunt=.8)
                for k in range(5):
                    d = 34 + 15 * k
                    L[2].dot(q[0] + d * math.cos(lean), q[1] + d * math.sin(lean), 6.5)
                for sg in (-1, 1):
                    L[3].petal(*q, 54, 10, lean + math.pi + sg * .9, 2)
                L[2].dot(x + s / 2, y, 6)
    else:                                             # wheels of petals with dotted rings
        s = 300
        for a in range(-1, h // s + 2):
            for b in range(-1, w // s + 2):
                for ox, oy, sc in ((0, 0, 1), (s / 2, s / 2, .46)):
                    x, y = b * s + ox + j(), a * s + oy + j()
                    for k in range(12):
                        L[0].petal(x, y, 96 * sc, 17 * sc, k * math.pi / 6, 30 * sc)
                        L[1].petal(x, y, 80 * sc, 7 * sc, k * math.pi / 6, 44 * sc)
                    for k in range(24):
                        L[2].dot(x + 114 * sc * math.cos(k * math.pi / 12), y + 114 * sc * math.sin(k * math.pi / 12), 5.5 * sc + 1)
                    L[3].dot(x, y, 20 * sc)
    if border:                                        # a band along both selvedges
        for q in L:
            q.d.rectangle([0, 0, border * 2, h * 2], fill=0)
            q.d.rectangle([(w - border) * 2, 0, w * 2, h * 2], fill=0)
        for e, sg in ((0, 1), (w, -1)):
            for lo, hi in ((8, 20), (border - 22, border - 12)):
                L[0].d.rectangle(sorted([(e + sg * lo) * 2, (e + sg * hi) * 2])[:1] + [0] + sorted([(e + sg * lo) * 2, (e + sg * hi) * 2])[1:] + [h * 2], fill=255)
            for a in range(0, h + 1, 64):
                x = e + sg * border * .5
                L[1].petal(x - sg * 26, a, 56, 13, 0 if sg > 0 else math.pi, 0)
                L[2].dot(x, a + 32, 7)
    c = canvas(w, h, gnd)
    c = printed(c, [(q.mask(), col) for q, col in zip(L, inks)], seed)
    return weave(c, per, 'plain', .05, .26, None, seed)


def batik(gnd, mid, wax, w=1600, h=1600, seed=9, accent=None):
    """Wax resist: big fans of leaves kept pale, two dips of dye, and fine cracks where the wax broke."""
    x, y = xy(w, h)
    g = random.Random(seed)
    A, B, D = Ink(w, h), Ink(w, h), Ink(w, h)
    s = 400
    for a in range(-1, h // s + 2):
        for b in range(-1, w // s + 2):
            cx, cy = b * s + (s / 2 if a % 2 else 0), a * s * .92
            base = (math.pi / 2 if a % 2 else -math.pi / 2)
            oy = cy - math.sin(base) * 110
            for k in range(-4, 5):
                L = 250 - 13 * abs(k)
                A.petal(cx, oy, L, 27, base + k * .30, 40)
                B.petal(cx, oy, L - 26, 9, base + k * .30, 76)
            A.dot(cx, oy, 34)
            B.dot(cx, oy, 19)
            for k in range(15):
                t = base + (k - 7) * .21
                D.dot(cx + 285 * math.cos(t), oy + 285 * math.sin(t), 8)
            for k in range(22):
                D.dot(cx + g.uniform(-s / 2, s / 2), cy + g.uniform(-s / 2, s / 2), g.uniform(2.5, 5))
    dx, dy = 5 * field((h, w), 30, 1), 5 * field((h, w), 30, 2)
    m, mb, md = A.mask(), B.mask(), D.mask()
    bleed = gaussian_filter(m, 2)
    c = canvas(w, h, gnd)
    c = put(c, np.clip(gaussian_filter(m, 9) * 1.3, 0, 1) * .55, mid)
    c = put(c, bleed, wax)
    c = put(c, gaussian_filter(mb, 1.5), accent or mid)
    c = put(c, gaussian_filter(md, 1.5), wax)
    pts = np.random.default_rng(seed).uniform(0, 1, (900, 2)) * [w, h]
    q = np.stack([x + 22 * field((h, w), 70, 5) + dx, y + 22 * field((h, w), 70, 6) + dy], -1)[::2, ::2].reshape(-1, 2)
    d, _ = cKDTree(pts).query(q, k=2, workers=1)
    cr = (d[:, 1] - d[:, 0]).reshape(h // 2, w // 2).repeat(2, 0).repeat(2, 1)
    strength = np.clip(.75 + .4 * field((h, w), 160, 7), 0, 1)
    crack = np.exp(-(cr / 4.2) ** 2) * strength
    c = put(c, gaussian_filter(crack, .8) * .78 * np.clip(bleed + md + .12, 0, 1), gnd)
    c = put(c, crack * .26, wax)
    c = c * (1 + .05 * field((h, w), 90, 8))[..., None]
    return weave(c, 5, 'plain', .03, .18, None, seed)


def tied(gnd, dot, spot, w=1200, h=2000, seed=8, band=None):
    """Tie-dye: rows of small rings with a coloured heart, in a field of diamonds and lines."""
    x, y = xy(w, h)
    s = 40
    c = canvas(w, h, gnd)
    c = c * (1 + .07 * field((h, w), 120, 3) + .03 * field((h, w), 18, 4))[..., None]
    u, v = x + 4 * field((h, w), 40, 1), y + 4 * field((h, w), 40, 2)
    ix, iy = np.floor(u / s), np.floor(v / s)
    sel = ((ix % 10 - 4.5).__abs__() + (iy % 10 - 4.5).__abs__())
    on = (sel < 2.1) | ((sel > 4.0) & (sel < 5.1)) | (iy % 10 == 0)
    rr = np.hypot(u % s - s / 2, (v % s - s / 2) * 1.05)
    ring = np.clip((12.5 - rr) / 3, 0, 1) * on
    core = np.clip((4.2 - rr) / 3, 0, 1) * on
    c = put(c, gaussian_filter(ring, 1.2) * .95, dot)
    c = put(c, gaussian_filter(core, 1.0) * .9, spot)
    if band:
        e = np.minimum(y, h - y)
        c = put(c, np.clip((e < 150).astype(float), 0, 1), band)
        c = put(c, ((e > 150) & (e < 164)).astype(float), dot)
    c, hb = weave(c, 5, 'plain', .05, .2)
    return c, (hb * .4 + gaussian_filter(core, 6) * 3).astype(np.float32)
