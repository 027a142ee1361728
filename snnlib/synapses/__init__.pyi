from ._model import Receptor as Receptor
from .potentials import (
    alpha_psp as alpha_psp,
    delta_psp as delta_psp,
    exponential_psp as exponential_psp,
    held_decay as held_decay,
    held_rise as held_rise,
)
from .receptors import (
    AlphaConstants as AlphaConstants,
    AlphaState as AlphaState,
    ConductanceParameters as ConductanceParameters,
    DeltaState as DeltaState,
    ExponentialConstants as ExponentialConstants,
    ExponentialState as ExponentialState,
    TimeConstant as TimeConstant,
    alpha as alpha,
    alpha_constants as alpha_constants,
    alpha_step as alpha_step,
    conductance as conductance,
    conductance_step as conductance_step,
    delta as delta,
    delta_step as delta_step,
    exponential as exponential,
    exponential_constants as exponential_constants,
    exponential_step as exponential_step,
)
