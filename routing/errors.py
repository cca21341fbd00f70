"""What routing refuses, as one small tree.

RoutingError
    BadCase     the question itself is impossible (coordinates that are not numbers, a priority out
    of range) BadTable    the reference data cannot be routed with (broken geometry, an agency
    nobody knows)
"""

from __future__ import annotations


class RoutingError(ValueError):
    """A question or a table that routing refuses, with a stable code and the facts behind it."""

    def __init__(self, code: str, detail: str, **facts: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.facts = facts


class BadCase(RoutingError):
    """The case cannot be routed as it was asked."""


class BadTable(RoutingError):
    """The routing table cannot be used; every problem found is listed in `facts["problems"]`."""
