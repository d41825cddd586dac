# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth pictures for the sample catalogue.

    python textiles.py NAME [SIZE=1000] [SAMPLES=12] [OUTDIR=out]     one picture (JPEG, no metadata)
    python textiles.py --list                                         the names

Object units are about 20 cm.
"""
import importlib
import os
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def scenes():
    """Import every scene module; each fills the registry."""
    from tex_registry import PICTURES
    for f in sorted(os.listdir(HERE)):
        if f.startswith('tex_') and f.endswith('.py'):
            importlib.import_module(f[:-3])
    return PICTURES


def run(name, size=1000, samples=12, out='out'):
    import bpy
    from PIL import Image
    from tkit import reset, world
    t = time.time()
    picture = scenes()[name]
    s = reset(size, samples)
    world()
    picture['fn']()
    prep = time.time() - t
    tmp = os.path.join(tempfile.mkdtemp(), 'r.png')
    s.render.image_settings.file_format, s.render.filepath = 'PNG', tmp
    bpy.ops.render.render(write_still=True)
    os.makedirs(out, exist_ok=True)
    im = Image.open(tmp).convert('RGB')
    Image.frombytes('RGB', im.size, im.tobytes()).save(os.path.join(out, name + '.jpg'), quality=83, optimize=True, progressive=True)
    os.remove(tmp)
    print('RESULT', name, 'prepare %.1fs all %.1fs' % (prep, time.time() - t), flush=True)


if __name__ == '__main__':
    arg = sys.argv[1:]
    if not arg or arg[0] == '--list':
        print('\n'.join(scenes()))
    else:
        run(arg[0], *(int(a) for a in arg[1:3]), *arg[3:4])
