"""Values that are given for the parameters of a text."""

from collections.abc import Mapping

from snnlib import _checks


def parameter_values(parameters: Mapping, given: Mapping) -> dict:
    """Return the values of all parameters in the library's units, (n,) where given so.

    ``parameters`` are those of a :class:`.text.Text`; ``given`` has other values of some of them by
    name, in the unit in which the text has them.
    """
    for key in given:
        if key not in parameters:
            raise ValueError(f"params must have names of the text, {[*parameters]}; got {key!r}")
    values = {}
    for key, parameter in parameters.items():
        value = given.get(key, parameter.number)
        array = _checks.finite_array(f"params[{key!r}]", value, max_ndim=1, unit=parameter.unit)
        values[key] = array * parameter.worth if array.ndim else float(array) * parameter.worth
    return values
