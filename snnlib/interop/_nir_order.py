"""In which order the nodes of a NIR graph are computed in a time step."""


def in_order(graph, inputs, late):
    """Return the nodes' names in the order in which values flow, and the sources of each.

    The search goes from the inputs, edge by edge.  An edge to a node that it is still coming from
    closes a loop: it does not decide on the order, and neither does one to a node that is ``late``,
    which gives what came in steps before.  What no input reaches comes first.
    """
    sources = {name: [] for name in graph.nodes}
    targets = {name: [] for name in graph.nodes}
    for before, after in sorted(graph.edges):
        sources[after].append(before)
        if after not in late:
            targets[before].append(after)
    done, order = set(), []
    for first in (*inputs, *sorted(late), *sorted(graph.nodes)):
        if first in done:
            continue
        done.add(first)
        path = [(first, iter(targets[first]))]
        while path:
            name, left = path[-1]
            after = next((one for one in left if one not in done), None)
            if after is None:
                order.append(name)
                path.pop()
            else:
                done.add(after)
                path.append((after, iter(targets[after])))
    return order[::-1], sources
