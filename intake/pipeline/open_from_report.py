"""What the centre needs of intake to open an incident from a report."""

from collections.abc import Sequence
from uuid import UUID

from dispatch.desk.conversation import Telling
from dispatch.incidents.models import Incident
from dispatch.incidents.open_incident import NewIncident
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.pipeline.receive import SUMMARY_LENGTH, reported_place
from intake.reports.handle import check_unlinked
from intake.reports.heard import signs_in, types_in
from intake.reports.link import link_to_opened
from intake.reports.models import Report
from intake.reports.verify import check_verified

# A report that was added to is told part by part; its own text holds all of them.
_TOLD = """
SELECT r.id, r.id AS report_id, 'report' AS kind, r.received_at AS at, r.recorded_at, r.channel,
    r.text, r.media
FROM report r WHERE r.incident_id = ANY($1::uuid[]) AND (r.text <> '' OR r.media <> '[]')
    AND NOT EXISTS (SELECT FROM report_part p WHERE p.report_id = r.id AND p.place = 0)
UNION ALL
SELECT p.id, r.id, CASE p.place WHEN 0 THEN 'report' ELSE 'part' END, p.at, p.recorded_at,
    r.channel, p.text, p.media
FROM report_part p JOIN report r ON r.id = p.report_id
WHERE r.incident_id = ANY($1::uuid[]) AND p.kind <> 'typed' AND (p.text <> '' OR p.media <> '[]')
UNION ALL
SELECT a.id, r.id, 'told', a.at, a.at, a.channel, a.text, '[]'
FROM citizen_answer a JOIN report r ON r.id = a.report_id
WHERE r.incident_id = ANY($1::uuid[]) AND a.kind = 'desk' AND a.text <> ''
ORDER BY at, id LIMIT 2000
"""


class ReportsOfIntake:
    """Reads a report for the incident that a person opens from it, and links the two."""

    async def lock_report(self, uow: UnitOfWork, report_id: UUID) -> NewIncident:
        """Lock the report and return what it says.

        `report.already_linked` when it belongs to an incident, `report.unverified` when only its
        finder has seen what it says.
        """
        report = check_verified(check_unlinked(await uow.get(Report, report_id)))
        return NewIncident(
            type=str(report.proposal.get("type", "unknown")),
            priority=int(report.proposal.get("priority", 2)),
            summary=report.text[:SUMMARY_LENGTH],
            channel=report.channel,
            place=reported_place(report),
            address=report.address,
            reached_at=report.received_at,
            answered_at=report.answered_at,
            opened_at=uow.now,
            report_id=report.id,
            drill=report.drill,
            signs=signs_in(report.proposal),
            also=types_in(report.proposal),
        )

    async def link_report(self, uow: UnitOfWork, report_id: UUID, incident: Incident) -> None:
        """Link a report to the incident opened from it.

        The report counts as answered when the incident was opened.
        """
        # The report is a stored row that will refer to the incident, so the incident's row must be
        # there first.
        await uow.flush()
        report = await uow.get(Report, report_id)
        await link_to_opened(uow, report, incident, by_policy=False, at=incident.opened_at)

    async def reporters_of(
        self, reading: ReadTransaction, incident_id: UUID
    ) -> list[tuple[str | None, str | None]]:
        """Return name and phone of an incident's reporters, the first first.

        Without those who stay anonymous.
        """
        rows = await reading.fetch(
            "SELECT reporter_name, reporter_phone FROM report "
            "WHERE incident_id = $1 AND NOT anonymous ORDER BY received_at",
            incident_id,
        )
        return [(row["reporter_name"], row["reporter_phone"]) for row in rows]

    async def tellings_of(
        self, reading: ReadTransaction, incident_ids: Sequence[UUID]
    ) -> list[Telling]:
        """Return everything that was said about the incidents, oldest first."""
        return [Telling(**dict(row)) for row in await reading.fetch(_TOLD, list(incident_ids))]
