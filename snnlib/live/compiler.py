"""Compiles kernels in a child process, which may die alone.

LLVM answers some mistakes by aborting the whole process; here it takes down the child and not the
reader's notebook.  The child also compiles for a plain processor and knows none of numba's settings
in the parent's environment, so that a module's bytes do not depend on the machine that built the
book.
"""

import atexit
import contextlib
import inspect
import io
import os
import pickle
import struct
import subprocess
import sys
import tempfile
import threading

from numba import cloudpickle

from snnlib.live._refusal import BrowserError

_SETTINGS = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
    "PYTHONHASHSEED": "0",
}
_SIZE = struct.Struct("<I")


def _source_of(function):
    """The text of a function, for the message if it is refused; empty where nobody knows it."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""


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


class Compiler:
    """A child process that compiles kernels, one after the other, for as long as this one lives."""

    def __init__(self):
        self._child = None
        self._owner = None
        self._lock = threading.Lock()

    def compile(self, function, arguments):
        """As :func:`snnlib.live.wasm.compile_kernel`; a dying child becomes a BrowserError, too."""
        try:
            buffer = io.BytesIO()
            _Pickler(buffer).dump((function, arguments, _source_of(function)))
            request = buffer.getvalue()
        except Exception as error:
            raise BrowserError(f"it refers to something that cannot be copied: {error}") from error
        with self._lock:
            answer = self._exchange(request)
        kind, *payload = pickle.loads(answer)
        if kind == "refused":
            raise BrowserError(payload[0])
        return tuple(payload)

    def _exchange(self, request):
        """Send a request to the child, return its answer."""
        if self._owner != os.getpid():  # after a fork the child is still the other process's
            self._child, self._owner = None, os.getpid()
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._start()
        try:
            try:
                self._child.stdin.write(_SIZE.pack(len(request)) + request)
                self._child.stdin.flush()
                size = self._child.stdout.read(_SIZE.size)
                wanted = _SIZE.unpack(size)[0] if len(size) == _SIZE.size else 0
                answer = self._child.stdout.read(wanted)
            except BrokenPipeError:
                answer = b""
            if not answer or len(answer) < wanted:
                raise BrowserError(f"the WebAssembly code generator gave up ({self._last_words()})")
        except BaseException:  # an interrupted exchange must not leave its answer to the next one
            self.close()
            raise
        return answer

    def _last_words(self):
        self._child.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").splitlines()
        status = f"exit status {self._child.returncode}"
        return next((line.strip() for line in reversed(lines) if line.strip()), status)

    def _start(self):
        kept = ("NUMBA_CACHE_DIR",)
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("NUMBA_") or name in kept
        } | _SETTINGS
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # a file, since a pipe that nobody reads would fill up
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        return subprocess.Popen(
            [sys.executable, "-c", "from snnlib.live import compiler; compiler.serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=environment,
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


def serve():
    """The child's loop: read a pickled request, answer with a pickled result."""
    from snnlib._conversions import convert_all
    from snnlib.live.wasm import compile_kernel

    convert_all()
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a kernel's module prints at import must not mix with the answers
    while size := source.read(_SIZE.size):
        request = source.read(_SIZE.unpack(size)[0])
        try:
            answer = ("module", *compile_kernel(*pickle.loads(request)))
        except BrowserError as error:
            answer = ("refused", str(error))
        except Exception as error:
            answer = ("refused", f"{type(error).__name__}: {error}")
        payload = pickle.dumps(answer)
        sink.write(_SIZE.pack(len(payload)) + payload)
        sink.flush()


COMPILER = Compiler()
atexit.register(COMPILER.close)
