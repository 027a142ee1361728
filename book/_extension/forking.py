"""Processes that begin at once, as forks of one that has imported what they need.

Each chapter of the book runs in a process of its own.  A new Python that imports numba, matplotlib
and Jupyter spends two seconds before it does anything; a fork of one that has imported them spends
none, and shares its memory.  :class:`Nursery` is the parent's side: it keeps one such process and
asks it for forks.  :func:`serve` is what that process does.
"""

import atexit
import contextlib
import gc
import importlib
import os
import pickle
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

_HERE = str(Path(__file__).parent)
_SERVE = "import forking; forking.serve(*sys.argv[1:])"
_SIZE = struct.Struct("<I")
_LOOK = 0.05  # s, between two looks for forks that have ended
_SELDOM = 50_000, 20, 20  # compiling makes much, and little of it is in circles
# macOS ends a fork that touches some of its libraries, unless it is told that this is meant
_MEANT = {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES"}


def _send(connection, message, *files):
    payload = pickle.dumps(message)
    if files:
        socket.send_fds(connection, [_SIZE.pack(len(payload))], list(files))
    else:
        connection.sendall(_SIZE.pack(len(payload)))
    connection.sendall(payload)


def _receive(connection):
    """``(message, files)``; ``(None, [])`` if the other side is gone."""
    try:
        head, files, _, _ = socket.recv_fds(connection, _SIZE.size, 1)
        if len(head) < _SIZE.size:
            return None, []
        (size,), payload = _SIZE.unpack(head), b""
        while len(payload) < size:
            part = connection.recv(size - len(payload))
            if not part:
                return None, []
            payload += part
    except OSError:
        return None, []
    return pickle.loads(payload), files


class Fork:
    """A fork as the process that asked for it sees it."""

    def __init__(self, nursery, number):
        self._nursery, self._number = nursery, number
        self._ended = threading.Event()
        #: What ended it: an exit code, or minus the number of a signal; None while it lives.
        self.status = None
        #: Processor time that it and its own children took, in seconds.
        self.cpu_seconds = 0.0
        #: How long it lived, in seconds.
        self.seconds = 0.0
        self._began = time.monotonic()

    @property
    def alive(self):
        return not self._ended.is_set()

    def wait(self, timeout=None):
        """True once it has ended, False if it lives on after so many seconds."""
        return self._ended.wait(timeout)

    def kill(self):
        """End it at once."""
        self._nursery.ask("kill", self._number)

    def end(self, status, cpu_seconds):
        self.status, self.cpu_seconds = status, cpu_seconds
        self.seconds = time.monotonic() - self._began
        self._ended.set()


class Nursery:
    """A process that has imported what its forks need.

    Parameters
    ----------
    prepare : str
        The function that it begins with, as ``"module:function"``.
    environment : dict of str to str
        Its environment variables, and those of all forks.
    """

    def __init__(self, prepare, environment):
        self._socket, theirs = socket.socketpair()
        self._lock, self._forks, self._next = threading.Lock(), {}, 0
        with theirs:
            code = f"import sys; sys.path.append({_HERE!r}); {_SERVE}"
            self._process = subprocess.Popen(
                [sys.executable, "-c", code, str(theirs.fileno()), prepare],
                env=environment | _MEANT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the parent, which then ends this
            )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def start(self, job, *arguments, file=None):
        """Fork, and let the fork call a function, ``"module:function"``; returns a :class:`Fork`.

        The function gets the arguments and, if an open file (or socket) is given, its number.
        """
        with self._lock:
            self._next += 1
            number, fork = self._next, Fork(self, self._next)
            self._forks[number] = fork
        self.ask("fork", number, job, arguments, file=file)
        return fork

    def ask(self, *message, file=None):
        # if it is gone, the listener has told, or will tell, all forks
        with self._lock, contextlib.suppress(OSError):
            _send(self._socket, message, *([file.fileno()] if file else []))

    def _listen(self):
        while (message := _receive(self._socket)[0]) is not None:
            number, status, cpu_seconds = message
            self._forks.pop(number).end(status, cpu_seconds)
        with self._lock:
            left, self._forks = self._forks, {}
        for fork in left.values():
            fork.end(-signal.SIGKILL, 0.0)

    def close(self, kill=False):
        """End the process; with ``kill`` its forks, too, which otherwise must have ended."""
        if kill:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._socket.shutdown(socket.SHUT_RDWR)
        self._process.wait()
        self._listener.join()
        self._socket.close()


def _function(name):
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _end():
    """End this fork, without taking all apart that it was born with, which takes long."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def serve(number, prepare):
    """Prepare, then fork for every request until the other side is gone."""
    connection = socket.socket(fileno=int(number))
    _function(prepare)()
    gc.collect()
    gc.freeze()  # what is there now stays: no fork need look through it, or copy it
    gc.set_threshold(*_SELDOM)
    living = {}
    while True:
        ready, _, _ = select.select([connection], [], [], _LOOK if living else None)
        if ready:
            message, files = _receive(connection)
            if message is None:
                if living:
                    os.killpg(0, signal.SIGKILL)
                return
            what, asked, *request = message
            if what == "kill":
                for pid in (pid for pid, fork in living.items() if fork == asked):
                    os.kill(pid, signal.SIGKILL)
            else:
                sys.stdout.flush()
                sys.stderr.flush()
                pid = os.fork()
                if pid == 0:
                    connection.close()
                    job, arguments = request
                    _function(job)(*arguments, *files)
                    _end()
                living[pid] = asked
            for file in files:
                os.close(file)
        while living:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                break
            code = os.waitstatus_to_exitcode(status)
            _send(connection, (living.pop(pid), code, usage.ru_utime + usage.ru_stime))
