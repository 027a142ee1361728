"""A WebAssembly module of the library's functions of numbers, for programs that a page compiles.

The page's own compiler (``live/front/workbench``) writes additions and products itself; ``exp`` and
its kin it imports from this module, which LLVM makes of the same Python as everywhere.
"""

from functools import cache

import llvmlite.binding as llvm
import numba

from snnlib._conversions import Converting
from snnlib._jit import NO_ENTRANCE
from snnlib.live.build import object
from snnlib.live.build.errors import refuse
from snnlib.live.build.wasm import _FEATURES, _TRIPLE, _optimise, _refuse, _retarget

#: In the order in which the module exports them: name -> how many numbers it takes.
ARITIES = {
    "exp": 1, "expm1": 1, "log": 1, "sin": 1, "cos": 1, "sinh": 1, "cosh": 1, "tanh": 1,
    "exprel": 1, "power": 2, "noise": 2, "uniform": 2,
}  # fmt: skip


@cache
def function_module() -> bytes:
    """Return the module: functions of float64 by their names; it needs a memory, and keeps nothing.

    It imports ``env.__linear_memory`` and, if it uses a stack, ``env.__stack_pointer``.
    """
    from snnlib.equations.functions import uniform
    from snnlib.equations.python import FUNCTIONS  # numba compiles slowly

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(_TRIPLE).create_target_machine(
        cpu="generic", features=_FEATURES, opt=3, reloc="static", codemodel="default"
    )
    whole = None
    for name, count in ARITIES.items():
        part = _module(name, uniform if name == "uniform" else FUNCTIONS[name], count)
        if whole is None:
            whole = part
        else:
            whole.link_in(part)
    _optimise(whole, machine)
    _refuse(whole, "")
    linked = object.link(machine.emit_object(whole), {_exported(name): name for name in ARITIES})
    refuse(linked.undefined, "")
    return linked.module


def _exported(name):
    return f"of_numbers_{name}"


def _module(name, function, count):
    """Return a function as an LLVM module, with an entrance that takes and returns numbers."""
    kernel = numba.njit(error_model="numpy", pipeline_class=Converting, **NO_ENTRANCE)(
        function.py_func
    )
    calls = {1: lambda x: kernel(x), 2: lambda x, y: kernel(x, y)}
    entry = numba.njit(**NO_ENTRANCE)(calls[count])
    types = (numba.float64,) * count
    entry.compile(types)
    compiled = entry.overloads[types]
    given = [f"double %x{k}" for k in range(count)]
    text = _retarget(compiled.library.get_llvm_str())
    text += (
        f"\ndefine double @{_exported(name)}({', '.join(given)}) {{\n"
        "  %result = alloca double\n  %exception = alloca ptr\n"
        f'  %status = call i32 @"{compiled.fndesc.mangled_name}"'
        f"(ptr %result, ptr %exception, {', '.join(given)})\n"
        "  %value = load double, ptr %result\n  ret double %value\n}\n"
    )
    module = llvm.parse_assembly(text)
    module.verify()
    for symbol in [*module.functions, *module.global_variables]:
        if not symbol.is_declaration and symbol.name != _exported(name):
            symbol.linkage = "internal"
    return module
