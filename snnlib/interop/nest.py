"""Networks for NEST: built there, or written as a script of their own."""

from snnlib import _checks
from snnlib.interop import _nest_build
from snnlib.interop._nest_build import NestNetwork
from snnlib.interop._nest_plan import nest_plan
from snnlib.interop._network import read
from snnlib.interop._script import script
from snnlib.interop.differences import Findings
from snnlib.network import Network

__all__ = ["NestNetwork", "to_nest", "to_nest_script"]


def _planned(network, duration):
    found = Findings("NEST")
    plan = nest_plan(read(network, duration, found), found)
    found.tell(level=4)
    return plan


def to_nest(network: Network, duration: float, *, threads: int = 1) -> NestNetwork:
    """Build a network in NEST, which must be installed here; its kernel is reset before.

    Neurons LIF, adaptive LIF, leaky integrators and Izhikevich's; synapses delta, exponential,
    alpha and conductance; wiring as it was drawn, with its delays.  Poisson sources become the very
    spikes that they would give here, for ``duration`` ms.  Spikes and v are recorded where the
    network records them, and are read with its own conventions.

    Raises
    ------
    NotExportedError
        With everything that NEST cannot say, by name.

    Warns
    -----
    Difference
        Of everything that it computes otherwise, with the size.

    Examples
    --------
    >>> built = to_nest(net, 500.0, threads=2)  # doctest: +SKIP
    >>> built.run()  # doctest: +SKIP
    >>> times, neurons = built.spikes("cells")  # doctest: +SKIP
    """
    threads = _checks.positive_integer("threads", threads)
    return NestNetwork(_planned(network, duration), threads)


def to_nest_script(network: Network, duration: float) -> str:
    """Return a Python script that builds and runs the network with NEST and numpy alone.

    Write it to a file and start it with ``--threads 2``, or under ``mpirun`` where NEST was built
    with MPI; it says what it found.  ``--out spikes.npz`` keeps the spikes, one file for each
    process.  Arguments, errors and warnings are those of :func:`to_nest`.
    """
    return script("NEST", network, _planned(network, duration), _nest_build, NestNetwork)
