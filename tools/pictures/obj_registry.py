# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of pictures: each maker function registers itself with its catalogue line."""
FIELDS = ('file', 'object', 'craft', 'materials', 'palette', 'suits', 'alt_text')
PICTURES = {}


def picture(name, obj, craft, materials, palette, suits, alt, exposure=.4):
    def add(build):
        PICTURES[name] = dict(build=build, exposure=exposure, row=(name + '.jpg', obj, craft, materials, palette, suits, alt))
        return build
    return add
