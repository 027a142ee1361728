"""The process in which a chapter's cells run while the book is built: a fork, like its siblings."""

import importlib
import os
import random
import socket
import sys

import compiler_process

from snnlib.live.build import child

#: What chapters import first; a chapter that needs none of it has lost nothing.
_IMPORTS = (
    "numba",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "myst_nb.ext.glue",
    "snnlib.live.static_page",
)


def prepare():
    """Import what the chapters import; start nothing that a fork could not take along."""
    # jsonschema would make 38 grammars of it, which takes a second; nothing here needs them
    sys.modules["rfc3987_syntax"] = None
    for name in _IMPORTS:
        importlib.import_module(name)
    compiler_process.import_library()
    _warm()


def _warm():
    """Let numba begin: it reads its own declarations before it compiles anything."""
    import numba

    numba.njit("(float64[::1], float64[:, ::1])", error_model="numpy")(compiler_process.common)


def run(connection_file, folder, compiler):
    """Be the Jupyter kernel of a chapter until its client says that it is over."""
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    from snnlib.live import figure, jupyter

    os.chdir(folder)
    child.COMPILER.adopt(socket.socket(fileno=compiler))
    random.seed()
    np.random.seed()  # noqa: NPY002 - else all chapters had the same numbers
    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:"])
    jupyter.watch(figure.FIGURES)
    app.start()
