"""The decorators of the library's compiled functions.

``jit`` is :func:`numba.njit` with four choices made once (``jit_uncounted`` makes a fifth):

* ``error_model="numpy"``: a division by zero gives an infinity instead of raising, because a
  function that may raise cannot run in a browser (see :mod:`snnlib.live`);
* ``nogil=True``: other threads go on meanwhile, so that two runs may use two processors;
* a float that becomes a whole number and does not fit gives the nearest one that does
  (:mod:`snnlib._conversions`);
* a disk cache that is keyed on the *whole* library.  numba's own ``cache=True`` looks only at the
  file a function stands in, so that a change in ``math.py`` would leave old machine code in use in
  ``lif.py``.
"""

import contextlib
import hashlib
import os
import time
import weakref
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import numba
from numba import types
from numba.core.caching import FunctionCache, NullCache
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher
from numba.core.sigutils import normalize_signature

from snnlib._conversions import Converting

try:
    import fcntl
except ImportError:  # Windows: processes do not wait for each other
    fcntl = None

# in a process that only compiles for others (:mod:`snnlib.live.build.child`)
_CODE_ONLY = os.environ.get("SNNLIB_CODE_ONLY") == "1"
#: Options for what only compiled code calls: the entrance takes a third of the time to compile.
NO_ENTRANCE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_MOST_SECONDS = 60.0  # that a process waits for another to compile what it needs, too
_IN_TURN = set()  # files that this process has locked
Function = TypeVar("Function", bound=Callable)  # numba's stands for it with the same arguments
_CHOICES = {"error_model": "numpy", "nogil": True, "pipeline_class": Converting}


@cache
def library_hash():
    """Return a hexadecimal digest of the library's Python and LLVM code, as it is on disk."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.ll")]):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class _LibraryCache(FunctionCache):
    """numba's function cache, with the hash of the whole library in the key."""

    def __init__(self, function, key=""):
        super().__init__(function)
        self._key = key

    def _index_key(self, sig, codegen):
        loops = numba.config.LOOP_VECTORIZE, numba.config.SLP_VECTORIZE  # numba's key has not
        return (*super()._index_key(sig, codegen), library_hash(), self._key, *loops)

    def load_overload(self, sig, target_context):
        try:
            return super().load_overload(sig, target_context)
        except (AttributeError, ImportError):  # of a type that another version of the library had
            self.flush()
            return None

    @property
    def lock(self):
        """The file that a process locks while it compiles the function."""
        return Path(self._cache_file._index_path).with_suffix(".lock")


@contextlib.contextmanager
def _turn(path):
    """Wait until no other process compiles what is kept beside this file."""
    if fcntl is None or path in _IN_TURN:
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError:  # nowhere to write: nothing is kept, so that waiting would be in vain
        yield
        return
    with file:
        until = time.monotonic() + _MOST_SECONDS
        while not _locked(file) and time.monotonic() < until:
            time.sleep(0.02)
        _IN_TURN.add(path)
        try:
            yield
        finally:
            _IN_TURN.discard(path)


def _locked(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class _Kept(CPUDispatcher):
    """A compiled function that is kept on disk: of the processes that need it, one compiles it."""

    def compile(self, sig):
        kept = isinstance(self._cache, _LibraryCache)
        if not kept or tuple(normalize_signature(sig)[0]) in self.overloads:
            return super().compile(sig)
        with global_compiler_lock, _turn(self._cache.lock):  # in this order: threads wait, too
            return super().compile(sig)


class Inner(_Kept):
    """A function that only compiled code calls.

    A number that stands in a caller is a number like others, and not a type of its own: one
    function serves for all of them.
    """

    def get_call_template(self, args, kws):
        named = {name: _plain(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(map(_plain, args)), named)


def _plain(kind):
    return types.unliteral(kind) if isinstance(kind, types.IntegerLiteral) else kind


def for_compiled_code(function, compiler=Converting, **options):
    """Compile a function that only compiled code calls; the options are numba's."""
    compiled = numba.jit(**options | NO_ENTRANCE, pipeline_class=compiler)(function)
    compiled.__class__ = Inner
    return compiled


def compiler_of(function):
    """Return the class of compilers that a compiled function was made for."""
    return function._compiler.pipeline_class


class _Function(_Kept):
    """A function of the library, compiled twice: once for Python, and once for compiled code.

    What compiled code calls needs no entrance for Python, which takes a third of the time to
    compile; and most functions are called from compiled code only.
    """

    _inner = None

    @property
    def _numba_type_(self):
        """What compiled code means by this function."""
        if self._inner is None:
            compiler = compiler_of(self)
            self._inner = inner = for_compiled_code(self.py_func, compiler, **self.targetoptions)
            if not isinstance(self._cache, NullCache):
                keep_on_disk(inner, self.py_func, "inner")
        return self._inner._numba_type_


class _Shut(_Function):
    """One that is not compiled for Python; called from it, it runs as Python."""

    def __call__(self, *arguments, **named):
        return self.py_func(*arguments, **named)


def _njit(**options):
    """Return :func:`numba.njit` with the library's choices."""

    def decorate(function):
        compiled = numba.njit(**_CHOICES | options)(function)
        if hasattr(compiled, "py_func"):  # else NUMBA_DISABLE_JIT=1
            compiled.typingctx._globals.pop(weakref.ref(compiled))  # so that it asks for the type
            compiled.__class__ = _Shut if _CODE_ONLY else _Function
        return compiled

    return decorate


class NoOverlap(Converting):
    """Compiles for arguments of which no two arrays overlap.

    Otherwise every call of a function that writes to many arrays begins with a comparison of each
    with each.
    """

    def __init__(self, typingctx, targetctx, library, args, return_type, flags, locals):
        flags = flags.copy()
        flags.noalias = True
        super().__init__(typingctx, targetctx, library, args, return_type, flags, locals)


def jit(function: Function) -> Function:
    """Compile ``function`` with numba (no Python objects, numpy's error model, disk cache)."""
    return keep_on_disk(_njit()(function), function)


def jit_apart(function: Function) -> Function:
    """As :func:`jit`, for arrays of which none that is filled shares memory with another one.

    Else the machine code asks before each loop whether they do, which takes a noticeable part of
    the time where loops are short and arrays many.  An array that is only read may be given twice.
    """
    return keep_on_disk(_njit(pipeline_class=NoOverlap)(function), function)


def jit_uncounted(function: Function) -> Function:
    """As :func:`jit`, without counting who uses an array: for what only fills arrays it is given.

    A small function with many arrays spends most of its time on these counts otherwise.  Arrays
    live as long as the caller holds them, so none may be made, kept or returned.
    """
    return keep_on_disk(_njit(_nrt=False)(function), function)


def keep_on_disk(compiled, beside, key: str = ""):
    """Let a compiled function be found again by other processes, under a key.

    The files lie where those of the function ``beside`` lie.  Returns ``compiled``.
    """
    if not hasattr(compiled, "py_func"):  # NUMBA_DISABLE_JIT=1: plain Python, for the debugger
        return compiled
    with contextlib.suppress(RuntimeError):  # nowhere to write a cache: compile in every process
        compiled._cache = _LibraryCache(getattr(beside, "py_func", beside), key)
        if type(compiled) is CPUDispatcher:
            compiled.__class__ = _Kept
    return compiled
