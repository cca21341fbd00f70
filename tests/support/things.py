"""A view of nothing in particular, for tests of what carries views about."""

from pydantic import ConfigDict

from dispatch.kernel.web.view import View


class Thing(View):
    """A key, and whatever a test is about."""

    model_config = ConfigDict(extra="allow")
    id: str = ""

    @classmethod
    def of(cls, **members: object) -> "Thing":
        """Return a thing with these members."""
        made = cls.model_construct()
        made.__dict__.update(members)
        return made
