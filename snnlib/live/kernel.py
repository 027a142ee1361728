"""A live figure's kernel: which argument is what, how it runs here, how the browser lays it out.

A kernel is a function that numba compiles in nopython mode.  It fills the arrays that the figure
draws, writes its read-outs by name (``readouts.rate = 12.5``) and returns nothing, or a whole
number that is zero when all went well.  It may allocate what it needs for itself: ``np.zeros``,
slices, ``.sum()``, ``.copy()``, sums and products of arrays.  To run in a browser as well, it

* takes ``exp``, ``log``, ``sin``, ``power`` from :mod:`snnlib.math` and random numbers from
  :mod:`snnlib.random`, which give the same bits on every machine;
* gives no float to a whole number's type that cannot hold it, where another number than the nearest
  is wanted (:mod:`snnlib._conversions`);
* makes no list, no dict and no text;
* raises nothing and prints nothing.

Its arguments are found by name: controls, constants, arrays and data (which the kernel only reads,
:mod:`snnlib.live.data`) by the names that the figure gives them.  One that is annotated with a
named tuple's class takes several numbers (:mod:`snnlib.live.parameters`).  ``readouts`` is a record
with a float64 for each read-out, all zero at the start.  ``slice_index`` and ``n_slices`` tell a
kernel in slices which part of its work to do now, and ``state`` arrays keep for it what one slice
leaves to the next: they are all zeros before the first slice, and nobody draws them.
"""

import inspect
import math
import zlib
from dataclasses import dataclass
from numbers import Integral
from reprlib import repr as short

import numba
import numpy as np
from numba.core.errors import NumbaError

from snnlib._conversions import Converting
from snnlib.live.build.child import COMPILER, run_slices
from snnlib.live.build.errors import BrowserError, numbas_words, source_of
from snnlib.live.build.snapshot import freeze, used
from snnlib.live.controls import check_name, finite
from snnlib.live.parameters import flat, match, number_kind
from snnlib.live.readouts import ARGUMENT, check_names, records

DTYPES = ("float64", "float32", "int32", "uint32", "int16", "uint16", "int8", "uint8")
_OWN_NAMES = (ARGUMENT, "slice_index", "n_slices")
_MOST_BYTES = 1 << 30  # what a page may ask a browser for
_LARGEST = 2**53  # whole numbers cross to the browser as float64
_STACK_BYTES = 1 << 18
_PAGE_BYTES = 1 << 16
_HEAP_WORDS = 512  # bytes at the beginning of the heap


@dataclass(frozen=True)
class Array:
    """An array that the kernel fills; it is all zeros when the kernel starts."""

    shape: int | tuple
    dtype: str = "float64"
    unit: str = ""
    label: str = ""

    def __post_init__(self):
        shape = self.shape if isinstance(self.shape, tuple) else (self.shape,)
        whole = all(isinstance(n, Integral) and not isinstance(n, bool) for n in shape)
        if not shape or not whole or not all(n > 0 for n in shape):
            raise ValueError(
                f"an array's shape must be whole numbers above 0, got {short(self.shape)}"
            )
        if not isinstance(self.dtype, str) or self.dtype not in DTYPES:
            raise ValueError(
                f"an array's dtype must be one of {', '.join(DTYPES)}, got {self.dtype!r}"
            )
        object.__setattr__(self, "shape", tuple(int(n) for n in shape))
        if self.n_bytes > _MOST_BYTES:
            raise ValueError(
                f"an array's shape must keep it below {_MOST_BYTES >> 20} MB, got {shape}"
            )

    @property
    def n_bytes(self) -> int:
        return np.dtype(self.dtype).itemsize * math.prod(self.shape)


class KernelError(Exception):
    """The kernel cannot be compiled, or ran and returned a status other than zero."""


def _constants(constants):
    """Return the constants as plain bool, int or float."""
    plain = {}
    for name, value in constants.items():
        if isinstance(value, (bool, np.bool_)):
            plain[name] = bool(value)
        elif isinstance(value, Integral) and abs(value) <= _LARGEST:
            plain[name] = int(value)
        elif isinstance(value, np.ndarray):
            raise ValueError(
                f"constant {name!r}: must be a number, got an array; give it as the figure's "
                "data, or let the kernel use it as a global name"
            )
        else:
            plain[name] = finite(f"constant {name!r}", "its value", value)
    return plain


def _statuses(statuses):
    for status, text in statuses.items():
        if type(status) is not int or not 0 < abs(status) < 2**31 or not isinstance(text, str):
            raise ValueError(
                "statuses must map whole numbers other than 0 to sentences, "
                f"got {status!r}: {text!r}"
            )
    return dict(statuses)


class Kernel:
    """A kernel with its arguments in order."""

    def __init__(
        self,
        function,
        controls,
        constants,
        arrays,
        readouts,
        slices=1,
        statuses=None,
        data=None,
        state=None,
    ):
        python = getattr(function, "py_func", function)
        if not inspect.isfunction(python):
            raise TypeError(f"kernel must be a function, got {function!r}")
        self.name = python.__name__
        self.controls = {control.name: control for control in controls}
        self.constants = _constants(constants)
        self.arrays, self.readouts, self.data = dict(arrays), dict(readouts), data or {}
        self.slices, self.statuses = slices, _statuses(statuses or {})
        self.state = dict(state or {})
        if self.state and slices == 1:
            raise ValueError(
                f"kernel {self.name}: state is what one slice leaves to the next, and it has one "
                f"slice; make {', '.join(self.state)} in the kernel"
            )
        named = [*(c.name for c in controls), *constants, *arrays, *self.data, *self.state]
        self._check_names(named)
        self.take(python)

    def take(self, function, instead=None):
        """Run this function, with names of the notebook that mean something else than now."""
        self.source, self.used = function, used(function, instead)
        self.function = freeze(function, instead)
        self.name = function.__name__
        self.parameters = self._match_parameters()
        self._native = None

    def _check_names(self, names):
        own = [("a constant", self.constants), ("an array", self.arrays), ("state", self.state)]
        for kind, things in [*own, ("a read-out", self.readouts)]:
            for name in things:
                check_name(kind, name)
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"kernel {self.name}: two of its arguments are called {name!r}")
            if name in _OWN_NAMES:
                raise ValueError(
                    f"kernel {self.name}: an argument that the figure names cannot be called "
                    f"{name!r}, which means something of its own"
                )
        data = sum(array.nbytes for array in self.data.values())
        filled = [*self.arrays.values(), *self.state.values()]
        if data + sum(array.n_bytes for array in filled) > _MOST_BYTES:
            raise ValueError(f"kernel {self.name}: its arrays take over {_MOST_BYTES >> 20} MB")

    def _match_parameters(self):
        kinds = {name: control.argument for name, control in self.controls.items()}
        for name, value in self.constants.items():
            kinds[name] = number_kind(value)
        filled = self.arrays | self.state
        kinds |= {name: (array.dtype, array.shape) for name, array in filled.items()}
        kinds |= {n: (array.dtype.name, array.shape, "data") for n, array in self.data.items()}
        kinds[ARGUMENT] = (ARGUMENT, tuple(self.readouts))
        given = set(kinds) - ({ARGUMENT} if not self.readouts else set())
        if self.slices > 1:
            kinds |= {"slice_index": "int64", "n_slices": "int64"}
            given |= {"slice_index", "n_slices"}
        parameters = match(self.name, self.source, kinds, given)
        check_names(self.name, self.function, list(self.readouts))
        return parameters

    def run(self, values):
        """Run natively; returns ``(arrays, readouts)``, two dicts in the figure's order."""
        filled = {
            name: np.zeros(array.shape, array.dtype)
            for name, array in (self.arrays | self.state).items()
        }
        readouts = records(self.readouts)
        given = {
            name: self.controls[name].for_kernel(value) if isinstance(value, np.ndarray) else value
            for name, value in values.items()
        }
        known, filled = {**self.constants, **self.data, **given}, {**filled, ARGUMENT: readouts}
        try:
            status = self._status(known, filled)
        except NumbaError as error:  # what numba did on its way helps nobody
            words = numbas_words(str(error), source_of(self.source))
            raise KernelError(f"numba cannot compile {self.source.__name__}: {words}") from None
        if status:
            raise KernelError(
                self.statuses.get(status, f"The kernel stopped with status {status}.")
            )
        arrays = {name: filled[name] for name in self.arrays}
        return arrays, dict(zip(self.readouts, readouts.tolist()[0], strict=True))

    def _status(self, known, filled):
        """Fill the arrays; the status of the slice that failed, or zero."""
        status = COMPILER.run(self.function, known, filled, self.slices)
        if status is None:  # this process has to do it itself
            if self._native is None:
                options = {"error_model": "numpy", "pipeline_class": Converting}
                self._native = numba.njit(**options)(self.function)
            status = run_slices(self._call, self.parameters, {**known, **filled}, self.slices)
        return status

    def _call(self, *arguments):
        """Call the native kernel, which takes a record where there is an array of one."""
        return self._native(*(a[0] if isinstance(a, np.recarray) else a for a in arguments))

    def checksum(self, values):
        """CRC-32 of all arrays and read-outs, as eight hexadecimal digits."""
        arrays, readouts = self.run(values)
        return checksum([*arrays.values(), np.array(list(readouts.values()))])

    def compile(self):
        """Return ``(module, layout)``: the WebAssembly module and where its memory keeps what."""
        try:
            module, data_size = COMPILER.compile(self.function, self.parameters)
        except BrowserError as error:
            raise BrowserError(f"kernel {self.name} cannot run in a browser: {error}") from error
        return module, self._layout(data_size)

    def listing(self):
        """Return the WebAssembly module's functions as text."""
        return COMPILER.listing(self.function, self.parameters)

    def _layout(self, data_size):
        """Addresses, in bytes: constant tables, stack (downwards), result slots, arrays, heap."""
        stack = -(-(data_size + _STACK_BYTES) // 16) * 16
        at, arguments = stack + 32, []
        for name, kind in flat(self.parameters):
            if isinstance(kind, str):
                arguments.append({"name": name, "kind": kind})
                continue
            if kind[0] == ARGUMENT:
                kind = ("float64", (len(kind[1]),))
            dtype, shape, what = (*kind, "array")[:3]
            arguments.append({"name": name, "kind": what, "dtype": dtype, "shape": shape})
            arguments[-1]["address"] = at
            at = -(-(at + np.dtype(dtype).itemsize * math.prod(shape)) // 16) * 16
        heap = -(-at // 64) * 64
        pages = -(-(heap + _HEAP_WORDS) // _PAGE_BYTES)
        places = {"stack": stack, "result": stack, "heap": heap, "pages": pages}
        return {"parameters": len(self.parameters), "arguments": arguments, **places}


def checksum(arrays):
    """CRC-32 of arrays' little-endian bytes, every NaN counted as the same one."""
    crc = 0
    for array in arrays:
        array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        if array.dtype.kind == "f":
            array = np.where(np.isnan(array), array.dtype.type(np.nan), array)
        crc = zlib.crc32(array.tobytes(), crc)
    return f"{crc:08x}"
