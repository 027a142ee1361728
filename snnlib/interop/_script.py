"""The text of a script: what builds a network, what is to be built, and the arrays."""

import base64
import inspect
import io
from pprint import pformat
from textwrap import indent

import numpy as np

import snnlib

HEAD = '''"""A network for {program}, exported by snnlib {version}; needs {program} and numpy.

{about}
"""

import argparse
import base64
import io
'''

MAIN = '''

def main():
    """Build, run, and say how many spikes there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", help="an .npz file for the spikes and for v")
    network = {builder}.asked(PLAN, parser)
    print(network.engine, flush=True)
    network.run()
    kept = {{}}
    for name in network.recorders:
        kept[f"{{name}}_times"], kept[f"{{name}}_neurons"] = network.spikes(name)
        print(f"{{name}}: {{kept[f'{{name}}_times'].size}} spikes")
    for name in network.multimeters:
        kept[f"{{name}}_v_times"], kept[f"{{name}}_v"] = network.samples(name)
    network.keep(kept)


ARRAYS = np.load(io.BytesIO(base64.b64decode("""
{arrays}"""
)))
PLAN = {plan}

if __name__ == "__main__":
    main()
'''


class _Named:
    """An array in the text of a plan."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f'ARRAYS["{self.name}"]'


def script(program, network, plan, module, builder) -> str:
    """Return the text; ``module`` is the source that builds, and is put in as it is."""
    arrays = {}
    named = _without_arrays(plan, "", arrays)
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    body = inspect.getsource(module).split('"""', 2)[2].lstrip()
    about = indent(repr(network), "    ")
    head = HEAD.format(program=program, version=snnlib.__version__, about=about)
    main = MAIN.format(
        builder=builder.__name__,
        arrays=base64.encodebytes(packed.getvalue()).decode(),
        plan=pformat(named, width=100, sort_dicts=False),
    )
    return head + body + main


def _without_arrays(value, place, arrays):
    """Return a plan in which each array is its name; fill ``arrays`` with them."""
    if isinstance(value, dict):
        prefix = f"{place}." if place else ""
        return {key: _without_arrays(x, f"{prefix}{key}", arrays) for key, x in value.items()}
    if isinstance(value, tuple):
        return tuple(_without_arrays(x, place, arrays) for x in value)
    if isinstance(value, np.ndarray) and value.ndim:
        arrays[place] = value
        return _Named(place)
    return value.item() if isinstance(value, (np.generic, np.ndarray)) else value
