"""How a network describes itself: a line for each part, an arrow for each connection."""


def _model(model):
    return model.name or model.step.__name__


def _population(part):
    ports = "".join(f", {key}: {_model(receptor)}" for key, (receptor, _) in part.receptors.items())
    rivals = ", one winner a step" if part.competition else ""
    return f"{part.n} {_model(part.neuron)} neurons ({part.neuron.dtype}){ports}{rivals}"


def _source(part, dt):
    if part.kind == "replay":
        return f"{part.n} replayed spike trains, {part.steps.size} spikes"
    frames = f" in {len(part.probabilities)} frames" if len(part.probabilities) > 1 else ""
    rate = _range(part.probabilities * 1000.0 / dt, " Hz")
    return f"{part.n} Poisson spike trains, {rate}{frames}"


def _range(values, unit: str = "", digits: int = 4):
    low, high = values.min(), values.max()
    between = "" if low == high else f"{low:.{digits}g} to "
    return f"{between}{high:.{digits}g}{unit}"


def _input(part, dt):
    rate, weight = _range(1000.0 * part.lam / dt, " Hz", 6), _range(part.w)
    return f"Poisson spikes for each neuron, {rate}, weight {weight}, not recorded"


def connection(part, dt: float):
    """Return what a connection is, in words."""
    sparse = f"{part.n_synapses / part.pre.n:.4g} from each neuron"
    form = "dense" if part.rows is None else sparse
    low, high = part.delays[0] * dt, part.delays[-1] * dt
    delay = f"{low:g} ms" if low == high else f"{low:g} to {high:g} ms"
    packed = ", packed" if part.packed else ""
    rule = f", {part.plasticity.name or 'learning'}" if part.plasticity else ""
    return f"{part.n_synapses} synapses, {form}, delay {delay}{packed}{rule}"


def describe(network):
    """Return the text of a network, in the order of the way that spikes go."""
    dt = network.dt
    lines = [f"Network with dt = {dt:g} ms, seed {network.seed}, at {network.time:g} ms"]
    lines += [f"  {part.name}: {_source(part, dt)}" for part in network.sources.values()]
    lines += [f"  {part.name}: {_population(part)}" for part in network.populations.values()]
    lines += [
        f"  {part.name} ──▶ {part.target!r}.{part.receptor}: {_input(part, dt)}"
        for part in network.inputs.values()
    ]
    lines += [
        f"  {part.pre!r} ──▶ {part.post!r}.{part.receptor}: {connection(part, dt)}"
        for part in network.connections.values()
    ]
    parts = (*network.sources.values(), *network.populations.values())
    kept = [f"spikes of {part.name}" for part in parts if part.keep_spikes]
    for (part, what), recording in network.recordings.items():
        count = f"{recording.indices.size} values every {recording.every * dt:g} ms"
        kept.append(f"{what} of {part.name} ({count})")
    return "\n".join([*lines, f"  recorded: {', '.join(kept) or 'nothing'}"])
