# SPDX-License-Identifier: GPL-3.0-or-later
"""Grounds and walls for the cloth pictures."""
from scipy.ndimage import gaussian_filter1d

from tkit import *


def tile_weave(n=1024, th=64, seed=1):
    """Plain weave tile: height, warp-on-top mask, thread ids."""
    y, x = np.mgrid[0:n, 0:n] / n * th
    r = np.random.default_rng(seed)
    wob = [gaussian_filter1d(r.standard_normal((th, n)), 18, axis=1, mode='wrap') for _ in range(2)]
    wx, wy = [w / w.std() for w in wob]
    ix, iy = np.floor(x).astype(int) % th, np.floor(y).astype(int) % th
    yy = np.broadcast_to(np.arange(n)[:, None], ix.shape)
    xx = np.broadcast_to(np.arange(n)[None], ix.shape)
    a, b = wx[ix, yy], wy[iy, xx]
    fx = np.clip(np.abs((x % 1) - .5 + .07 * a) * 2 / (1 + .14 * np.clip(a, -1.5, 2.5)), 0, 1)
    fy = np.clip(np.abs((y % 1) - .5 + .07 * b) * 2 / (1 + .14 * np.clip(b, -1.5, 2.5)), 0, 1)
    par = np.where((ix + iy) % 2 == 0, 1.0, -1.0)
    hw = np.sqrt(1 - fx ** 2 * .95) * .5 + .5 * par * np.cos(np.pi * ((y % 1) - .5))
    hf = np.sqrt(1 - fy ** 2 * .95) * .5 - .5 * par * np.cos(np.pi * ((x % 1) - .5))
    top = hw > hf
    h = np.maximum(hw, hf)
    return (h - h.min()) / (h.max() - h.min()), top, ix, iy


def linen(col='#e2d9c8', scale=22):
    h, top, ix, iy = tile_weave(seed=3)
    r = np.random.default_rng(5)
    tv = np.where(top, r.normal(0, .1, 64)[ix], r.normal(0, .1, 64)[iy])
    c = srgb(col) * np.clip(.74 + .32 * h + tv * .4, .3, 1.25)[..., None]
    return Mat('linen', rough=.9, sheen=.12).maps(c, h, .012, scale=(scale, scale))


def boards(c1, c2, c3, planks=5, seed=2, grain=1.0, rough=.6, paint=False, rot=0.0, scale=1.0, name='boards'):
    """Wooden boards running along the first texture axis; paint=True gives a flat coat with a little wear."""
    n = 1536
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n
    pid = np.clip((y * planks).astype(int), 0, planks - 1)
    r = np.random.default_rng(seed)
    long_ = field((n, n), (70, 520), seed) * .8 + field((n, n), (16, 300), seed + 1) * .35
    fine = field((n, n), (2.2, 60), seed + 3)
    fine2 = field((n, n), (5, 160), seed + 5)
    shift = r.uniform(0, 9, planks)[pid]
    g = .5 + .5 * np.sin(2 * np.pi * (y * planks * 2.1 + shift + .55 * long_ * grain))
    t = np.clip(.5 * g + .18 * fine2 + .12 * fine + .24 + r.normal(0, .08, planks)[pid], 0, 1)
    a, b, d = srgb(c1), srgb(c2), srgb(c3)
    c = np.where(t[..., None] < .5, a + (b - a) * t[..., None] * 2, b + (d - b) * (t[..., None] * 2 - 1))
    if paint:
        wear = np.clip(field((n, n), (8, 120), seed + 9) * .5 + fine * .4 - 1.15, 0, .45)[..., None]
        tone = 1 + .03 * field((n, n), 160, seed + 8)[..., None] + .018 * fine[..., None] + r.normal(0, .012, planks)[pid][..., None]
        c = b * tone * (1 - wear) + d * wear
    fy = (y * planks) % 1
    gap = np.exp(-(np.minimum(fy, 1 - fy) / .012) ** 2) if planks > 1 else np.zeros_like(y)
    c = c * (1 - .62 * gap[..., None])
    h = .10 * fine + .07 * fine2 - 1.1 * gap + .05 * g
    return Mat(name, rough=rough, sheen=0, spec=.25).maps(c, h, .012, .7, scale=(scale, scale), rot=rot)


def plaster(col='#e2d8c6', mottle=.05, rough=.95, name='plaster', bump=.012, seed=4):
    n = 1280
    big, mid, fine = field((n, n), 260, seed), field((n, n), 60, seed + 1), field((n, n), 8, seed + 2)
    trowel = field((n, n), (24, 120), seed + 4)
    c = srgb(col) * (1 + mottle * (.7 * big + .35 * mid + .12 * fine + .12 * trowel))[..., None]
    return Mat(name, rough=rough, sheen=0, spec=.15).maps(c, .5 * mid + .22 * fine + .16 * trowel + .6 * big, bump, .35)


def slate(col='#43474a', seed=6):
    n = 1280
    big, mid, fine = field((n, n), 300, seed), field((n, n), (40, 90), seed + 1), field((n, n), 3, seed + 2)
    c = srgb(col) * (1 + .10 * big + .07 * mid + .05 * fine)[..., None]
    vein = np.exp(-(np.abs(field((n, n), 200, seed + 5) - .4) / .02) ** 2)[..., None]
    c = c * (1 - vein * .15) + srgb('#9a9d98') * vein * .15
    h = np.tanh(2 * mid) * .3 + .10 * fine + .6 * big
    return Mat('slate', rough=.68, sheen=0, spec=.35).maps(c, h, .014, .4)


SURFACES = {
    'linen': lambda: linen('#e4dbca'), 'linen-grey': lambda: linen('#c9c7c0'), 'linen-sand': lambda: linen('#dcc9a8'),
    'oak': lambda: boards('#8c6a48', '#b8946a', '#cfac82', 5, 2, name='oak'),
    'walnut': lambda: boards('#3d291b', '#5d4129', '#7a5838', 4, 8, name='walnut'),
    'ash': lambda: boards('#b79d7b', '#d6bf9c', '#e3d0b2', 6, 5, name='ash'),
    'driftwood': lambda: boards('#8b8378', '#aaa193', '#c3baab', 6, 12, name='drift'),
    'paint-sage': lambda: boards('#8d9a80', '#a9b39a', '#d8d2bf', 6, 21, paint=True, name='sage'),
    'paint-blue': lambda: boards('#7f95a3', '#93a9b5', '#d5d8d4', 6, 22, paint=True, name='blue'),
    'paint-cream': lambda: boards('#d9cfbb', '#e7dfce', '#b9a586', 6, 23, paint=True, name='cream'),
    'paint-rose': lambda: boards('#c79a86', '#d3aa97', '#ece0d0', 6, 24, paint=True, name='rose'),
    'slate': lambda: slate(), 'slate-warm': lambda: slate('#5a524b', 9),
    'plaster': lambda: plaster('#e3d9c8'), 'plaster-white': lambda: plaster('#ece6da', .03),
    'clay': lambda: plaster('#cf9f83', .05), 'ochre': lambda: plaster('#d9b878', .05),
    'sage': lambda: plaster('#b4bba2', .04), 'dusk': lambda: plaster('#a7b3bb', .04),
    'teal': lambda: plaster('#5f7d7c', .05), 'earth': lambda: plaster('#9b7a62', .06),
    'terrazzo': lambda: plaster('#d5cdc2', .07, .6),
}


def ground(kind, z=0.0, size=16, seed=1, wrinkle=None, turn=0.0, at=(0, 0)):
    n = 240
    x = np.linspace(-size / 2, size / 2, n)
    X, Y = np.meshgrid(x, x, indexing='ij')
    w = (.010 if 'linen' in kind else .0) if wrinkle is None else wrinkle
    Z = z + w * field((n, n), 26, seed)
    c, s = math.cos(turn), math.sin(turn)
    P = np.stack([at[0] + X * c - Y * s, at[1] + X * s + Y * c, Z], -1)
    tile = 1 if 'linen' in kind else size / 8
    uv = np.stack(np.meshgrid(np.linspace(0, tile, n), np.linspace(0, tile, n), indexing='ij'), -1)
    return grid(P, SURFACES[kind](), uv=uv, name='ground')


def wall(kind, y=4.5, size=20):
    n = 12
    x = np.linspace(-size / 2, size / 2, n)
    X, Z = np.meshgrid(x, np.linspace(-4, size - 4, n), indexing='ij')
    tile = size / 7
    uv = np.stack(np.meshgrid(np.linspace(0, tile, n), np.linspace(0, tile, n), indexing='ij'), -1)
    if kind.startswith('paint') or kind in ('ash', 'oak', 'walnut', 'driftwood'):
        uv = uv[..., ::-1]                      # boards stand upright
    return grid(np.stack([X, 0 * X + y, Z], -1), SURFACES[kind](), uv=uv, name='wall')
