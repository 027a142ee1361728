"""Compiles kernels in a child process, which may die alone.

LLVM answers some mistakes by aborting the whole process; here it takes down the child and not the
reader's notebook.  The child also compiles for a plain processor and knows none of numba's settings
in the parent's environment, so that a module's bytes do not depend on the machine that built the
book.

While the book is built, a chapter's process is given such a child, a fork of one that has imported
numba (``book/_extension/compiler_process.py``).  It then runs the kernels, too: it has native code
of what it has compiled for the browser, and the chapter need not compile that a second time.
"""

import atexit
import contextlib
import io
import os
import pickle
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import weakref

from numba import cloudpickle

from snnlib._conversions import convert_all
from snnlib.live.build.errors import BrowserError, source_of
from snnlib.live.parameters import arguments_of, flat

_SETTINGS = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
    "PYTHONHASHSEED": "0",
    "SNNLIB_CODE_ONLY": "1",
}
_SIZE = struct.Struct("<I")


class _Pickler(cloudpickle.CloudPickler):
    """Sends the library's compiled functions by name, so that the child finds them in the cache.

    (By value they would be new functions, to be compiled again: seconds for a random number.)
    """

    def reducer_override(self, obj):
        python = getattr(obj, "py_func", None)
        module = sys.modules.get(getattr(python, "__module__", None))
        own = module is not None and module.__name__.startswith("snnlib.")
        if own and getattr(module, python.__name__, None) is obj:
            return getattr, (module, python.__name__)
        return super().reducer_override(obj)


class _GoneError(Exception):
    """The child died before it answered."""


def _ask(source, sink, request):
    """Write a request, read its answer."""
    try:
        sink.write(_SIZE.pack(len(request)) + request)
        sink.flush()
        size = source.read(_SIZE.size)
        wanted = _SIZE.unpack(size)[0] if len(size) == _SIZE.size else 0
        answer = source.read(wanted)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise _GoneError from error
    if not answer or len(answer) < wanted:
        raise _GoneError
    return answer


class Compiler:
    """A child process that compiles kernels, one after the other, for as long as this one lives."""

    def __init__(self):
        self._child = None
        self._adopted = None
        self._native = weakref.WeakKeyDictionary()  # what the adopted child can run, by its name
        self._owner = None
        self._lock = threading.Lock()

    def adopt(self, connection):
        """Let the process at the other end of a socket compile, and run, while it lives."""
        self._adopted, self._owner = connection.makefile("rwb"), os.getpid()

    def compile(self, function, arguments):
        """As :func:`snnlib.live.build.wasm.compile_kernel`; BrowserError also if the child dies."""
        native, (module, data_size, name) = self._asked("compile", function, arguments)
        if native:
            self._native[function] = name
        return module, data_size

    def listing(self, function, arguments):
        """As :func:`snnlib.live.build.wasm.listing`."""
        _, (text,) = self._asked("listing", function, arguments)
        return text

    def _asked(self, what, function, arguments):
        """Return whether the adopted child answered, and its answer."""
        try:
            buffer = io.BytesIO()
            _Pickler(buffer).dump((what, function, arguments, source_of(function)))
            request = buffer.getvalue()
        except Exception as error:
            raise BrowserError(f"it refers to something that cannot be copied: {error}") from error
        with self._lock:
            answer = self._ask_adopted(request)
            native = answer is not None
            if not native:
                answer = self._exchange(request)
        kind, *payload = pickle.loads(answer)
        if kind == "refused":
            raise BrowserError(payload[0])
        return native, payload

    def run(self, function, known, filled, slices):
        """Run a kernel where it was compiled, as :func:`run_slices` does; returns its status.

        ``known`` and ``filled`` hold its arguments by name; the arrays of ``filled`` are filled.
        None if there is no such process, or it does not know the kernel.
        """
        name = self._native.get(function)
        if name is None:
            return None
        with self._lock:
            answer = self._ask_adopted(pickle.dumps(("run", name, known, filled, slices)))
        if answer is None:
            return None
        kind, *payload = pickle.loads(answer)
        if kind == "refused":
            raise RuntimeError(payload[0])
        status, arrays = payload
        for name, array in arrays.items():
            filled[name][...] = array
        return status

    def _ask_adopted(self, request):
        """Return the answer of the process that was adopted; None if there is none any more."""
        if self._adopted is None or self._owner != os.getpid():
            return None
        stream = self._adopted
        self._adopted = None  # an interrupted exchange must not leave its answer to the next one
        try:
            answer = _ask(stream, stream, request)
        except _GoneError:  # the next child says why, if it dies of the same
            self._native.clear()
            return None
        self._adopted = stream
        return answer

    def _exchange(self, request):
        """Send a request to the child, return its answer."""
        if self._owner != os.getpid():  # after a fork the child is still the other process's
            self._child, self._adopted, self._owner = None, None, os.getpid()
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._start()
        try:
            return _ask(self._child.stdout, self._child.stdin, request)
        except _GoneError:
            words = self._last_words()
            self.close()
            raise BrowserError(f"the WebAssembly code generator gave up ({words})") from None
        except BaseException:  # an interrupted exchange must not leave its answer to the next one
            self.close()
            raise

    def _last_words(self):
        self._child.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").splitlines()
        status = f"exit status {self._child.returncode}"
        return next((line.strip() for line in reversed(lines) if line.strip()), status)

    def _start(self):
        # a file, since a pipe that nobody reads would fill up
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        return subprocess.Popen(
            [sys.executable, "-c", "from snnlib.live.build import child; child.serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=environment(),
        )

    def close(self):
        """End the child process; the next compile starts another."""
        if self._child is None or self._owner != os.getpid():
            return
        self._child.kill()
        self._child.wait()
        self._child.stdout.close()
        self._complaints.close()
        with contextlib.suppress(BrokenPipeError):  # what was left of a request
            self._child.stdin.close()
        self._child = None


def environment():
    """Return the environment variables of a process that compiles."""
    kept = ("NUMBA_CACHE_DIR",)
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NUMBA_") or name in kept
    }
    return variables | _SETTINGS | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def serve():
    """Answer the requests that come by standard input."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a kernel's module prints at import must not mix with the answers
    _answer_all(sys.stdin.buffer, sink)


def answer(connection):
    """Answer the requests that come by a socket, of which the number is given."""
    with socket.socket(fileno=connection).makefile("rwb") as stream:
        _answer_all(stream, stream)


def _answer_all(source, sink):
    """Read a pickled request, answer with a pickled result, until there is none."""
    convert_all()
    kernels = []
    while size := source.read(_SIZE.size):
        request = source.read(_SIZE.unpack(size)[0])
        try:
            what, *arguments = pickle.loads(request)
            known = {"compile": _compile, "listing": _listing, "run": _run}
            answer = known[what](kernels, *arguments)
        except BrowserError as error:
            answer = ("refused", str(error))
        except Exception as error:
            answer = ("refused", f"{type(error).__name__}: {error}")
        payload = pickle.dumps(answer)
        sink.write(_SIZE.pack(len(payload)) + payload)
        sink.flush()


def _compile(kernels, function, arguments, source):
    from snnlib.live.build.wasm import compile_both

    module, data_size, native = compile_both(function, arguments, source)
    kernels.append((native, flat(arguments)))
    return "module", module, data_size, len(kernels) - 1


def _listing(kernels, function, arguments, source):
    from snnlib.live.build.wasm import listing

    return "listed", listing(function, arguments, source)


def _run(kernels, number, known, filled, slices):
    native, arguments = kernels[number]
    status = run_slices(native, arguments, {**known, **filled}, slices)
    return "ran", status, filled


def run_slices(kernel, parameters, known, slices):
    """Call a kernel once for each of its slices, with arguments by name; returns its status."""
    for part in range(slices):
        known |= {"slice_index": part, "n_slices": slices}
        status = kernel(*arguments_of(parameters, known))
        if status:
            return status
    return 0


COMPILER = Compiler()
atexit.register(COMPILER.close)
