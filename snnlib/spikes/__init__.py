"""Spike trains: lists and rasters, point processes, statistics, and how alike trains are."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
