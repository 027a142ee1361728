from ._model import (
    Plasticity as Plasticity,
)
from .equations import (
    EquationRun as EquationRun,
    from_equations as from_equations,
    run_equations as run_equations,
)
from .homeostasis import (
    HomeostaticRun as HomeostaticRun,
    IntrinsicPlasticity as IntrinsicPlasticity,
    homeostatic_lif as homeostatic_lif,
    scale_to_target as scale_to_target,
    scaling_factor as scaling_factor,
    threshold_step as threshold_step,
    with_scaling as with_scaling,
)
from .inhibitory import (
    InhibitoryParameters as InhibitoryParameters,
    grow as grow,
    inhibitory_stdp as inhibitory_stdp,
    shrink_alone as shrink_alone,
)
from .instar import (
    InstarParameters as InstarParameters,
    NoTrace as NoTrace,
    follow as follow,
    instar_stdp as instar_stdp,
    no_change as no_change,
    to_total as to_total,
)
from .rates import (
    BCMParameters as BCMParameters,
    BCMRun as BCMRun,
    HebbParameters as HebbParameters,
    OjaParameters as OjaParameters,
    RateRun as RateRun,
    bcm as bcm,
    bcm_step as bcm_step,
    bcm_threshold_step as bcm_threshold_step,
    hebb as hebb,
    hebb_step as hebb_step,
    oja as oja,
    oja_step as oja_step,
    response as response,
)
from .reward import (
    RewardSTDPParameters as RewardSTDPParameters,
    depress_eligibility as depress_eligibility,
    modulated_change as modulated_change,
    potentiate_eligibility as potentiate_eligibility,
    reward_stdp as reward_stdp,
)
from .single import (
    WeightPath as WeightPath,
    in_order as in_order,
    weight_path as weight_path,
)
from .stdp import (
    LastSpike as LastSpike,
    PairSTDPParameters as PairSTDPParameters,
    Trace as Trace,
    add_one as add_one,
    depress as depress,
    depress_by_power as depress_by_power,
    depress_first as depress_first,
    depress_in_proportion as depress_in_proportion,
    hard_bounds as hard_bounds,
    pair_stdp as pair_stdp,
    potentiate as potentiate,
    potentiate_by_power as potentiate_by_power,
    potentiate_in_proportion as potentiate_in_proportion,
    potentiate_last as potentiate_last,
    reduced_stdp as reduced_stdp,
    remember as remember,
    set_to_one as set_to_one,
)
from .triplet import (
    TRIPLET_FITS as TRIPLET_FITS,
    TripletSTDPParameters as TripletSTDPParameters,
    TripletTraces as TripletTraces,
    add_to_both as add_to_both,
    set_both as set_both,
    triplet_depress as triplet_depress,
    triplet_potentiate as triplet_potentiate,
    triplet_stdp as triplet_stdp,
)
