"""Memory for kernels that allocate: what numba asks of its runtime, in a WebAssembly module.

An array's data lie in a block, and the block counts who refers to it.  Here blocks have one of four
sizes between a power of two and the next, and a block that nobody refers to any more waits in a
list for the next array of its size: a loop may allocate as often as it likes.

The host begins a new heap before each run, with the function ``heap`` that the module exports; it
gives the first address that it does not use itself.
"""

import re
from pathlib import Path

#: What the host calls.
BEGIN = "heap"
#: Of numba's runtime, what a kernel calls that makes an array.
ALLOCATING = {"NRT_Allocate", "NRT_MemInfo_alloc_aligned"}

_RUNTIME = Path(__file__).with_suffix(".ll").read_text("utf-8")


def wanted(undefined, ir):
    """Return whether a module allocates, or says that arrays do not fit together."""
    freed = "NRT_MemInfo_call_dtor" in undefined
    return freed or bool(ALLOCATING.intersection(undefined)) or "pickledata" in ir


def with_heap(ir):
    """Return the IR, of wasm32 already, with a heap of its own.

    Pointers take eight bytes in memory, as on the machine for which numba has laid out its arrays:
    it reaches what lies on the stack by offsets in bytes.
    """
    ir = ir.replace("-p:32:32-", "-p:32:64-")
    # "take one off, and see whether any are left", on x86
    ir = ir.replace("@llvm.x86.atomic.sub.cc.i64(", "@heap_release(")
    # of 128 bits, which no browser has; the factors are an array's sizes
    ir = ir.replace("@llvm.smul.with.overflow.i64(", "@heap_product(")
    given = re.findall(r"^(?:define|declare) [^\n]*?(@[\w.]+\()", _RUNTIME, re.M)
    known = "|".join(map(re.escape, given))
    return re.sub(rf"^declare [^\n]*(?:{known})[^\n]*\n", "", ir, flags=re.M) + _RUNTIME
