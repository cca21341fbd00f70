"""Personal data of reports and of the messages they came in."""

from typing import Final

from dispatch.incidents.erasure import KEPT
from dispatch.kernel.lifecycle import check_constraint
from dispatch.retention.erasure import Category, Erasure
from intake.location.evidence import Method
from intake.reports.lifecycle import WAITING, DiscardReason

_PRANKS = check_constraint("discard_reason", (DiscardReason.NUISANCE, DiscardReason.GHOST))
_HANDSET = check_constraint("location_method", (Method.GPS, Method.AML, Method.CELL, Method.PIN))
# A report that waits for a person is never touched, nor one whose incident is open or under a legal
# hold. Its time runs from when it was entered: what was entered late is not erased at once.
_OVER = f"""
recorded_at < $1 AND NOT {check_constraint("state", sorted(WAITING))}
AND (incident_id IS NULL OR incident_id NOT IN (SELECT id FROM kept))
"""  # noqa: S608 - constants of our own
_PERSONAL = (
    "(reporter_name IS NOT NULL OR reporter_phone IS NOT NULL OR reporter_ref IS NOT NULL "
    "OR text <> '' OR address IS NOT NULL OR phone_raw IS NOT NULL OR extra <> '{{}}')"
)
# The hash of the content stays, by which a message that comes again is known; so do type and
# priority that were proposed.
_ERASE = f"""
{KEPT} UPDATE report SET reporter_name = NULL, reporter_phone = NULL, reporter_ref = NULL,
    text = '', address = NULL, places = '[]', phone_raw = NULL, extra = '{{{{}}}}', media = '[]',
    conversation_id = NULL, proposal = proposal - 'reasons' - 'flags' WHERE id IN (
    SELECT id FROM report WHERE {_OVER} AND {_PERSONAL} AND {{which}}
    LIMIT $2 FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - constants of our own
_ERASE_PARTS = f"""
{KEPT} UPDATE report_part SET text = '', address = NULL, before = '{{{{}}}}', media = '[]'
WHERE id IN (
    SELECT p.id FROM report_part p JOIN (SELECT id FROM report WHERE {_OVER} AND {{which}}) r
        ON r.id = p.report_id
    WHERE p.text <> '' OR p.address IS NOT NULL OR p.before <> '{{{{}}}}' OR p.media <> '[]'
    LIMIT $2 FOR UPDATE OF p SKIP LOCKED)
"""  # noqa: S608 - constants of our own
# About 0.8 km at most: somewhere in the kelurahan.
_COARSEN = f"""
{KEPT} UPDATE report SET lat = round(lat::numeric, 2), lon = round(lon::numeric, 2),
    accuracy_m = greatest(accuracy_m, 800), flags = flags || '["location.coarsened"]'
WHERE id IN (
    SELECT id FROM report WHERE {_OVER} AND lat IS NOT NULL AND {_HANDSET}
        AND NOT flags ? 'location.coarsened'
    LIMIT $2 FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - constants of our own
_COARSEN_PARTS = f"""
{KEPT} UPDATE report_part SET lat = round(lat::numeric, 2), lon = round(lon::numeric, 2),
    accuracy_m = greatest(accuracy_m, 800), flags = flags || '["location.coarsened"]'
WHERE id IN (
    SELECT p.id FROM report_part p
    JOIN (SELECT id FROM report WHERE {_OVER}) r ON r.id = p.report_id
    WHERE p.lat IS NOT NULL AND {_HANDSET} AND NOT p.flags ? 'location.coarsened'
    LIMIT $2 FOR UPDATE OF p SKIP LOCKED)
"""  # noqa: S608 - constants of our own
_WAITS = check_constraint("r.state", sorted(WAITING))
_NEEDED = f"r.incident_id IN (SELECT id FROM kept) OR {_WAITS}"  # noqa: S608 - constants of our own
_RAW = f"""
{KEPT} UPDATE raw_message SET body = '', sender = '', detail = NULL WHERE id IN (
    SELECT m.id FROM raw_message m
    WHERE m.received_at < $1 AND m.state <> 'needs_person' AND m.body <> ''
        AND NOT EXISTS (SELECT FROM report r WHERE r.raw_id = m.id AND ({_NEEDED}))
        AND NOT EXISTS (SELECT FROM report_part p JOIN report r ON r.id = p.report_id
            WHERE p.raw_id = m.id AND ({_NEEDED}))
    LIMIT $2 FOR UPDATE OF m SKIP LOCKED)
"""  # noqa: S608 - constants of our own
_PRANK = f"state = 'discarded' AND {_PRANKS}"

REPORT_ERASURES: Final = (
    *(
        Erasure(category=category, table=table, statement=statement.format(which=which))
        for category, which in ((Category.REPORT, "true"), (Category.NUISANCE, _PRANK))
        for table, statement in (("report", _ERASE), ("report_part", _ERASE_PARTS))
    ),
    Erasure(category=Category.HANDSET_LOCATION, table="report", statement=_COARSEN),
    Erasure(category=Category.HANDSET_LOCATION, table="report_part", statement=_COARSEN_PARTS),
    Erasure(category=Category.RAW_MESSAGE, table="raw_message", statement=_RAW),
)
