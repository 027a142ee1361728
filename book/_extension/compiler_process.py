"""The process that compiles kernels while the book is built: a fork, as a chapter's own is."""

import importlib
import pkgutil

import numpy as np

import snnlib
from snnlib._conversions import convert_all


def import_library():
    """Import every module of the library but those that only tools need."""
    for module in pkgutil.walk_packages(snnlib.__path__, "snnlib."):
        if not module.name.startswith("snnlib.live"):
            importlib.import_module(module.name)


def prepare():
    """Import what compiling takes, for the forks that will answer a chapter's requests."""
    from snnlib.live.build.wasm import compile_kernel  # which changes what numba says of arrays

    convert_all()
    import_library()
    compile_kernel(common, [("readouts", ("float64", (2,))), ("table", ("float64", (1, 1)))])


def common(readouts, table):
    """Use what most kernels use of numpy and Python, so that the forks find it compiled."""
    number = int(readouts[0])
    row, whole = np.zeros(number), np.zeros(number, np.int64)
    for array in (np.empty(number), np.full(number, 0.0)):
        array[:] = row
    whole[:] = np.empty(number, np.int64)
    for square in (np.zeros((number, number)), np.empty((number, number))):
        table[0, 0] = max(square[0, 0], row.sum())
    readouts[1] = min(readouts[0], table[0, 0]) + max(min(number, 2), int(whole[0]))
