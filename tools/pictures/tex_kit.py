# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a cloth scene needs, in one import."""
import math  # noqa: F401

import numpy as np  # noqa: F401

from tapplique import *
from tcloth import *
from tfelt import *
from tforms import *
from tkit import *
from tlace import *
from tneedle import *
from tprints import *
from tsets import *


def cloth(name, tex, dist=.008, strength=.9, scale=(1, 1), rot=0.0, sheen=.06):
    """A material from a (colour, height) pair."""
    return Mat(name, sheen=sheen).maps(tex[0], tex[1], dist, strength, scale, rot)
