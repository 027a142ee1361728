"""Single precision: a model in float32 may be written with plain literals.

numba takes the literal 1.0 for a float64, and ``v - 1.0`` is then one too, whatever v is: slower,
and a state with such a field is of another type than one without.  Here every float that stands in
a function, or that it sees as a global name, is a float32; so are those in the compiled functions
that it calls, and what the library's mathematics gives.
"""

import functools
import types

import numba
import numpy as np
from numba.core import ir
from numba.core.compiler import DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.dispatcher import Dispatcher
from numba.core.untyped_passes import IRProcessing

from snnlib._conversions import Converting
from snnlib._jit import NO_ENTRANCE, Inner, NoOverlap, compiler_of, keep_on_disk

DOUBLE = ("snnlib.math", "snnlib.random")  # compute in float64 whatever they are given


@register_pass(mutates_CFG=False, analysis_only=False)
class _SingleLiterals(FunctionPass):
    """Replace floats and compiled functions in numba's intermediate code."""

    _name = "single_literals"

    def __init__(self):
        FunctionPass.__init__(self)

    def run_pass(self, state):
        changed = False
        for block in state.func_ir.blocks.values():
            for assignment in block.find_insts(ir.Assign):
                value = _constant(state.func_ir, assignment.value)
                new = _in_single(value)
                if new is not value:
                    assignment.value = ir.Global("single", new, assignment.loc)
                    changed = True
        return changed


def _constant(func_ir, value):
    """Return the value of a literal, of a global name or of a module's attribute; else None."""
    if isinstance(value, (ir.Const, ir.Global, ir.FreeVar)):
        return value.value
    if isinstance(value, ir.Expr) and value.op == "getattr":
        try:
            owner = _constant(func_ir, func_ir.get_definition(value.value))
        except KeyError:  # assigned in more than one place
            return None
        if isinstance(owner, types.ModuleType):
            return getattr(owner, value.attr, None)
    return None


def _in_single(value):
    if type(value) is float:
        return np.float32(value)
    return _inner(value) if isinstance(value, Dispatcher) else value


class SinglePrecision(Converting):
    """Compiles a function with all its literals in single precision."""

    def define_pipelines(self):
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_SingleLiterals, IRProcessing)
        passes.finalize()
        return [passes]


class _SingleNoOverlap(SinglePrecision, NoOverlap):
    """The same, where no two arrays overlap."""


def _compiler(function):
    """Return what compiles a function in single precision."""
    return _SingleNoOverlap if issubclass(compiler_of(function), NoOverlap) else SinglePrecision


@functools.cache
def single(function):
    """Return a compiled function in single precision; what is made once serves again."""
    return numba.jit(**function.targetoptions, pipeline_class=_compiler(function))(function.py_func)


@functools.cache
def _inner(function):
    """Return a function in single precision that only compiled code calls."""
    options = function.targetoptions | NO_ENTRANCE
    if function.py_func.__module__ in DOUBLE:

        def plain(*arguments):
            return np.float32(function(*arguments))

    else:
        plain, options = function.py_func, options | {"pipeline_class": _compiler(function)}
    compiled = numba.jit(**options)(plain)
    compiled.__class__ = Inner
    return compiled


@functools.cache
def in_precision(function, dtype: str):
    """Return a compiled function for arrays of this dtype, kept on disk; float64 is as it is."""
    if dtype == "float64" or not hasattr(function, "py_func"):  # NUMBA_DISABLE_JIT=1: plain Python
        return function
    return keep_on_disk(single(function), function, "single")


def floats_in(constants, dtype: str):
    """Return a named tuple with all its floats in this precision; whole numbers stay."""
    real = np.dtype(dtype).type
    return type(constants)(*(real(x) if isinstance(x, float) else x for x in constants))
