"""A float that does not fit a whole number's type: the nearest number that does, and 0 for NaN.

LLVM leaves open what comes out of such a conversion, and machines differ: ``np.uint8(300.0)`` was
44 in numba and 300, in eight bits, on a page.  Here 300.0 becomes 255 and -1.0 becomes 0, and
300.0 as an int8 becomes 127.  The library's functions and the kernels of live figures are compiled
so, natively and for the browser; numba's other functions are not touched.
"""

import contextlib

from llvmlite import ir

from snnlib._callees import CompilerOfCallees


def _saturating(conversion):
    """Return a conversion for llvmlite's builder of programs that is defined for every float."""

    def convert(builder, value, typ, name=""):
        function = ir.FunctionType(typ, [value.type])
        declare = builder.module.declare_intrinsic
        return builder.call(declare(conversion, [typ, value.type], function), [value], name)

    return convert


_CONVERSIONS = {name: _saturating(f"llvm.{name}.sat") for name in ("fptosi", "fptoui")}


def convert_all(conversions=_CONVERSIONS):
    """Let everything that numba compiles from now on in this process convert floats so."""
    for name, convert in conversions.items():
        setattr(ir.IRBuilder, name, convert)


@contextlib.contextmanager
def _converting():
    before = {name: getattr(ir.IRBuilder, name) for name in _CONVERSIONS}
    convert_all()
    try:
        yield
    finally:
        convert_all(before)


class Converting(CompilerOfCallees):
    """numba's compiler, with every float that becomes a whole number converted so.

    It runs under numba's lock, so that no other thread compiles meanwhile.
    """

    def compile_extra(self, func):
        with _converting():
            return super().compile_extra(func)
