"""The check that a place can be one, for what people and devices send to the centre directly."""

from dispatch.kernel.errors import Invalid
from routing.position import find_fault


def check_place(lat: float, lon: float) -> None:
    """Refuse what is no place (`location.*`); a swapped pair is for a person to put right."""
    fault = find_fault(lat, lon)
    if fault is not None:
        raise Invalid(fault.code, fault.detail)
