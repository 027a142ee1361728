"""From a numba kernel to a WebAssembly module that a browser can load.

numba turns a Python function into LLVM's intermediate representation (IR) for the machine it runs
on.  The same IR, told that its machine is ``wasm32``, becomes WebAssembly; llvmlite, which numba
brings along, has that code generator built in.  What this file does, in order:

1. ``_entry``        wrap the kernel so that only numbers and addresses cross the border;
2. ``_retarget``     rename the machine;
3. ``_optimise``     keep what the entry needs; if it allocates, start again with a heap
   (:mod:`snnlib.live.build.heap`);
4. ``_refuse``       what a browser cannot run;
5. let LLVM write a WebAssembly object file, and add the exports that turn it into a module
   (:mod:`snnlib.live.build.object`).

All this runs in a child process (:mod:`snnlib.live.build.child`).
"""

import re
from ctypes import CFUNCTYPE, POINTER, byref, c_double, c_int32, c_void_p
from itertools import count

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core.errors import NumbaError, UnsupportedBytecodeError
from numba.np.arrayobj import (
    ol_raise_with_shape_context_cpu,
    ol_raise_with_shape_context_generic,
)

from snnlib._conversions import Converting
from snnlib._jit import NO_ENTRANCE
from snnlib.live.build import heap, object
from snnlib.live.build.errors import BrowserError, numbas_words, refuse, refuse_exceptions, see
from snnlib.live.parameters import TupleKind, flat, number_kind
from snnlib.live.readouts import ARGUMENT, record_type

ENTRY = "run"
_DATA_LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
_TRIPLE = "wasm32-unknown-unknown"
# Instructions that every browser with WebAssembly has had since 2021.
_FEATURES = "+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals"
# Functions of the C library that are exact on every machine: WebAssembly has instructions for them.
_EXACT = ("sqrt", "fabs", "floor", "ceil", "trunc", "rint", "copysign")
_HARMLESS_INTRINSICS = re.compile(
    r"^llvm\.(memset|memcpy|memmove|fabs|sqrt|floor|ceil|trunc|rint|nearbyint|roundeven|copysign|abs|"
    r"smax|smin|umax|umin|wasm\.memory|ctpop|ctlz|cttz|fshl|fshr|bswap|bitreverse|assume|lifetime|dbg|expect|"
    r"experimental\.noalias\.scope\.decl|[us](add|sub)\.(with\.overflow|sat)|is\.fpclass|"
    r"umul\.with\.overflow\.i32|smul\.with\.overflow\.i32|minimum|maximum|load\.relative|fpto[su]i\.sat)"
)

# numba would write the two shapes into the message about a slice that does not fit, for which it
# needs text, and so Python; its other words for that are plain
ol_raise_with_shape_context_cpu.__code__ = ol_raise_with_shape_context_generic.__code__


_NUMBERS = {"float64": numba.float64, "int64": numba.int64, "bool": numba.boolean}


def _types(kind):
    """How the kernel takes an argument, and how the entry does: numbers as float64, or addresses.

    The kinds are those of :mod:`snnlib.live.parameters`.
    """
    if isinstance(kind, str):
        return _NUMBERS[kind], numba.float64
    if kind[0] == ARGUMENT:
        one = record_type(kind[1])
        return one, numba.types.CPointer(one)
    dtype = numba.from_dtype(np.dtype(kind[0]))
    array = numba.types.Array(dtype, len(kind[1]), "C", readonly="data" in kind)
    return array, numba.types.CPointer(dtype)


def _kernel_type(kind):
    """Return how the kernel takes an argument."""
    if not isinstance(kind, TupleKind):
        return _types(kind)[0]
    types = dict(kind.given) | {n: number_kind(value) for n, value in kind.fixed.items()}
    fields = tuple(_NUMBERS[types[name]] for name in kind.cls._fields)
    return numba.types.BaseTuple.from_types(fields, kind.cls)  # as the entry makes it


def _converted(name, kind):
    """Return the source text: an argument of the entry as the kernel takes it."""
    if isinstance(kind, str):
        return {"float64": name, "int64": f"np.int64({name})", "bool": f"({name} != 0.0)"}[kind]
    if kind[0] == ARGUMENT:
        return f"carray({name}, 1)[0]"
    return f"carray({name}, {kind[1]!r})"


def _entry_source(kinds, result, namespace):
    """Return the source text of the wrapper; ``namespace`` gets the classes that it names."""
    names = (f"a{i}" for i in count())  # not their own, which might be "np"
    given, taken = [], []
    for kind in kinds:
        if isinstance(kind, TupleKind):
            own = f"T{len(namespace)}"
            namespace[own] = kind.cls
            fields = [(field, next(names), k) for field, k in kind.given]
            given += [name for _, name, _ in fields]
            texts = {field: _converted(name, k) for field, name, k in fields}
            texts |= {field: repr(value) for field, value in kind.fixed.items()}
            taken.append(f"{own}({', '.join(texts[field] for field in kind.cls._fields)})")
        else:
            given.append(next(names))
            taken.append(_converted(given[-1], kind))
    call = f"kernel({', '.join(taken)})"
    if result is numba.none:
        status = "0"
    elif isinstance(result, numba.types.Optional):
        status = "0 if status is None else status + 0"
    else:
        status = "status"
    head = f"def {ENTRY}({', '.join(given)}):"
    return f"{head}\n    status = {call}\n    return np.int32({status})\n"


def _entry(function, arguments, source):
    """Return the wrapped kernel, compiled by numba.

    ``arguments`` is a list of ``(name, kind)`` (:mod:`snnlib.live.parameters`).
    """
    kernel = numba.njit(error_model="numpy", pipeline_class=Converting, **NO_ENTRANCE)(function)
    kinds = [kind for _, kind in arguments]
    types = tuple(map(_kernel_type, kinds))
    entry_types = tuple(_types(kind)[1] for _, kind in flat(arguments))
    kernel.compile(types)
    kernel.disable_compile()  # once is enough: the entry's arrays and tuples become of these types
    result = kernel.overloads[types].signature.return_type
    status = result.type if isinstance(result, numba.types.Optional) else result
    if not (status is numba.none or isinstance(status, numba.types.Integer)):
        raise BrowserError(
            f"it returns {result}{see(source, r'^ *(return|yield)')}: a kernel returns nothing, or "
            "a whole number as its status"
        )
    namespace = {"kernel": kernel, "np": np, "carray": numba.carray}
    exec(_entry_source(kinds, result, namespace), namespace)
    entry = numba.njit(**NO_ENTRANCE)(namespace[ENTRY])
    entry.compile(entry_types)
    return entry.overloads[entry_types]


def _retarget(ir):
    """Return the IR with wasm32 as its machine."""
    ir = re.sub(r'target datalayout = ".*"', f'target datalayout = "{_DATA_LAYOUT}"', ir)
    ir = re.sub(r'target triple = ".*"', f'target triple = "{_TRIPLE}"', ir)
    ir = re.sub(r'"(target-cpu|target-features|tune-cpu|probe-stack)"="[^"]*"', "", ir)
    for name in _EXACT:
        for suffix, bits in (("", 64), ("f", 32)):
            intrinsic = f"@llvm.{name}.f{bits}("
            if intrinsic in ir:  # declared already; LLVM takes no second declaration
                ir = re.sub(rf"^declare [^\n]*@{name}{suffix}\([^\n]*\n", "", ir, flags=re.M)
            ir = ir.replace(f"@{name}{suffix}(", intrinsic)
    # numba has optimised for pointers of 8 bytes: a float64 may use a pointer's place on the stack
    # while that is free (``store double`` into ``alloca ptr``), and would find 4 bytes there
    ir = ir.replace("= alloca ptr,", "= alloca i64,")
    # numba's per-function environments have "common" linkage, which WebAssembly does not know
    return re.sub(r"= common (local_unnamed_addr )?global", "= internal global", ir)


def _reached(ir, kept, machine):
    """Return the LLVM module that holds the functions ``kept`` and what they call."""
    module = llvm.parse_assembly(ir)
    module.verify()
    for symbol in [*module.functions, *module.global_variables]:
        if not symbol.is_declaration and symbol.name not in kept:
            symbol.linkage = "internal"
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))
    return module


def _optimise(module, machine):
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = False
    options.slp_vectorization = False
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(module, passes)


def _undefined(module):
    symbols = (*module.functions, *module.global_variables)
    return [symbol.name for symbol in symbols if symbol.is_declaration]


def _refuse(module, source):
    """Refuse what a browser cannot run."""
    refuse([name for name in _undefined(module) if not _HARMLESS_INTRINSICS.match(name)], source)
    refuse_exceptions(str(module), source)


def compile_kernel(function, arguments, source=""):
    """Return a Python function as a WebAssembly module; its source is for the messages.

    Returns ``(module, data_size)``: the module's bytes and how many bytes of memory, from address
    0, its constant tables take.  The module imports ``env.__linear_memory`` and, if it uses a
    stack, ``env.__stack_pointer``; it exports ``run(result, exception, *arguments)`` and, if it
    allocates, ``heap(address)``, which begins a new heap there.
    """
    return compile_both(function, arguments, source)[:2]


def compile_both(function, arguments, source=""):
    """As :func:`compile_kernel`, with the same kernel as native code: :class:`NativeKernel`."""
    compiled, module, machine, exports = _translated(function, arguments, source)
    linked = object.link(machine.emit_object(module), exports)
    refuse(linked.undefined, source)
    return linked.module, linked.data_size, NativeKernel(compiled, flat(arguments))


def listing(function, arguments, source=""):
    """Return what :func:`compile_kernel` makes as text, an instruction a line."""
    _, module, machine, exports = _translated(function, arguments, source)
    return readable(machine.emit_assembly(module), exports)


def readable(assembly, names):
    """Return the functions of LLVM's text for WebAssembly, indented; some get other names."""
    functions = re.findall(r"^\s*\.type\s+(\S+),@function", assembly, re.M)
    numbered = {own: names.get(own, f"function{i}") for i, own in enumerate(functions)}
    lines, depth, inside = [], 0, False
    for line in assembly.splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if not line[0].isspace():  # a label
            inside = inside or words[0].removesuffix(":") in functions
            continue
        if not inside:
            continue
        words = [numbered.get(word, word) for word in words]
        if words[0] == ".functype":
            words = ["func", *words[1:]]
        depth -= words[0].startswith("end_") or words[0] == "else"
        lines.append("  " * depth + " ".join(words).removeprefix("."))
        depth += words[0] in ("func", "block", "loop", "if", "else")
        inside = words[0] != "end_function"
    return "\n".join(lines)


def _translated(function, arguments, source):
    """Return the entry as numba compiled it, its LLVM module for WebAssembly, and what goes on."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    try:
        compiled = _entry(function, arguments, source)
    except (NumbaError, UnsupportedBytecodeError) as error:
        raise BrowserError(
            f"numba cannot compile it: {numbas_words(str(error), source)}"
        ) from error
    machine = llvm.Target.from_triple(_TRIPLE).create_target_machine(
        cpu="generic", features=_FEATURES, opt=3, reloc="static", codemodel="default"
    )
    entry = compiled.fndesc.mangled_name
    ir, exports = _retarget(compiled.library.get_llvm_str()), {entry: ENTRY}
    module = _reached(ir, exports, machine)
    allocates = heap.ALLOCATING.intersection(_undefined(module))
    if not allocates:  # else optimising would not change that
        _optimise(module, machine)
    if allocates or heap.wanted(_undefined(module), str(module)):
        exports[heap.BEGIN] = heap.BEGIN
        module = _reached(heap.with_heap(ir), exports, machine)
        _optimise(module, machine)
    _refuse(module, source)
    return compiled, module, machine, exports


class NativeKernel:
    """The wrapped kernel in this process: takes numbers and arrays, returns the status."""

    def __init__(self, compiled, arguments):
        self._library = compiled.library  # which owns the code
        places = [c_double if isinstance(kind, str) else c_void_p for _, kind in arguments]
        prototype = CFUNCTYPE(c_int32, POINTER(c_int32), POINTER(c_void_p), *places)
        self._run = prototype(self._library.get_pointer_to_function(compiled.fndesc.mangled_name))
        self._numbers = [isinstance(kind, str) for _, kind in arguments]

    def __call__(self, *arguments):
        status, exception = c_int32(), c_void_p()
        given = [
            float(argument) if number else argument.ctypes.data
            for number, argument in zip(self._numbers, arguments, strict=True)
        ]
        if self._run(byref(status), byref(exception), *given):
            raise MemoryError("the kernel's own arrays do not fit, together or into the memory")
        return status.value
