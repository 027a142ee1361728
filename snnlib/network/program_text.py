"""The text of a network's program, part by part; :mod:`.program` puts it together.

Each function gives the lines that the loop over time has for one part of the network, tells the
program which arrays and functions these lines speak of, and may add a function that they call.
"""

from functools import partial
from operator import getitem
from textwrap import indent

import numpy as np

from snnlib.math import exp
from snnlib.network import learning_text
from snnlib.network.writing import fields_of, function, state_at, store
from snnlib.random import own_seed


def check_capacity(program, part):
    """Lines that go back to Python when the log of spikes may overflow in this step."""
    name = part.name
    program.attributes(part, "log.neurons", "log.start")
    most = program.value(f"{name}_most", lambda: part.log.n)
    return f"if {name}_start[row] + {most} > {name}_neurons.size:\n    break"


def _constants(program, text, constants, prefix):
    """Text of constants for neuron i: named tuples, of which some numbers may differ by neuron."""
    if isinstance(constants, np.ndarray):
        return f"{text}[i]"
    if not isinstance(constants, tuple):
        return text
    parts = [
        _constants(program, f"{text}.{field}", value, f"{prefix}_{field}")
        for field, value in constants._asdict().items()
    ]
    if parts == [f"{text}.{field}" for field in constants._fields]:
        return text  # all the same for all neurons
    return f"{program.model(f'{prefix}_Constants', type(constants))}({', '.join(parts)})"


def advance(program, population):
    """Lines in which the neurons of a population take their step."""
    name, neuron, net = population.name, population.neuron, program.network
    program.attributes(population, "n")
    fields, known = neuron.state._fields, len(program.values)
    names = fields_of(program, name, population.state)
    program.attributes(population, "constants", "current")
    program.value(f"{name}_dt", lambda: np.dtype(neuron.dtype).type(net.dt))
    program.attributes(population, "flags")
    constants = _constants(program, f"{name}_constants", population.constants, name)
    each = "[i]" if isinstance(population.current, np.ndarray) else ""
    head, receptors = _receptors(program, population)
    currents = [f"{key}_flow" for key in population.receptors]
    if each or population.current != 0.0 or not currents:
        currents.insert(0, f"{name}_current{each}")
    kind = program.model(f"{name}_State", type(neuron.state))
    taken = ", ".join("v" if field == "v" else f"{name}_{field}[i]" for field in fields)
    lines = [
        f"v = {name}_v[i]" if "v" in fields else f"v = {name}_dt  # no receptor looks at it",
        *receptors,
        f"current = {' + '.join(currents)}",
        f"state = {kind}({taken})",
    ]
    if population.competition:
        score = program.model(f"{name}_score", population.competition.score, neuron.dtype)
        program.attributes(population, "scores")
        lines.append(f"{name}_scores[i] = {score}(current, state, {constants}, {name}_dt)")
    step = program.model(f"{name}_step", neuron.step, neuron.dtype, fused=True)
    lines.append(f"spiked, state = {step}(current, state, {constants}, {name}_dt)")
    lines.append(store("state", fields, names, "i"))
    lines.append(f"{name}_flags[i] = spiked")
    values = [*program.values][known:]
    drawn = ["k"] if any(r.needs_normal for r, _ in population.receptors.values()) else []
    call = f"advance_{name}({', '.join([f'{name}_n', *drawn, *values])})"
    body = indent("\n".join(lines), "    ")
    lines = "\n".join([*head, f"for i in range({name}_n):\n{body}"])
    function(program, call, lines, single=neuron.dtype == "float32")
    rivals = [_compete(program, population, names, constants)] if population.competition else []
    return "\n".join([call, *rivals, *_decay_received(program, population)])


def list_spikes(program, population):
    """Lines in which the spikes of a population are listed."""
    name = population.name
    program.attributes(population, "flag_words")
    arguments = f"{name}_flag_words, {name}_neurons, {name}_start[row]"
    return f"{name}_start[row + 1] = list_spikes({arguments})"


def _receptors(program, population):
    """Lines before the loop over neurons, and lines in it that give currents."""
    head, lines, dt = [], [], f"{population.name}_dt"
    real = program.model(f"{population.name}_real", np.dtype(population.neuron.dtype).type)
    for key, (receptor, prepared) in population.receptors.items():
        port = f"{population.name}_{key}"
        kind = program.model(f"{port}_State", type(receptor.state))
        step = program.model(f"{port}_step", receptor.step, population.neuron.dtype, fused=True)
        fields = receptor.state._fields
        names = [
            program.value(f"{port}_{field}", partial(getitem, population.ports, f"{key}.{field}"))
            for field in fields
        ]
        taken = [f"{name}[i]" for name in names]
        program.value(f"{port}_constants", lambda key=key: population.receptors[key][1])
        constants = _constants(program, f"{port}_constants", prepared, port)
        if receptor.decay:
            taken = []
            for field, name in zip(fields, names, strict=True):
                place = f"{key}.{field}"
                program.value(f"{name}_unit", partial(getitem, population.units, place))
                program.value(f"{name}_held", lambda place=place: population.held[place])
                each = np.ndim(population.held[place]) > 0
                head.append(
                    f"{name}_now = {real}({name}_unit[0]{'' if each else f' * {name}_held'})"
                )
                taken.append(f"{name}[i] * {name}_now{f' * {name}_held[i]' if each else ''}")
        state = f"{kind}({', '.join(taken)})"
        drawn = ""
        if receptor.needs_normal:
            seed = own_seed(program.network.seed, f"{population.name}.{key}")
            program.value(f"{port}_seed", lambda seed=seed: seed)
            i = "i" if program.whole else f"{population.name}_first + i"
            drawn = f", {real}(normal({port}_seed, {i}, k))"
            if not program.whole:
                program.attributes(population, "first")
        lines.append(f"{key}_flow, v, receptor = {step}({state}, v, {constants}, {dt}{drawn})")
        if not receptor.decay:
            lines.append(store("receptor", fields, names, "i"))
    return head, lines


def _decay_received(program, population):
    """Lines in which the receptors' states decay for which the network sees to it."""
    for key, (receptor, _) in population.receptors.items():
        for field, tau in (receptor.decay._asdict() if receptor.decay else {}).items():
            name = f"{population.name}_{key}_{field}"
            factor = partial(exp, -program.network.dt / tau)
            yield f"decay({name}, {name}_unit, {program.value(f'{name}_factor', factor)})"


def _compete(program, population, names, constants):
    """Lines in which the strongest of those that spike silences all others."""
    name, fields = population.name, population.neuron.state._fields
    dtype = population.neuron.dtype
    inhibit = program.model(f"{name}_inhibit", population.competition.inhibit, dtype)
    arguments = f"{name}_n, {', '.join(names)}, {name}_constants, {name}_flags, {name}_scores"
    function(
        program,
        f"compete_{name}({arguments})",
        f"""
n_spikes, winner = 0, -1
for i in range({name}_n):
    n_spikes += {name}_flags[i]
if n_spikes > 0:
    for i in range({name}_n):
        if {name}_flags[i] and (winner < 0 or {name}_scores[i] > {name}_scores[winner]):
            winner = i
    for i in range({name}_n):
        if i != winner:
            {name}_flags[i] = False
            state = {inhibit}({state_at(f"{name}_State", names, "i")}, {constants})
{indent(store("state", fields, names, "i"), " " * 12)}
""",
    )
    return f"compete_{name}({arguments})"


def source_spikes(program, source):
    """Lines in which a source lists its spikes."""
    name = source.name
    own = {
        "poisson": ("exposure", "frame_steps", "scale", "seed", "stream", "next_spike", "residual"),
        "replay": ("period", "steps", "sources", "next_spike"),
    }[source.kind]
    names = program.attributes(source, *own)
    n = f"{name}_most, " if source.kind == "poisson" else ""
    return (
        f"{name}_start[row + 1] = {source.kind}_spikes(k, {n}{', '.join(names)}, {name}_neurons, "
        f"{name}_start[row])"
    )


def arrive(program, connection):
    """Lines in which the spikes arrive whose delay is over."""
    c, whole = connection.name, connection.pre.whole.name
    target = connection.post.whole
    first = target.receptors[connection.receptor][0].state._fields[0]
    port = f"{connection.receptor}.{first}"
    low, high = connection.post.low, connection.post.high
    program.attributes(connection, "pre.low", "delays")
    received = target.ports if program.whole else connection.ports
    program.value(f"{c}_g", lambda: received[port][low:high])
    program.value(f"{c}_unit", lambda: target.units[port])
    before = [f"{whole}_neurons", "begin", "end", f"{c}_low"]
    if connection.rows is not None:
        columns = "columns" if connection.packed else "targets"
        rows = program.attributes(connection, "rows", columns)
        share = [] if connection.plasticity else ["1, 0" if program.whole else "parts, part"]
        before += [f"{c}_delays.size", "delay", *share, *rows]
    elif not connection.plasticity:
        before += ["0"] if program.whole else program.attributes(connection, "first")
    if connection.plasticity:
        return _each_delay(connection, learning_text.arrive(program, connection, before))
    after = [*program.attributes(connection, "w"), f"{c}_g", f"{c}_unit"]
    kernel = "deliver_dense" if connection.rows is None else "deliver_sparse"
    if connection.packed:
        kernel = "deliver_packed"
    if connection.rows is None and connection.uniform:
        kernel = "deliver_uniform"
        program.value(f"{c}_n_pre", lambda: connection.pre.n)
        before += [f"{c}_n_pre", *program.attributes(connection, "self_offset")]
    return _each_delay(connection, f"{kernel}({', '.join([*before, *after])})")


def arrive_from_outside(program, part):
    """Lines in which the spikes of a Poisson input arrive."""
    c, low, high, target = part.name, part.target.low, part.target.high, part.target.whole
    first = target.receptors[part.receptor][0].state._fields[0]
    port = f"{part.receptor}.{first}"
    received = target.ports if program.whole else part.ports
    own = "first", "seed", "lam", "tables", "table_of", "rest", "bits", "counts", "w"
    names = program.attributes(part, *own)
    names.append(program.value(f"{c}_g", lambda: received[port][low:high]))
    names.append(program.value(f"{c}_unit", lambda: target.units[port]))
    return f"poisson_arrivals(k, {', '.join(names)})  # {part.ends}"


def _each_delay(connection, call):
    """Lines that call a function for the spikes of a connection whose delay is over."""
    c, whole = connection.name, connection.pre.whole.name
    return (
        f"for delay in range({c}_delays.size):  # {connection.ends}\n"
        f"    then = row - 1 - {c}_delays[delay]\n"
        f"    begin, end = {whole}_start[then], {whole}_start[then + 1]\n"
        f"    if begin < end:\n        {call}"
    )


def flush_denormals(program, population):
    """Lines that now and then clear what has decayed to almost nothing in the receptors."""
    keys = [
        f"{population.name}_{key}_{field}"
        for key, (receptor, _) in population.receptors.items()
        for field in (() if receptor.decay else receptor.state._fields)
    ]
    lines = "".join(f"\n    flush_denormals({key})" for key in keys)
    return f"if k % 256 == 0:{lines}" if keys else "pass"


def record(program, recording):
    """Lines that take a sample when it is time."""
    keys = ("values", "unit", "indices", "buffer", "every", "gone")
    *names, every, gone = program.attributes(recording, *keys)
    learns = recording.part.kind == "connection"
    ready = learning_text.apply_modulator(recording.part) if learns else "pass"
    return (
        f"if (k + 1) % {every} == 0:\n    {ready}\n"
        f"    sample({', '.join(names)}, (k + 1) // {every} - 1 - {gone})"
    )
