"""Classifiers whose neurons learn without labels; the public names are in snnlib."""
