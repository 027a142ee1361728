"""Ways in and out: other simulators, exchange formats, and files of spikes."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
