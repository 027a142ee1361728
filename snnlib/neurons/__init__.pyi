from . import (
    adaptive as adaptive,
    adex as adex,
    equations as equations,
    exponential as exponential,
    hodgkin_huxley as hodgkin_huxley,
    integrators as integrators,
    izhikevich as izhikevich,
    leaky as leaky,
    lif as lif,
    quadratic as quadratic,
    siegert as siegert,
)
from ._model import (
    Neuron as Neuron,
    WinnerTakeAll as WinnerTakeAll,
)
from .equations import (
    EquationError as EquationError,
    from_equations as from_equations,
)
