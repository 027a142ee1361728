"""Codes between numbers and spikes, each with its decoder; the public names are in snnlib."""
