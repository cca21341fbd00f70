"""The catalogue's usual priority of each type."""

from dispatch.kernel.store.read_transaction import ReadTransaction


async def load_priorities(reading: ReadTransaction) -> dict[str, int]:
    """Return type code -> usual priority, for the types in use."""
    rows = await reading.fetch("SELECT code, priority FROM incident_type WHERE active")
    return {row["code"]: row["priority"] for row in rows}
