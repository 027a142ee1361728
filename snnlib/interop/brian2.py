"""Networks for Brian2: built there, or written as a script of their own."""

from snnlib.interop import _brian2_build
from snnlib.interop._brian2_build import Brian2Network
from snnlib.interop._brian2_plan import brian2_plan
from snnlib.interop._network import read
from snnlib.interop._script import script
from snnlib.interop.differences import Findings
from snnlib.network import Network

__all__ = ["Brian2Network", "to_brian2", "to_brian2_script"]


def _planned(network, duration):
    found = Findings("Brian2")
    plan = brian2_plan(read(network, duration, found), found)
    found.tell(level=4)
    return plan


def to_brian2(network: Network, duration: float) -> Brian2Network:
    """Build a network in Brian2, which must be installed here.

    Neurons LIF, adaptive LIF, leaky integrators, Izhikevich's, and those of
    :func:`snnlib.neurons.from_equations` without noise, operation by operation; synapses delta,
    exponential, alpha and conductance, several kinds on one neuron; pair STDP; wiring as it was
    drawn, with its delays.  Poisson sources become the very spikes that they would give here, for
    ``duration`` ms.
    Spikes and v are recorded where the network records them, and are read with its own
    conventions.

    Raises
    ------
    NotExportedError
        With everything that is not exported, by name.

    Warns
    -----
    Difference
        Of everything that computes otherwise, with the size.

    Examples
    --------
    >>> built = to_brian2(net, 500.0)  # doctest: +SKIP
    >>> built.run()  # doctest: +SKIP
    >>> times, neurons = built.spikes("cells")  # doctest: +SKIP
    """
    return Brian2Network(_planned(network, duration))


def to_brian2_script(network: Network, duration: float) -> str:
    """Return a Python script that builds and runs the network with Brian2 and numpy alone.

    ``--target numpy`` chooses how Brian2 runs it; ``--out spikes.npz`` keeps the spikes.
    Arguments, errors and warnings are those of :func:`to_brian2`.
    """
    return script("Brian2", network, _planned(network, duration), _brian2_build, Brian2Network)
