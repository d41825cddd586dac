# SPDX-License-Identifier: GPL-3.0-or-later
"""Scene, light and camera for the object pictures, and the final JPEG.

One unit is about 12 cm. The ground lies at z = 0, the camera looks towards +y.
"""
import os

from studio_shapes import *


def reset(size, spp, exposure=0.4, look='AgX - Medium High Contrast'):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    s = bpy.context.scene
    s.render.engine = 'CYCLES'
    c = s.cycles
    c.device, c.samples = 'CPU', spp
    c.use_adaptive_sampling, c.adaptive_threshold = True, 0.08
    c.use_denoising, c.denoiser, c.denoising_quality = True, 'OPENIMAGEDENOISE', 'BALANCED'
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces, c.transmission_bounces = 5, 2, 2, 4
    c.caustics_reflective = c.caustics_refractive = False
    c.blur_glossy = 1.0
    s.render.resolution_x = s.render.resolution_y = size
    s.view_settings.view_transform, s.view_settings.look = 'AgX', look
    s.view_settings.exposure = exposure
    s.cycles_curves.shape = 'THICK'


def world(col='#eef0f2', strength=0.5):
    w = bpy.data.worlds.new('w')
    bpy.context.scene.world = w
    w.use_nodes = True
    bg = w.node_tree.nodes['Background']
    bg.inputs[0].default_value = (*lin(col), 1)
    bg.inputs[1].default_value = strength


def _aim(o, direction):
    o.rotation_euler = Vector(direction).to_track_quat('-Z', 'Y').to_euler()


def area(loc, target, size, power, col='#fff1dc'):
    l = bpy.data.lights.new('area', 'AREA')
    l.energy, l.size, l.color = power, size, lin(col)
    o = bpy.data.objects.new('area', l)
    bpy.context.collection.objects.link(o)
    o.location = loc
    _aim(o, Vector(target) - Vector(loc))
    return o


def point(loc, power, size=.05, col='#ffb868'):
    l = bpy.data.lights.new('p', 'POINT')
    l.energy, l.shadow_soft_size, l.color = power, size, lin(col)
    o = bpy.data.objects.new('p', l)
    bpy.context.collection.objects.link(o)
    o.location = loc
    return o


def sun(direction, strength, angle=1.5, col='#ffdfb2', gobo=None, centre=(0, 0, .6), seed=1):
    """Sunlight; gobo 'window' lets it in through panes, 'leaves' through a tree."""
    l = bpy.data.lights.new('sun', 'SUN')
    l.energy, l.angle, l.color = strength, math.radians(angle), lin(col)
    o = bpy.data.objects.new('sun', l)
    bpy.context.collection.objects.link(o)
    _aim(o, direction)
    d = Vector(direction).normalized()
    rot = d.to_track_quat('-Z', 'Y').to_euler()
    c = Vector(centre) - d * 7
    black = M('gobo').set(Base_Color='#000000')

    def blind(u, v, w, h, roll=0, leaf=False):
        if leaf:
            bpy.ops.mesh.primitive_circle_add(vertices=20, radius=.5, fill_type='NGON')
        else:
            bpy.ops.mesh.primitive_plane_add(size=1)
        b = bpy.context.object
        m3 = rot.to_matrix()
        b.matrix_world = (Matrix.Translation(c + m3 @ Vector((u, v, 0))) @ m3.to_4x4()
                          @ Matrix.Rotation(roll, 4, 'Z') @ Matrix.Diagonal((w, h, 1, 1)))
        b.data.materials.append(black.m)
        b.visible_camera = b.visible_diffuse = b.visible_glossy = False

    if gobo == 'window':
        for u in (-8.6, 8.6):
            blind(u, 0, 13.6, 30)
        for v in (-8.7, 8.7):
            blind(0, v, 30, 13.2)
        blind(0, 0, .16, 9)
        blind(0, .8, 9, .14)
        blind(0, -.8, 9, .14)
    if gobo == 'leaves':
        r = np.random.default_rng(seed)
        for _ in range(9):
            x, y, a = r.uniform(-4.5, 4.5), r.uniform(-3.5, 3.5), r.uniform(0, 6.3)
            for k in range(11):
                t = (k - 5) * .3
                for s in (-1, 1):
                    b = a + s * .8
                    blind(x + t * math.cos(a) + s * .0 + .33 * math.cos(b), y + t * math.sin(a) + .33 * math.sin(b), .62, .15, b, True)
    return o


def camera(loc, target, lens=70, fstop=5.6, focus=None):
    c = bpy.data.cameras.new('cam')
    c.lens = lens
    o = bpy.data.objects.new('cam', c)
    bpy.context.collection.objects.link(o)
    o.location = loc
    _aim(o, Vector(target) - Vector(loc))
    bpy.context.scene.camera = o
    c.dof.use_dof, c.dof.aperture_fstop = True, fstop
    c.dof.focus_distance = (Vector(focus or target) - Vector(loc)).length


def light(kind='left', k=1.0):
    """left, right: a soft window; back: window behind; high: overhead skylight; sun kinds add a gobo."""
    if kind == 'left':
        area((-4.6, -1.0, 4.1), (0, 0, .6), 2.6, 640 * k)
        area((4, -3, 2.5), (0, 0, .5), 3, 45 * k, '#dfe8ff')
    elif kind == 'right':
        area((4.5, -1.6, 3.6), (0, 0, .6), 2.2, 600 * k, '#fff4e4')
        area((-4, -3, 2.5), (0, 0, .5), 3, 45 * k, '#dfe8ff')
    elif kind == 'back':
        area((-3.4, 2.6, 4.6), (0, 0, .5), 2.2, 620 * k, '#fff0d8')
        area((2.5, -4.5, 3.0), (0, 0, .6), 3.5, 150 * k, '#eef2ff')
    elif kind == 'high':
        area((-1.2, .6, 5.5), (0, 0, .3), 2.6, 560 * k)
        area((2, -5, 2.5), (0, 0, .5), 3, 90 * k, '#e8eeff')


def render(path, jpg):
    """Render to a PNG beside the JPEG, then keep only a clean JPEG."""
    from PIL import Image
    s = bpy.context.scene
    s.render.image_settings.file_format = 'PNG'
    s.render.filepath = path
    bpy.ops.render.render(write_still=True)
    Image.frombytes('RGB', (i := Image.open(path).convert('RGB')).size, i.tobytes()).save(jpg, quality=83, optimize=True, progressive=True)
    os.remove(path)
