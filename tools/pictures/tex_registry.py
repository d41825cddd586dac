# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of cloth pictures: each scene registers itself with its catalogue line."""
PICTURES = {}


def picture(name, obj, craft, materials, palette, suits, alt):
    def keep(fn):
        PICTURES[name] = dict(fn=fn, row=(name + '.jpg', obj, craft, materials, palette, suits, alt))
        return fn
    return keep
