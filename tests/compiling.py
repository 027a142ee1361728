"""What the tests share that compile kernels for the browser."""

import numpy as np
import pytest
from numba import config

from snnlib.live.build.child import COMPILER

compiles = pytest.mark.skipif(config.DISABLE_JIT, reason="compiles")


def assert_compiles(kernel, arguments):
    """Compile a kernel, as a live figure does, to a small WebAssembly module."""
    module, _ = COMPILER.compile(kernel, arguments)
    assert module[:4] == b"\0asm"
    assert len(module) < 40_000


def arrays_of(arguments):
    """Empty arrays for a kernel's array arguments."""
    return [np.zeros(kind[1], kind[0]) for _, kind in arguments if not isinstance(kind, str)]
