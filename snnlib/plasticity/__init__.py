"""Plasticity: rules that change weights, on spikes and on rates, and what keeps them in bounds."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    _model="Plasticity",
    homeostasis=(
        "HomeostaticRun IntrinsicPlasticity homeostatic_lif scale_to_target scaling_factor "
        "threshold_step with_scaling"
    ),
    inhibitory="InhibitoryParameters grow inhibitory_stdp shrink_alone",
    instar="InstarParameters NoTrace follow instar_stdp no_change to_total",
    rates=(
        "BCMParameters BCMRun HebbParameters OjaParameters RateRun bcm bcm_step "
        "bcm_threshold_step hebb hebb_step oja oja_step response"
    ),
    reward=(
        "RewardSTDPParameters depress_eligibility hard_bounds modulated_change "
        "potentiate_eligibility reward_stdp"
    ),
    single="WeightPath in_order weight_path",
    stdp=(
        "TRIPLET_FITS LastSpike PairSTDPParameters Trace TripletSTDPParameters TripletTraces "
        "add_one add_to_both depress depress_by_power depress_first depress_in_proportion "
        "pair_stdp potentiate potentiate_by_power potentiate_in_proportion potentiate_last "
        "reduced_stdp remember set_both set_to_one triplet_depress triplet_potentiate "
        "triplet_stdp"
    ),
)
