"""The other simulators' side; a folder each, run by a Python environment of its own.

What lies here imports nothing of the book's environment: only the peer, and :mod:`.protocol`.
"""
