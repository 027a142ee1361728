"""What an export cannot carry over: refused, or warned of with its size."""

import warnings


class Difference(UserWarning):
    """Something computes otherwise after an export; says where, why, and by how much.

    Attributes
    ----------
    part : str, name of the part of the network
    cause : str
    size : float, in ``unit``
    """

    def __init__(self, part: str, cause: str, size: float, unit: str):
        super().__init__(f"{part}: {cause} ({size:.2g} {unit})")
        self.part, self.cause, self.size, self.unit = part, cause, size, unit


class NotExportedError(ValueError):
    """A network has something that the other program cannot say.

    Attributes
    ----------
    refused : list of str, each of them with the name of the part
    """

    def __init__(self, program: str, refused: list[str]):
        lines = "".join(f"\n  {line}" for line in refused)
        super().__init__(f"this network cannot be exported to {program}:{lines}")
        self.program, self.refused = program, refused


class Findings:
    """What is found on the way to an export, told all at once at its end."""

    def __init__(self, program: str):
        self.program = program
        self.refused, self.differences = [], []

    def refuse(self, part: str, why: str) -> None:
        """Note what cannot be exported."""
        self.refused.append(f"{part}: {why}")

    def differ(self, part: str, cause: str, size: float, unit: str) -> None:
        """Note what will compute otherwise."""
        self.differences.append(Difference(part, cause, size, unit))

    def tell(self, level: int = 3) -> None:
        """Raise :class:`NotExportedError` if anything is refused; else warn of each difference."""
        if self.refused:
            raise NotExportedError(self.program, self.refused)
        for difference in self.differences:
            warnings.warn(difference, stacklevel=level)
