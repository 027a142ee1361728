"""Neuron models, one a file; their public names are in :mod:`snnlib` itself."""
