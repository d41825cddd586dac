# SPDX-License-Identifier: GPL-3.0-or-later
"""Object pictures for the sample catalogue.

    python objects.py NAME [SIZE=1000] [SAMPLES=12] [OUTDIR=out]     one picture (JPEG, no metadata)
    python objects.py --list                                         the names
"""
import importlib
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def scenes():
    """Import every scene module; each fills the registry."""
    from obj_registry import PICTURES
    for f in sorted(os.listdir(HERE)):
        if f.startswith('obj_') and f.endswith('.py'):
            importlib.import_module(f[:-3])
    return PICTURES


def run(name, size=1000, samples=12, out='out'):
    import studio_scene
    t = time.time()
    picture = scenes()[name]
    studio_scene.reset(size, samples, picture['exposure'])
    picture['build']()
    prep = time.time() - t
    os.makedirs(out, exist_ok=True)
    path = os.path.abspath(os.path.join(out, name))
    studio_scene.render(path + '.tmp.png', path + '.jpg')
    print('RESULT', name, 'prepare %.1fs all %.1fs' % (prep, time.time() - t), flush=True)


if __name__ == '__main__':
    arg = sys.argv[1:]
    if not arg or arg[0] == '--list':
        print('\n'.join(scenes()))
    else:
        run(arg[0], *(int(a) for a in arg[1:3]), *arg[3:4])
