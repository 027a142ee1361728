from . import (
    adaptive as adaptive,
    integrators as integrators,
    izhikevich as izhikevich,
    leaky as leaky,
    lif as lif,
    siegert as siegert,
)
from ._model import (
    Neuron as Neuron,
    WinnerTakeAll as WinnerTakeAll,
)
