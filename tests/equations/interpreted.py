"""A program's steps, operation by operation in numpy: a second version of what numba compiles."""

import numpy as np

from snnlib.equations.python import _function, start


def _operand(known, name):
    return np.float64(float.fromhex(name[2:])) if name.startswith("c:") else known[name]


def run(made, values, current, dt, events=None):
    """Return the states after each step, (states, n) float64, and the steps of spikes.

    ``events`` have for each step 1 if a spike comes in, plus 2 if one goes out.
    """
    events = [0] * len(current) if events is None else events
    given = {f"p:{name}": np.float64(value) for name, value in values.items()}
    state = [np.float64(x) for x in start(made, values)]
    out, spikes = np.empty((len(state), len(current))), []
    functions = {kind: _function(kind) for _, kind, _ in made.operations}
    with np.errstate(all="ignore"):
        for k, now in enumerate(current):
            known = {**given, "I": np.float64(now), "dt": np.float64(dt)}
            known |= {"arrives": events[k] & 1 > 0, "fires": events[k] & 2 > 0}
            known |= {f"x:{n}": x for n, x in zip(made.states, state, strict=True)}
            for result, kind, names in made.operations:
                known[result] = functions[kind](*(_operand(known, name) for name in names))
            state = [np.float64(_operand(known, name)) for name in made.after]
            out[:, k] = state
            if _operand(known, made.spiked):
                spikes.append(k)
    return out, spikes
