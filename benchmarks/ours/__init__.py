"""Our side of the comparisons: the same work through snnlib's public functions."""
