"""Codes: values as spikes and back, each code in a module with its decoder."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    (
        "burst delta filtering information latency linear_decoder nef perturb phase "
        "population rank_order rate transmission"
    ),
)
