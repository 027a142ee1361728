from . import (
    adaptive as adaptive,
    izhikevich as izhikevich,
    leaky as leaky,
    lif as lif,
)
from ._model import (
    Neuron as Neuron,
    WinnerTakeAll as WinnerTakeAll,
)
