"""From a numba kernel to a WebAssembly module that a browser can load.

numba turns a Python function into LLVM's intermediate representation (IR) for the machine it runs
on.  The same IR, told that its machine is ``wasm32``, becomes WebAssembly; llvmlite, which numba
brings along, has that code generator built in.  What this file does, in order:

1. ``_entry_ir``     wrap the kernel so that only numbers and addresses cross the border;
2. ``_retarget``     rename the machine;
3. ``_optimise``     keep what the entry needs, and refuse what a browser cannot run;
4. ``_emit``         let LLVM write a WebAssembly object file;
5. ``_link``         add the export that turns the object into a module.

All this runs in a child process (:class:`Compiler`).  LLVM answers some mistakes by aborting the
whole process; there it takes down the child and not the reader's notebook.  The child also compiles
for a plain processor, so that the module's bytes do not depend on the machine that built the book.
"""

import atexit
import os
import pickle
import re
import struct
import subprocess
import sys

import llvmlite.binding as llvm
import numba
import numpy as np
from numba import cloudpickle

from snnlib.live import _wasm_object

ENTRY = "run"
_DATA_LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
_TRIPLE = "wasm32-unknown-unknown"
# Instructions that every browser with WebAssembly has had since 2021.
_FEATURES = "+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals"
_CHILD_ENVIRONMENT = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
    "NUMBA_DISABLE_JIT": "0",
}

# What an undefined symbol means in the words of the person who wrote the kernel; first match wins.
_REASONS = [
    (r"^NRT_|^llvm\.x86\.atomic", "it allocates memory ({0}): pass every array in as an argument"),
    (r"rnd|random", "it draws from np.random ({0}): use snnlib.random"),
    (r"^fmod", "it takes a float remainder ({0}): floats have no % in a browser"),
    (r"^Py|^numba_gil|^_Py", "it needs Python itself ({0}): no print, no objects, no strings"),
    (
        r"^(llvm\.)?(exp|log|sin|cos|tan|pow|sqrtl|cosh|sinh|hypot|cbrt|erf|tgamma|lgamma|atan|asin|acos|ldexp|frexp)",
        "it calls the machine's mathematical library ({0}): use snnlib.math, which gives the same "
        "bits everywhere",
    ),
    (r"^(numba_)?(xx)?[dsczg]*(gemm|gemv|dot|axpy)", "it calls BLAS ({0}): write the loop"),
]
_HARMLESS_INTRINSICS = re.compile(
    r"^llvm\.(memset|memcpy|memmove|fabs|sqrt|floor|ceil|trunc|rint|nearbyint|roundeven|copysign|abs|"
    r"smax|smin|umax|umin|ctpop|ctlz|cttz|fshl|fshr|bswap|bitreverse|assume|lifetime|dbg|expect|"
    r"experimental\.noalias\.scope\.decl|[us](add|sub)\.(with\.overflow|sat)|is\.fpclass|"
    r"umul\.with\.overflow\.i32|smul\.with\.overflow\.i32|minimum|maximum|load\.relative)"
)


class BrowserError(Exception):
    """The kernel cannot run in a browser; the message names the construct."""


def _entry_source(arguments, returns_status):
    """Python source of the wrapper: numbers arrive as float64, arrays as addresses."""
    converted = []
    for name, kind in arguments:
        if kind == "float64":
            converted.append(name)
        elif kind == "int64":
            converted.append(f"np.int64({name})")
        elif kind == "bool":
            converted.append(f"({name} != 0.0)")
        else:
            converted.append(f"carray({name}, {kind[1]!r})")
    call = f"kernel({', '.join(converted)})"
    names = ", ".join(name for name, _ in arguments)
    if returns_status:
        return f"def {ENTRY}({names}):\n    return np.int32({call})\n"
    return f"def {ENTRY}({names}):\n    {call}\n    return np.int32(0)\n"


def _entry_ir(function, arguments):
    """LLVM IR of the wrapped kernel, and the name of the wrapper in it.

    ``arguments`` is a list of ``(name, kind)``; a kind is "float64", "int64", "bool" or, for an
    array, ``(dtype, shape)``.
    """
    kernel = numba.njit(error_model="numpy")(function)
    types = [
        {"float64": numba.float64, "int64": numba.int64, "bool": numba.boolean}[kind]
        if isinstance(kind, str)
        else numba.types.Array(numba.from_dtype(np.dtype(kind[0])), len(kind[1]), "C")
        for _, kind in arguments
    ]
    kernel.compile(tuple(types))
    result = kernel.overloads[tuple(types)].signature.return_type
    if not (result is numba.none or isinstance(result, numba.types.Integer)):
        raise BrowserError(f"it returns {result}: a kernel returns nothing, or an integer status")
    namespace = {"kernel": kernel, "np": np, "carray": numba.carray}
    exec(_entry_source(arguments, result is not numba.none), namespace)
    entry_types = tuple(
        numba.float64
        if isinstance(kind, str)
        else numba.types.CPointer(numba.from_dtype(np.dtype(kind[0])))
        for _, kind in arguments
    )
    entry = numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)(namespace[ENTRY])
    entry.compile(entry_types)
    compiled = entry.overloads[entry_types]
    return compiled.library.get_llvm_str(), compiled.fndesc.mangled_name


def _retarget(ir):
    """The IR with wasm32 as its machine."""
    ir = re.sub(r'target datalayout = ".*"', f'target datalayout = "{_DATA_LAYOUT}"', ir)
    ir = re.sub(r'target triple = ".*"', f'target triple = "{_TRIPLE}"', ir)
    ir = re.sub(r'"(target-cpu|target-features|tune-cpu|probe-stack)"="[^"]*"', "", ir)
    # numba's per-function environments have "common" linkage, which WebAssembly does not know
    return re.sub(r"= common (local_unnamed_addr )?global", "= internal global", ir)


def _optimise(ir, entry, machine):
    """Optimised LLVM module that holds ``entry`` and what it calls; refuses all else."""
    module = llvm.parse_assembly(ir)
    module.verify()
    for symbol in [*module.functions, *module.global_variables]:
        if not symbol.is_declaration and symbol.name != entry:
            symbol.linkage = "internal"
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = False
    options.slp_vectorization = False
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(module, passes)
    undefined = [f.name for f in module.functions if f.is_declaration]
    _refuse([name for name in undefined if not _HARMLESS_INTRINSICS.match(name)])
    if re.search(r"%excinfo\b", str(module.get_function(entry)).split("{", 1)[1]):
        # the exception's class stands in the IR as a pickle, its name behind a two-digit escape
        kinds = sorted(set(re.findall(r"\\[0-9A-F]{2}([A-Z][A-Za-z]+Error)", str(module))))
        raised = " or ".join(kinds) or "an exception"
        hint = (
            "; a helper that divides must be compiled with @njit(error_model='numpy')"
            if "ZeroDivisionError" in kinds
            else ""
        )
        raise BrowserError(f"it can raise {raised}: return a status number instead{hint}")
    return module


def _refuse(symbols):
    """Raise BrowserError if ``symbols``, which the browser does not have, holds any."""
    if not symbols:
        return
    reasons = {}
    for name in symbols:
        known = (reason for pattern, reason in _REASONS if re.search(pattern, name))
        reasons.setdefault(next(known, "it needs {0}, which a browser does not have"), name)
    raise BrowserError("; ".join(reason.format(name) for reason, name in reasons.items()))


def compile_kernel(function, arguments):
    """WebAssembly module of a Python function, in this process.

    Returns ``(module, data_size)``: the module's bytes and how many bytes of memory, from address
    0, its constant tables take.  The module imports ``env.__linear_memory`` and, if it uses a
    stack, ``env.__stack_pointer``; it exports ``run(result, exception, *arguments)``.
    """
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    try:
        ir, entry = _entry_ir(function, arguments)
    except numba.core.errors.NumbaError as error:
        raise BrowserError(f"numba cannot compile it: {error}") from error
    machine = llvm.Target.from_triple(_TRIPLE).create_target_machine(
        cpu="generic", features=_FEATURES, opt=3, reloc="static", codemodel="default"
    )
    module = _optimise(_retarget(ir), entry, machine)
    linked = _wasm_object.link(machine.emit_object(module), entry, ENTRY)
    _refuse(linked.undefined)
    return linked.module, linked.data_size


class Compiler:
    """A child process that compiles kernels, one after the other, for as long as this one lives."""

    def __init__(self):
        self._child = None

    def compile(self, function, arguments):
        """As :func:`compile_kernel`; also an abort of LLVM becomes a BrowserError."""
        try:
            request = cloudpickle.dumps((function, arguments))
        except Exception as error:
            raise BrowserError(f"it refers to something that cannot be copied: {error}") from error
        if self._child is None or self._child.poll() is not None:
            self._child = self._start()
        try:
            self._child.stdin.write(struct.pack("<I", len(request)) + request)
            self._child.stdin.flush()
            size = self._child.stdout.read(4)
            answer = self._child.stdout.read(struct.unpack("<I", size)[0]) if size else b""
        except BrokenPipeError:
            answer = b""
        if not answer:
            complaint = self._child.stderr.read().decode(errors="replace").strip().splitlines()
            self.close()
            last = next((line for line in reversed(complaint) if line.strip()), "no message")
            raise BrowserError(f"the WebAssembly code generator gave up ({last})")
        kind, *payload = pickle.loads(answer)
        if kind == "refused":
            raise BrowserError(payload[0])
        return tuple(payload)

    @staticmethod
    def _start():
        environment = {**os.environ, **_CHILD_ENVIRONMENT}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        return subprocess.Popen(
            [sys.executable, "-c", "from snnlib.live import wasm; wasm._serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )

    def close(self):
        """End the child process; the next compile starts another."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
                stream.close()
            self._child = None


def _serve():
    """The child's loop: read a pickled request, answer with a pickled result."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a kernel's module prints at import must not mix with the answers
    while size := source.read(4):
        request = source.read(struct.unpack("<I", size)[0])
        try:
            answer = ("module", *compile_kernel(*pickle.loads(request)))
        except BrowserError as error:
            answer = ("refused", str(error))
        except Exception as error:
            answer = ("refused", f"{type(error).__name__}: {error}")
        payload = pickle.dumps(answer)
        sink.write(struct.pack("<I", len(payload)) + payload)
        sink.flush()


COMPILER = Compiler()
atexit.register(COMPILER.close)
