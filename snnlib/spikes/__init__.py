"""Spike trains, their statistics and their noise; the public names are in :mod:`snnlib` itself."""
