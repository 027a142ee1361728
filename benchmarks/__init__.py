"""Our simulations beside other simulators', in one run on one core: ``make bench``."""
