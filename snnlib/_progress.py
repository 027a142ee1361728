"""A progress bar that appears by itself when something takes long."""

import time

PATIENCE = 2.0  # s, after which a bar is shown without being asked


class Bar:
    """A progress bar that is made when it is needed.

    Parameters
    ----------
    total : int, steps that there are to do
    unit : str, what the bar counts in
    wanted : bool or None
        None: only if it takes longer than two seconds.
    size : float, units of a step
    """

    def __init__(self, total: int, unit: str, wanted: bool | None, size: float = 1.0):
        self.total, self.unit, self.wanted, self.size = total, unit, wanted, size
        self.done, self.bar, self.began = 0, None, time.perf_counter()

    def move(self, steps: int, **told: float) -> None:
        """Advance by so many steps; what is told stands behind the bar."""
        self.done += steps
        patient = time.perf_counter() - self.began < PATIENCE
        if self.wanted is False or (patient and not self.wanted):
            return
        if self.bar is None:
            from tqdm.auto import tqdm  # in a notebook it brings the widgets along

            whole, leave = self.total * self.size, bool(self.wanted)
            self.bar = tqdm(total=whole, unit=self.unit, unit_scale=True, leave=leave)
        if told:
            self.bar.set_postfix(told, refresh=False)
        self.bar.update(self.done * self.size - self.bar.n)

    def close(self) -> None:
        """Leave the bar as it is, or take it away where nobody asked for it."""
        if self.bar is not None:
            self.bar.close()
