"""Reasons in words.

The plan carries codes and parameters; the sentences come from a catalogue a language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from routing.answer import Line, Plan
from routing.jurisdiction import FAR_OUTSIDE, LOCATION_UNKNOWN, OUTSIDE
from routing.reason import DEFAULT_LANGUAGE, Param, Reason, Sentences
from routing.response_plan import NOTED

# Parameters that are codes, and under which head their label stands.
LABELLED: Final = {"service": "service", "for": "service", "sign": "sign"}


class PlanSentences(Sentences):
    """The sentences of a plan, in which a service is called what people call it."""

    def say(self, reason: Reason, language: str = DEFAULT_LANGUAGE) -> str:
        """Return `reason` as a sentence."""
        params = dict(reason.params)
        for name, head in LABELLED.items():
            if name in params:
                params[name] = self.label(str(params[name]), language, head)
        return super().say(Reason(reason.code, params), language)

    def label(self, name: str, language: str = DEFAULT_LANGUAGE, head: str = "service") -> str:
        """Return what people call a service or a sign; one without a label keeps its code."""
        code = f"{head}.{name}"
        label = super().say(Reason(code), language)
        return name if label == code else label


SENTENCES: Final = PlanSentences(Path(__file__).parent / "messages")


def plan_reasons(plan: Plan) -> tuple[Reason, ...]:
    """Return the reasons that concern a plan as a whole."""
    reasons: list[Reason] = []
    location = plan.location
    if LOCATION_UNKNOWN in plan.flags:
        reasons.append(Reason("location_unknown"))
        if plan.area is not None:
            reasons.append(Reason("location_from_area_code", {"area": plan.area.name}))
    reasons.extend(
        Reason(flag) for flag in plan.flags if flag in {"coordinates_swapped", "near_layer_edge"}
    )
    if location is not None and FAR_OUTSIDE in plan.flags:
        reasons.append(Reason("far_outside", {"km": _km(location.distance_m)}))
    elif location is not None and plan.area is not None:
        reasons.extend(_ground(plan, plan.area.name))
    card = plan.response_plan
    if plan.is_default:
        reasons.append(Reason("default_plan", {"type": plan.case.type, "plan": card.id}))
    else:
        reasons.append(Reason("response_plan", {"plan": card.id, "version": card.version}))
    if card is NOTED:
        reasons.append(Reason("nobody_to_send"))
    reasons.extend(plan.demand.reasons)
    return tuple(reasons)


def line_reasons(line: Line, plan: Plan) -> tuple[Reason, ...]:
    """Return why an agency is proposed, with its distances."""
    reasons = list(line.reasons)
    if line.distance_m is not None and line.travel_s is not None:
        params = {"km": _km(line.distance_m), "minutes": max(1, round(line.travel_s / 60))}
        reasons.append(Reason("travel_estimate", params))
    if line.position_error_m:
        reasons.append(Reason("station_approximate", {"metres": round(line.position_error_m)}))
    location = plan.location
    if location is not None and line.border_distance_m is not None:
        params = {"metres": round(line.border_distance_m), "radius": round(location.radius_m)}
        # As the sentence compares them: in whole metres, whoever owns the other side.
        near = params["metres"] <= params["radius"]
        reasons.append(Reason("owner_border_near" if near else "owner_border_clear", params))
    return tuple(reasons)


def as_record(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON values, as it is stored.

    Its reasons are codes and parameters, put into words when it is read.
    """
    location = plan.location
    return {
        "layer_version": plan.layer_version,
        "response_plan": {
            "id": plan.response_plan.id,
            "version": plan.response_plan.version,
            "source": plan.response_plan.source,
        },
        "area": None if plan.area is None else {"code": plan.area.code, "name": plan.area.name},
        "areas": [
            {"code": a.code, "name": a.name, "distance_m": round(m, 1)} for a, m in plan.areas
        ],
        "near_border": plan.near_border,
        "border_distance_m": None if location is None else round(location.border_m, 1),
        "uncertainty_m": None if location is None else round(location.radius_m, 1),
        "flags": list(plan.flags),
        "reason_codes": [_coded(reason) for reason in plan_reasons(plan)],
        "owners": [
            {
                "service": owner.service,
                "agency_id": owner.agency_id,
                "agency_name": owner.agency_name,
                "area": {"code": owner.area_code, "name": owner.area_name},
                "distance_m": round(owner.distance_m, 1),
            }
            for owner in plan.owners
        ],
        "lines": [_line(line, plan) for line in plan.lines],
        "shortfalls": [
            {
                "service": short.service,
                "needs": short.needs,
                "found": short.found,
                "reason": _coded(short.reason),
            }
            for short in plan.shortfalls
        ],
        "asked_for": {
            "type": plan.case.type,
            "also": list(plan.case.also),
            "signs": [{"code": sign.code, "count": sign.count} for sign in plan.case.signs],
            "flood_state": plan.case.flood_state,
            "alarm_level": plan.demand.alarm,
        },
        "notify": list(plan.demand.notify),
        "checklist": [{"id": item.id, "en": item.en} for item in plan.demand.checklist],
    }


def _line(line: Line, plan: Plan) -> dict[str, Any]:
    return {
        "service": line.service,
        "count": line.count,
        "stand_by": line.stand_by,
        "behind": line.behind,
        "agency_id": line.agency_id,
        "agency_name": line.agency_name,
        "rank": line.rank,
        "tier": line.tier,
        "reason_codes": [_coded(reason) for reason in line_reasons(line, plan)],
        "distance_m": _metres(line.distance_m),
        "travel_s": _metres(line.travel_s),
        "border_distance_m": _metres(line.border_distance_m),
        "candidates": list(line.candidates),
    }


def _ground(plan: Plan, area: str) -> list[Reason]:
    location = plan.location
    if location is None:
        return []
    if OUTSIDE in plan.flags:
        reasons = [
            Reason("outside_all_areas", {"area": area, "metres": round(location.distance_m)})
        ]
    else:
        reasons = [Reason("inside_area", {"area": area, "metres": round(location.border_m)})]
    params: dict[str, Param] = {"radius": round(location.radius_m)}
    if plan.near_border:
        two = [_owner_of(plan, number) for number in range(len(plan.owners))]
        reasons.append(Reason("border_between_owners", {**params, "owners": "; ".join(two)}))
    elif len(plan.areas) > 1:
        names = ", ".join(f"{near.name} ({round(metres)} m)" for near, metres in plan.areas[:4])
        reasons.append(Reason("border_between_areas", {**params, "areas": names}))
    return reasons


def _owner_of(plan: Plan, number: int) -> str:
    owner = plan.owners[number]
    return f"{owner.agency_name} / {owner.area_name} ({round(owner.distance_m)} m)"


def _coded(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "params": reason.params}


def _metres(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _km(metres: float) -> float:
    return round(metres / 1000, 1)
