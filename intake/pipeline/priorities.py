"""The catalogue's usual priority of each type."""

from dispatch.kernel.store.reading import Reading


async def load_priorities(reading: Reading) -> dict[str, int]:
    """Return type code -> usual priority, for the types in use."""
    rows = await reading.fetch("SELECT code, priority FROM incident_type WHERE active")
    return {row["code"]: row["priority"] for row in rows}
