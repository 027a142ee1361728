"""What a network has and NIR cannot say, and what differs without it."""

from typing import NamedTuple

import numpy as np

from snnlib.interop._nir_neurons import MODELS, start

NAMES = ("t_ref", "delay", "plasticity", "competition", "state", "poisson_input")


class Gap(NamedTuple):
    """Something that NIR cannot say."""

    name: str  # one of NAMES
    part: str
    text: str
    size: float  # how large what is missing is
    unit: str


def gaps(network) -> list[Gap]:
    """Return what is missing in NIR, part by part."""
    found = [gap for part in network.populations.values() for gap in _of_population(part)]
    for c in network.connections.values():
        if c.plasticity:
            text = "NIR has no learning; the weights stay what they are now; synapses"
            found.append(Gap("plasticity", c.name, text, c.n_synapses, "that learn"))
    for part in network.inputs.values():
        text = "NIR has no random spikes; without it each neuron lacks up to"
        most = 1000.0 * float(part.lam.max()) / network.dt
        found.append(Gap("poisson_input", part.name, text, most, "spikes a second"))
    return found


def _of_population(part):
    if part.neuron.step in MODELS and "t_ref" in part.neuron.params._fields:
        longest = float(np.max(part.neuron.params.t_ref))
        if longest:
            text = (
                "NIR has no refractory period; a neuron feels what comes right after its spike, "
                "and may spike again sooner, by up to"
            )
            yield Gap("t_ref", part.name, text, longest, "ms")
    if part.competition is not None:
        text = "NIR has no competition; several neurons may spike in one step, of"
        yield Gap("competition", part.name, text, part.n, "neurons")
    away = [
        np.max(np.abs(np.asarray(value, float) - start(part, field)))
        for field, value in part.state.items()
        if field == "v" or np.any(value)
    ]
    away += [float(np.max(np.abs(value))) for value in part.ports.values() if np.any(value)]
    if any(away):
        text = "NIR has no state at the beginning; it begins at rest, and is now away from it by"
        yield Gap("state", part.name, text, float(max(away)), "in the state's unit")


def delays(network) -> list[Gap]:
    """Return what follows where delays are not written."""
    text = "its delay is left out; what comes through it comes sooner, by up to"
    return [
        Gap("delay", c.name, text, float(c.delays.max()) * network.dt, "ms")
        for c in network.connections.values()
    ]


def tell(found, network, left_out) -> None:
    """Refuse what cannot be said, or warn of it where it is to be left out."""
    for gap in gaps(network) + (delays(network) if "delay" in left_out else []):
        if gap.name in left_out:
            found.differ(gap.part, gap.text, gap.size, gap.unit)
        else:
            hint = f"leave_out=[{gap.name!r}] writes it without"
            found.refuse(gap.part, f"{gap.text} {gap.size:g} {gap.unit}; {hint}")
    found.tell(level=4)
