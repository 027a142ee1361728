"""Where threads wait for each other: a barrier of two counters in an array that they share.

``team`` is an int64 array as :func:`new_team` makes it.  A thread that waits looks again and again,
for a time step is too short to be put to sleep; after a while it lets others go first.
"""

import sys

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from snnlib._jit import jit

GENERATION = 16  # place of the second counter, on a cache line of its own
LOOKS = 2000  # before others go first
_let_others_go = types.ExternalFunction(
    "SwitchToThread" if sys.platform == "win32" else "sched_yield", types.int32()
)


def new_team():
    """Return the counters of those that have come, and of the meetings that are over."""
    return np.zeros(2 * GENERATION, np.int64)


def _place(context, builder, signature, arguments):
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return cgutils.pointer_add(builder, array.data, builder.mul(arguments[1], arguments[1].type(8)))


@intrinsic
def _count_up(typingctx, team, place):
    """Add 1 to a counter; return what it was."""

    def generate(context, builder, signature, arguments):
        pointer = _place(context, builder, signature, arguments)
        return builder.atomic_rmw("add", pointer, arguments[1].type(1), "seq_cst")

    return types.int64(team, types.int64), generate


@intrinsic
def _look(typingctx, team, place):
    """Return a counter as it is now."""

    def generate(context, builder, signature, arguments):
        pointer = _place(context, builder, signature, arguments)
        return builder.load_atomic(pointer, "seq_cst", 8)

    return types.int64(team, types.int64), generate


@jit
def meet(team, n):
    """Wait until all n threads of a team are here; what they wrote before is seen after."""
    before = _look(team, GENERATION)
    come = _count_up(team, 0)
    if come % n == n - 1:
        _count_up(team, GENERATION)
    looks = 0
    while _look(team, GENERATION) == before:
        looks += 1
        if looks > LOOKS:
            _let_others_go()
