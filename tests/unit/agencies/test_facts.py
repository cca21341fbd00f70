"""What an agency is told, and what it is not."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from agencies.delivery.facts import incident_facts, notice_body
from dispatch.kernel.masking import MASK, mask_personal
from dispatch.kernel.web.json_text import encode
from dispatch.tasks.view import TaskView

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def record(**changes: Any) -> dict[str, Any]:
    task = dict.fromkeys(TaskView.model_fields) | {
        "id": UUID(int=2),
        "incident_id": UUID(int=1),
        "agency_id": "damkar",
        "agency_name": "Damkar",
        "service": "fire",
        "state": "assigned",
        "attempt": 1,
        "stand_by": True,
        "count": 1,
        "reasons": ["chosen_by_dispatcher"],
        "reason_params": [{}],
        "note": "",
        "assigned_at": NOW,
        "version": 1,
        "flags": [],
        "implied": [],
        "recall_open": False,
        "said": {},
    }
    incident = {
        "number": "MJK-26-000001",
        "order_place": 1,
        "incident_state": "dispatched",
        "incident_type": "fire",
        "priority": 1,
        "summary": "Rumah terbakar",
        "lat": -7.47,
        "lon": 112.43,
        "accuracy_m": 50.0,
        "location_method": "address",
        "address": "Jl. Majapahit 5",
        "area_code": "35.76.01",
        "area_name": "Kranggan",
        "alarm_level": 1,
        "opened_at": NOW,
        "incident_flags": [],
        "also_types": [],
        "signs": [{"code": "trapped", "count": 2, "by": ["desk"]}],
        "drill": False,
        "label_id": "Kebakaran",
        "label_en": "Fire",
    }
    return {**task, **incident, **changes}


@pytest.mark.parametrize(
    "number",
    [
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "0321 321 567 8",
        "+65 9123 4567",
    ],
)
def test_a_telephone_number_in_the_text_is_hidden(number: str) -> None:
    masked = mask_personal(f"Tolong, hubungi {number} segera")
    assert masked == f"Tolong, hubungi {MASK} segera"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Jl. Majapahit No. 112 RT 03/RW 05",
            "km 1.200",
            "api sejak 18.30, 22-11-2026",
            "plat S 1234 AB",
            "05 orang",
        ),
        "-7.0471612345, 112.0440112345",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == text


def test_the_summary_is_unmasked_only_for_those_who_have_taken_the_order() -> None:
    row = record(summary="Hubungi 081234567890")
    assert "0812" not in incident_facts(row).summary
    assert "081234567890" in incident_facts(row, unmasked=True).summary


def test_a_number_in_the_words_for_the_place_is_hidden_wherever_the_place_stands() -> None:
    row = record(address="Jl. Majapahit 5, telepon 0812-3456-7890")
    masked, whole = incident_facts(row), incident_facts(row, unmasked=True)
    for facts, shown in ((masked, f"Jl. Majapahit 5, telepon {MASK}"), (whole, row["address"])):
        assert facts.location is not None
        assert facts.address == facts.location.address == shown
    assert b"0812" not in encode(notice_body(row, event="task.assigned", reason=None, base_url=""))


def test_a_notice_is_complete_and_serialises() -> None:
    body = orjson.loads(
        encode(
            notice_body(
                record(), event="task.assigned", reason=None, base_url="https://112.example"
            )
        )
    )
    assert body["task"]["id"] == str(UUID(int=2))
    assert body["task"]["assigned_at"] == "2026-11-22T11:00:00Z"
    assert (body["task"]["stand_by"], body["task"]["verified_at"]) == (True, None)
    assert [reason["text"] for reason in body["task"]["reasons"]] == ["Dipilih oleh pengendali."]
    assert body["incident"]["location"] == {
        "lat": -7.47,
        "lon": 112.43,
        "accuracy_m": 50.0,
        "method": "address",
        "address": "Jl. Majapahit 5",
    }
    assert (
        body["links"]["acknowledge"]
        == f"https://112.example/api/v1/tasks/{UUID(int=2)}/acknowledge"
    )


def test_an_incident_without_a_place_still_has_its_address() -> None:
    facts = incident_facts(record(lat=None, lon=None, area_code=None))
    assert (facts.location, facts.area, facts.address) == (None, None, "Jl. Majapahit 5")


def test_no_notice_has_a_member_for_the_reporter() -> None:
    members = encode(notice_body(record(), event="task.assigned", reason=None, base_url=""))
    assert b"reporter" not in members
    assert b"phone" not in members
