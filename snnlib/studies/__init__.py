"""Models that one chapter of the book is about, each in a module of its own.

Besides these, what lets a page keep long runs (``kept``, ``definitions``, ``sources``) and trained
networks (``trained_digits``, ``on_disk``)."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    (
        "aer bayesian_neuron brunel chips clock_driven cochlea code_race competition "
        "delay_lines digits energy event_camera hidden_pattern kept loihi many_synapses "
        "pattern_finder predictive_coding repeaters reward_agent scenes sounds spike_pairs "
        "trained_digits vehicle winner_take_all"
    ),
)
