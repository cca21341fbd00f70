"""What can go wrong with a replay on purpose."""

from dispatch.kernel.errors import Invalid, Unavailable


class BadProfile(Invalid):
    """The profile does not exist or does not fit the file."""


class Refused(Invalid):
    """The server refused a request; the same request would be refused again."""


class Unreachable(Unavailable):
    """The server could not be reached or stayed overloaded after every try."""
