"""Ten claims about spiking networks, each put to a test.

Every test gives an *advantage* for each of some settings, (rows, columns): above 0 where the claim
is right.  :mod:`snnlib.studies.claims.verdicts` makes a verdict of it, which names the variable
that decides.  The chapters are "hardware/claims-tested" and "hardware/claims-learning".
"""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
