# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything an object scene needs, in one import."""
from studio_materials import *
from studio_scene import *
from studio_sets import *
from studio_shapes import *
