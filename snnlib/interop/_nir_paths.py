"""The ways of a NIR graph from one population to the next: matrices and delays in a row."""

from typing import NamedTuple

import numpy as np


class Path(NamedTuple):
    """What lies between two populations, or between an input and a population."""

    name: str
    pre: str
    post: str
    weight: np.ndarray  # (n_post, n_pre)
    bias: np.ndarray  # (n_post,)
    delay: np.ndarray  # (n_pre,) s, or a number


def connections(graph, kinds) -> list[Path]:
    """Return all paths between neurons of these kinds, from inputs on; refuse what is between."""
    targets = {name: [] for name in graph.nodes}
    for before, after in graph.edges:
        targets[before].append(after)
    paths = []
    for name, node in graph.nodes.items():
        if type(node).__name__ in (*kinds, "Input"):
            n = int(np.prod(next(iter(node.output_type.values()))))
            start = Path("", name, name, np.eye(n), np.zeros(n), np.zeros(()))
            _follow(graph, kinds, targets, start, paths)
    return paths


def _follow(graph, kinds, targets, path, paths):
    for after in targets[path.post]:
        node = graph.nodes[after]
        kind = type(node).__name__
        if kind == "Output":
            continue
        if kind in kinds:
            name = path.name or f"{path.pre}_{after}"
            paths.append(path._replace(name=name, post=after))
            continue
        _follow(graph, kinds, targets, _through(path, after, node, kind), paths)


def _through(path, name, node, kind):
    if kind == "Delay":
        delays = np.asarray(node.delay, float)
        if not path.delay.any() and (delays == delays.flat[0]).all():
            return path._replace(post=name, delay=delays.flat[0])
        raise ValueError(f"{name}: a delay must be the same for all neurons in a network here")
    if kind in ("Linear", "Affine"):
        matrix = np.asarray(node.weight, float)
        bias = matrix @ path.bias + np.asarray(getattr(node, "bias", 0.0))
        first = not path.name
        weight = matrix if first else matrix @ path.weight
        return path._replace(name=name, post=name, weight=weight, bias=bias)
    raise ValueError(
        f"{name}: a node of the kind {kind} cannot be part of a network here; run_nir runs it"
    )
