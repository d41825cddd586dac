# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometry for the object pictures: meshes, strands, tubes, ribbons, lathes, boards, fuzz."""
import math

import bpy  # noqa: F401 (brings mathutils)
from mathutils import Matrix, Vector
from scipy.interpolate import CubicSpline

from studio_materials import *


def mesh(name, v, f, mat=None, uv=None, col=None):
    v, f = np.asarray(v, np.float32), np.asarray(f, np.int32)
    me = bpy.data.meshes.new(name)
    me.vertices.add(len(v))
    me.vertices.foreach_set('co', v.ravel())
    me.loops.add(f.size)
    me.loops.foreach_set('vertex_index', f.ravel())
    me.polygons.add(len(f))
    me.polygons.foreach_set('loop_start', np.arange(0, f.size, f.shape[1], dtype=np.int32))
    me.update(calc_edges=True)
    me.polygons.foreach_set('use_smooth', np.ones(len(f), bool))
    if uv is not None:
        me.uv_layers.new(name='UVMap').data.foreach_set('uv', np.asarray(uv, np.float32)[f.ravel()].ravel())
    if col is not None:
        c4 = np.ones((len(v), 4), np.float32)
        c4[:, :3] = col
        me.color_attributes.new('Col', 'FLOAT_COLOR', 'POINT').data.foreach_set('color', c4.ravel())
    me.validate()
    o = bpy.data.objects.new(name, me)
    bpy.context.collection.objects.link(o)
    if mat:
        me.materials.append(mat.m)
    return o


def grid(P, mat=None, uv=None, col=None, wrap_u=False, wrap_v=False, name='grid'):
    nu, nv = P.shape[:2]
    idx = np.arange(nu * nv).reshape(nu, nv)
    I, J = np.meshgrid(np.arange(nu if wrap_u else nu - 1), np.arange(nv if wrap_v else nv - 1), indexing='ij')
    I2, J2 = (I + 1) % nu, (J + 1) % nv
    f = np.stack([idx[I, J], idx[I2, J], idx[I2, J2], idx[I, J2]], -1).reshape(-1, 4)
    if uv is None:
        uv = np.stack(np.meshgrid(np.linspace(0, 1, nu), np.linspace(0, 1, nv), indexing='ij'), -1)
    return mesh(name, P.reshape(-1, 3), f, mat, uv.reshape(-1, 2), None if col is None else col.reshape(-1, 3))


def strands(paths, radius, mat, name='hair'):
    """Round fibres; paths is an (n,k,3) array or a list of (k,3) arrays."""
    sizes = [len(p) for p in paths]
    pts = np.concatenate([np.asarray(p, np.float32) for p in paths])
    hc = bpy.data.hair_curves.new(name)
    hc.add_curves(sizes)
    hc.points.foreach_set('position', pts.ravel())
    r = np.asarray(radius, np.float32)
    if r.ndim == 0:
        r = np.full(len(pts), r)
    elif len(r) == sizes[0]:
        r = np.tile(r, len(sizes))
    hc.points.foreach_set('radius', np.ascontiguousarray(r, np.float32))
    o = bpy.data.objects.new(name, hc)
    bpy.context.collection.objects.link(o)
    hc.materials.append(mat.m)
    return o


def frame(path, closed=False):
    path = np.asarray(path, float)
    T = np.roll(path, -1, 0) - np.roll(path, 1, 0) if closed else np.gradient(path, axis=0)
    T /= np.linalg.norm(T, axis=1, keepdims=True) + 1e-9
    N = np.cross(T, [0, 0, 1.])
    bad = np.linalg.norm(N, axis=1) < .05
    N[bad] = np.cross(T[bad], [1., 0, 0])
    for i in range(1, len(path)):
        if N[i] @ N[i - 1] < 0:
            N[i] *= -1
    N /= np.linalg.norm(N, axis=1, keepdims=True) + 1e-9
    return T, N, np.cross(T, N)


def tube(path, rad, mat, ring=16, closed=False, flat=1.0, cap=True):
    """Round (or flattened) rod along a path; the ends are closed by tapering."""
    path = np.asarray(path, float)
    rad = np.broadcast_to(np.asarray(rad, float), (len(path),)).copy()
    if cap and not closed:
        path = np.vstack([path[:1], path[:1], path, path[-1:], path[-1:]])
        rad = np.r_[0, rad[0] * .8, rad, rad[-1] * .8, 0]
    T, N, B = frame(path, closed)
    if cap and not closed:
        for A in (N, B):
            A[0] = A[1] = A[2]; A[-1] = A[-2] = A[-3]
    ph = np.linspace(0, TAU, ring, endpoint=False)
    P = path[:, None] + rad[:, None, None] * (np.cos(ph)[None, :, None] * N[:, None] + flat * np.sin(ph)[None, :, None] * B[:, None])
    return grid(P, mat, wrap_u=closed, wrap_v=True, name='tube')


def ribbons(paths, normals, width, thick, mat, cols=None, rounding=3.0):
    """Flat splints. paths, normals: (n,k,3)."""
    paths, normals = np.asarray(paths, float), np.asarray(normals, float)
    n, k = paths.shape[:2]
    T = np.gradient(paths, axis=1)
    T /= np.linalg.norm(T, axis=2, keepdims=True) + 1e-9
    S = np.cross(T, normals)
    S /= np.linalg.norm(S, axis=2, keepdims=True) + 1e-9
    U = np.cross(S, T)
    ph = np.linspace(0, TAU, 12, endpoint=False)
    cx = np.sign(np.cos(ph)) * np.abs(np.cos(ph)) ** (2 / rounding)
    sx = np.sign(np.sin(ph)) * np.abs(np.sin(ph)) ** (2 / rounding)
    w = np.broadcast_to(np.asarray(width, float).reshape(-1, 1, 1, 1), (n, 1, 1, 1)) / 2
    P = paths[:, :, None] + w * cx[None, None, :, None] * S[:, :, None] + thick / 2 * sx[None, None, :, None] * U[:, :, None]
    idx = np.arange(n * k * 12).reshape(n, k, 12)
    a, b = idx[:, :-1], idx[:, 1:]
    f = np.stack([a, b, np.roll(b, -1, 2), np.roll(a, -1, 2)], -1).reshape(-1, 4)
    uv = np.stack(np.broadcast_arrays(np.linspace(0, 1, k)[None, :, None] * 6 + np.arange(n)[:, None, None] * .37, cx[None, None] * .5 + .5), -1)
    col = None if cols is None else np.repeat(np.asarray(cols)[:, None], k * 12, 1).reshape(-1, 3)
    return mesh('ribbons', P.reshape(-1, 3), f, mat, uv.reshape(-1, 2), col)


def lathe(prof, mat, seg=256, disp=None, col=None):
    prof = np.asarray(prof, float)
    th = np.linspace(0, TAU, seg, endpoint=False)
    R, Z = np.repeat(prof[:, :1], seg, 1), np.repeat(prof[:, 1:2], seg, 1)
    TH = np.repeat(th[None], len(prof), 0)
    if disp is not None:
        T = np.gradient(prof, axis=0)
        T /= np.linalg.norm(T, axis=1, keepdims=True) + 1e-9
        s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))]
        d = disp(TH, np.repeat(s[:, None], seg, 1), R, Z)
        R, Z = R + d * T[:, 1:2], Z - d * T[:, :1]
    return grid(np.stack([R * np.cos(TH), R * np.sin(TH), Z], -1), mat, wrap_v=True, col=None if col is None else col(TH, R, Z), name='lathe')


def curve(pts, n=200):
    """A smooth line through the points, evenly spaced."""
    p = np.asarray(pts, float)
    d = np.r_[0, np.cumsum(np.sqrt(np.linalg.norm(np.diff(p, axis=0), axis=1)))]
    q = CubicSpline(d, p, bc_type='natural')(np.linspace(0, d[-1], n * 4))
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(q, axis=0), axis=1))]
    u = np.linspace(0, s[-1], n)
    return np.stack([np.interp(u, s, q[:, k]) for k in range(p.shape[1])], 1)


def box(c, size, mat, bevel=.03, rot=(0, 0, 0)):
    bpy.ops.mesh.primitive_cube_add(size=1, location=c, rotation=[math.radians(a) for a in rot])
    o = bpy.context.object
    o.scale = size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    b = o.modifiers.new('b', 'BEVEL')
    b.width, b.segments = bevel, 3
    o.data.materials.append(mat.m)
    return o


def plank(x0, x1, y0, y1, z, mat, along='x', thick=.15, bow=0):
    """A board lying flat, edges eased."""
    u = np.linspace(0, 1, 40)
    v = np.array([0, 0, .006, .02, .04, .1, .3, .5, .7, .9, .96, .98, .994, 1, 1])
    dz = np.array([-thick, -.03, -.012, -.004, 0, 0, 0, 0, 0, 0, 0, -.004, -.012, -.03, -thick])
    U, V = np.meshgrid(u, v, indexing='ij')
    X, Y = (x0 + (x1 - x0) * U, y0 + (y1 - y0) * V) if along == 'x' else (x0 + (x1 - x0) * V, y0 + (y1 - y0) * U)
    Z = z + dz[None] + bow * np.sin(U * 3)
    return grid(np.stack([X, Y, Z], -1), mat, uv=np.stack([U, V], -1), name='plank')


def fuzz(o, n, length, mat, seed=1, radius=.0013):
    """Short curled fibres over a mesh (felt, wool)."""
    g = np.random.default_rng(seed)
    me = o.data
    v = np.zeros(len(me.vertices) * 3, np.float32)
    me.vertices.foreach_get('co', v)
    v = v.reshape(-1, 3)
    f = np.zeros(len(me.loops), np.int32)
    me.loops.foreach_get('vertex_index', f)
    f = f.reshape(-1, 4)
    a, b, c = v[f[:, 0]], v[f[:, 1]], v[f[:, 3]]
    nr = np.cross(b - a, c - a)
    ar = np.linalg.norm(nr, axis=1) + 1e-12
    i = g.choice(len(f), n, p=ar / ar.sum())
    p = a[i] + (b[i] - a[i]) * g.random((n, 1)) + (c[i] - a[i]) * g.random((n, 1))
    nn = nr[i] / ar[i, None]
    t = g.normal(0, 1, (n, 3))
    t -= nn * (t * nn).sum(1, keepdims=True)
    t /= np.linalg.norm(t, axis=1, keepdims=True)
    L = np.minimum(g.gamma(2, length / 2, n), length * 3)
    q = np.linspace(0, 1, 5)
    w = np.cross(nn, t)
    P = p[:, None] + (t[:, None] * q[None, :, None] + w[:, None] * (np.sin(q * 3) * .4)[None, :, None] + nn[:, None] * (.6 * np.sin(q * 2.6))[None, :, None]) * L[:, None, None]
    h = strands(P, np.linspace(radius, radius * .5, 5), mat, 'fuzz')
    h.matrix_world = o.matrix_world
    return h


def put(objs, loc=(0, 0, 0), rot=(0, 0, 0), scale=1):
    """Move a group of objects (rotation in degrees, xyz order)."""
    from mathutils import Euler
    m = (Matrix.Translation(Vector(loc)) @ Euler([math.radians(a) for a in rot]).to_matrix().to_4x4()
         @ Matrix.Scale(scale, 4))
    bpy.context.view_layer.update()
    for o in objs:
        o.matrix_world = m @ o.matrix_world
    return objs
