"""Which machine this is, and with which releases: a time means nothing without them."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

from benchmarks.child import cores


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def caches() -> dict[str, int]:
    """Bytes of each cache that the first core sees, as far as the system tells."""
    sizes = {}
    for index in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        kind = (index / "type").read_text().strip()
        size = (index / "size").read_text().strip()
        if kind != "Instruction" and size.endswith("K"):
            sizes[f"L{(index / 'level').read_text().strip()}"] = 1024 * int(size[:-1])
    return dict(sorted(sizes.items()))


def describe() -> dict:
    """Processor, cores, caches, memory, system and load."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": processor(),
        "cores": len(cores()) or os.cpu_count(),
        "caches": caches(),
        "memory_bytes": pages,
        "system": f"{platform.system()} {platform.machine()}",
        "load": os.getloadavg()[0],
    }


def versions() -> dict[str, str]:
    """The releases that our side runs with."""
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("numba", "llvmlite", "numpy")},
        "snnlib": version("snnlib"),
    }
