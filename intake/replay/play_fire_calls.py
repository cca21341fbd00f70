"""Send one call through its whole chain: report, incident, tasks, units, milestones, end."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from intake.replay.client import Client, is_done, member_of
from intake.replay.errors import Refused
from intake.replay.fire_calls import AgencyRun, FireCall, UnitRun
from intake.replay.pace import Pace
from intake.replay.profile import Profile

_BY: Final = "rekaman"


def rfc3339(moment: datetime) -> str:
    """Return a UTC time with Z."""
    return moment.isoformat().replace("+00:00", "Z")


class FireCallPlayer:
    """Plays calls; every step may be repeated after an answer that was lost.

    And then finds what is there already.
    """

    def __init__(self, client: Client, profile: Profile, pace: Pace, *, suffix: str = "") -> None:
        """Send through `client` at `pace`; `suffix` ends the numbers of the calls."""
        self._suffix = suffix
        self._client = client
        self._channel = str(profile.settings["channel"])
        self._pace = pace
        self._units: dict[tuple[str, str], asyncio.Task[str]] = {}

    async def learn_units(self) -> None:
        """Read the units that exist, so that only new ones are made."""
        for unit in (await self._client.get("units"))["items"]:
            known = asyncio.create_task(_now(str(unit["id"])))
            self._units[unit["agency_id"], unit["callsign"]] = known

    async def play(self, call: FireCall) -> str:
        """Send one call and say how it ended."""
        await self._pace.until(call.reached_at)
        report = await self._client.post("reports", self._report(call))
        incident_id = report["incident_id"] or await self._open(call, report["id"])
        await self._in_step(
            [partial(self._send_agency, incident_id, agency) for agency in call.agencies]
        )
        await self._pace.until(call.closed_at)
        await self._end(incident_id, call)
        return call.ended or "cancelled"

    def _report(self, call: FireCall) -> dict[str, Any]:
        return {
            "channel": self._channel,
            "external_id": f"sf-{call.number}{self._suffix}",
            "text": call.text,
            "language": "en",
            "location": call.location,
            "received_at": rfc3339(call.reached_at),
            "answered_at": rfc3339(call.reached_at),
            "type": call.type,
            "priority": call.priority,
            # A person opened it then, so no policy may open it now.
            "open": False,
        }

    async def _open(self, call: FireCall, report_id: str) -> str:
        await self._pace.until(call.classified_at)
        body = {
            "report_id": report_id,
            "type": call.type,
            "priority": call.priority,
            "reached_at": rfc3339(call.reached_at),
            "answered_at": rfc3339(call.reached_at),
            "at": rfc3339(call.classified_at),
        }
        try:
            return str((await self._client.post("incidents", body))["id"])
        except Refused as refusal:
            if not is_done(refusal):
                raise
            return str((await self._client.get(f"reports/{report_id}"))["incident_id"])

    async def _send_agency(self, incident_id: str, agency: AgencyRun) -> None:
        await self._pace.until(agency.assigned_at)
        order = {
            "incident_id": incident_id,
            "agency_id": agency.agency_id,
            "service": agency.service,
            "at": rfc3339(agency.assigned_at),
        }
        task_id = await self._repeatable("tasks", order, "id", "task_id")
        if not task_id:
            # The incident is over, which is sent last: an earlier replay has sent all of it.
            return
        await self._repeatable(
            f"tasks/{task_id}/acknowledge",
            {"by": _BY, "at": rfc3339(agency.assigned_at)},
            "id",
            "id",
        )
        await self._in_step(
            [partial(self._send_unit, task_id, agency.agency_id, unit) for unit in agency.units]
        )

    async def _in_step(self, steps: Sequence[Callable[[], Awaitable[None]]]) -> None:
        """At a pace agencies and units move side by side, each at its own moments.

        In the past one after the other.
        """
        if not self._pace.waits:
            for step in steps:
                await step()
            return
        for end in await asyncio.gather(*(step() for step in steps), return_exceptions=True):
            if end is not None:
                raise end

    async def _send_unit(self, task_id: str, agency_id: str, unit: UnitRun) -> None:
        unit_id = await self._unit(agency_id, unit)
        await self._pace.until(unit.alerted_at)
        stamps = [{"name": name, "at": rfc3339(at)} for name, at in unit.milestones]
        order: dict[str, Any] = {"task_id": task_id, "at": rfc3339(unit.alerted_at)}
        if not self._pace.waits:
            # What is all in the past goes in one request.
            await self._repeatable(
                f"units/{unit_id}/assign", order | {"milestones": stamps}, "id", "assignment_id"
            )
            return
        assignment_id = await self._repeatable(
            f"units/{unit_id}/assign", order, "id", "assignment_id"
        )
        for stamp, (_, at) in zip(stamps, unit.milestones, strict=True):
            await self._pace.until(at)
            await self._repeatable(
                f"unit-assignments/{assignment_id}/milestones", {"milestones": [stamp]}, "id", "id"
            )

    async def _unit(self, agency_id: str, unit: UnitRun) -> str:
        key = agency_id, unit.callsign
        if key not in self._units:
            body = {"agency_id": agency_id, "callsign": unit.callsign, "kind": unit.kind}
            self._units[key] = asyncio.create_task(self._repeatable("units", body, "id", "unit_id"))
        return await self._units[key]

    async def _end(self, incident_id: str, call: FireCall) -> None:
        if call.ended is None:
            await self._repeatable(
                f"incidents/{incident_id}/cancel",
                {"reason": "dibatalkan", "at": rfc3339(call.closed_at)},
                "id",
                "id",
            )
        else:
            body = {"disposition": call.ended, "at": rfc3339(call.closed_at)}
            await self._repeatable(f"incidents/{incident_id}/close", body, "id", "id")

    async def _repeatable(
        self, path: str, body: Mapping[str, Any], member: str, known_as: str
    ) -> str:
        """Send a step; when it had been taken already, return the id that the refusal names."""
        try:
            return str((await self._client.post(path, body))[member])
        except Refused as refusal:
            if not is_done(refusal):
                raise
            return member_of(refusal, known_as) or ""


async def _now(value: str) -> str:
    return value
