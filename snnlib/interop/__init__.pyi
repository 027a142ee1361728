from . import (
    cochlea_files as cochlea_files,
    event_files as event_files,
    spike_files as spike_files,
)
from .brian2 import (
    Brian2Network as Brian2Network,
    to_brian2 as to_brian2,
    to_brian2_script as to_brian2_script,
)
from .brian2_neurons import (
    Brian2Equations as Brian2Equations,
    brian2_equations as brian2_equations,
)
from .differences import (
    Difference as Difference,
    NotExportedError as NotExportedError,
)
from .nest import (
    NestNetwork as NestNetwork,
    to_nest as to_nest,
    to_nest_script as to_nest_script,
)
from .nir_export import to_nir as to_nir
from .nir_import import from_nir as from_nir
from .nir_layers import layers_from_nir as layers_from_nir, layers_to_nir as layers_to_nir
from .nir_run import NirRun as NirRun, run_nir as run_nir
