"""Single precision: a model in float32 may be written with plain literals.

numba takes the literal 1.0 for a float64, and ``v - 1.0`` is then one too, whatever v is: slower,
and a state with such a field is of another type than one without.  Here every float that stands in
a function, or that it sees as a global name, is a float32; so are those in the compiled functions
that it calls, and what the library's mathematics gives.
"""

import types

import numba
import numpy as np
from numba.core import ir
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.dispatcher import Dispatcher
from numba.core.untyped_passes import IRProcessing

DOUBLE = ("snnlib.math", "snnlib.random")  # compute in float64 whatever they are given
_SINGLE = {}  # dispatcher -> the same function in single precision


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
    return single(value) if isinstance(value, Dispatcher) else value


class SinglePrecision(CompilerBase):
    """Compiles a function with all its literals in single precision."""

    def define_pipelines(self):
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_SingleLiterals, IRProcessing)
        passes.finalize()
        return [passes]


def single(function):
    """Return a compiled function in single precision; what is made once serves again."""
    if function not in _SINGLE:
        plain = function.py_func
        if plain.__module__ in DOUBLE:

            def plain(*arguments):
                return np.float32(function(*arguments))

            _SINGLE[function] = numba.njit(plain)
        else:
            options = function.targetoptions | {"pipeline_class": SinglePrecision}
            _SINGLE[function] = numba.jit(**options)(plain)
    return _SINGLE[function]
