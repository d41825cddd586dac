# SPDX-License-Identifier: GPL-3.0-or-later
"""Crochet as real thread."""
import math

import numpy as np

from tkit import strands


def doily(mat, R=1.9, seed=3, rad=.013):
    """Crochet from above: a heart of posts, rings of arches, petals, and a picot edge; each line a two-ply thread."""
    g = np.random.default_rng(seed)
    paths = []

    def add(p, z=.03, turns=None):
        p = np.asarray(p, float)
        n = 48
        s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
        q = np.linspace(0, s[-1], n)
        p = np.stack([np.interp(q, s, p[:, k]) for k in range(2)], 1)
        t = np.gradient(p, axis=0)
        t /= np.linalg.norm(t, axis=1, keepdims=True) + 1e-9
        nx = np.stack([-t[:, 1], t[:, 0]], 1)
        ph = q / .05 * 2 * np.pi / 2.4 + g.uniform(0, 6)
        for k in range(2):
            a = ph + k * np.pi
            off = rad * .62 * np.cos(a)[:, None] * nx
            paths.append(np.c_[p + off, z + rad * .62 * np.sin(a) + .004 * g.normal()])

    pol = lambda r, a: (r * math.cos(a), r * math.sin(a))
    t = np.linspace(0, 1, 40)

    def ringline(r, wob=0.0, n=12, z=.03):
        for k in range(n):
            a = 2 * np.pi * (k + t) / n
            rr = r * (1 + wob * np.cos(a * 24))
            add(np.stack([rr * np.cos(a), rr * np.sin(a)], 1), z)

    def posts(r0, r1, n, tilt=0.0, z=.034):
        for k in range(n):
            a = 2 * np.pi * (k + .5) / n + g.normal(0, .004)
            add([pol(r0, a), pol((r0 + r1) / 2, a + tilt / 2), pol(r1, a + tilt)], z)

    def arches(r0, r1, n, sh=0.0, lobes=1.0, z=.03):
        for k in range(n):
            a = 2 * np.pi * (k + sh + t * lobes - lobes / 2 + .5) / n
            rr = r0 + (r1 - r0) * np.sin(np.pi * t) ** .7
            add(np.stack([rr * np.cos(a), rr * np.sin(a)], 1), z)

    ringline(.10, n=4), posts(.10, .24, 16), ringline(.24, n=6), posts(.24, .40, 32), ringline(.40), ringline(.425, z=.04)
    arches(.42, .60, 16), arches(.58, .76, 16, .5), arches(.73, .90, 16)
    ringline(.90), posts(.90, 1.06, 72), ringline(1.06), ringline(1.085, z=.04)
    for k in range(16):                       # petals filled with posts
        a0 = 2 * np.pi * (k + .5) / 16
        for q in np.linspace(-1, 1, 9):
            a = a0 + q * .155
            add([pol(1.09, a0 + q * .12), pol(1.09 + .36 * (1 - .75 * q * q), a)], .034)
        aa = a0 + .17 * np.linspace(-1, 1, 40)
        rr = 1.09 + .36 * (1 - .75 * np.linspace(-1, 1, 40) ** 2)
        for e in (0, .022):
            add(np.stack([(rr + e) * np.cos(aa), (rr + e) * np.sin(aa)], 1), .04)
    arches(1.34, 1.56, 32, 0), arches(1.50, 1.70, 32, .5)
    arches(1.64, R, 32, 0), arches(1.66, R - .05, 32, 0)
    for k in range(32):                       # picots
        for d in (-.26, 0, .26):
            a = 2 * np.pi * (k + .5 + d) / 32
            c = np.array(pol((1.64 + (R - 1.64) * math.sin(math.pi * (.5 + d)) ** .7) + .025, a))
            w = np.linspace(0, 2 * np.pi, 20)
            add(c + .028 * np.stack([np.cos(w), np.sin(w)], 1), .034)
    P = np.array(paths)
    P[..., 2] += .010 * np.sin(P[..., 0] * 5 + 1) * np.cos(P[..., 1] * 4)
    P[..., 2] = np.maximum(P[..., 2], rad)
    return strands(P, rad * .66, mat)
