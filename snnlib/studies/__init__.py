"""Models and experiments that belong to one chapter each, and what lets a page keep long runs."""
