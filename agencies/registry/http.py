"""Agencies and boundaries over HTTP."""

from typing import Annotated, Any, Literal

import orjson
import shapely
from fastapi import APIRouter, Depends, Response

from agencies.portal.presence import PRESENCE, AgencyPresence
from agencies.registry.change_agency import Webhook, change_agency_and_webhook
from agencies.registry.geojson import AreaCollection, GeoJson
from agencies.registry.schemas import (
    AgencyDetail,
    AgencyIn,
    AgencyItems,
    LayerOut,
)
from agencies.registry.source import IN_FORCE
from agencies.registry.view import load_agencies, load_agency
from dispatch.access.guards import Work, check_allowed, needs
from dispatch.access.permission_map import allows
from dispatch.access.subject import Subject
from dispatch.directory.change_agency import AgencyChange, Contact
from dispatch.directory.models import AgencyRow
from dispatch.kernel.errors import NotFound, Unavailable
from dispatch.kernel.host.settings import SETTINGS, Settings
from dispatch.kernel.times import true_time
from dispatch.kernel.web.http import Read

router = APIRouter(tags=["agencies"])
Reader = Annotated[Subject, needs("agency.read")]
Manager = Annotated[Subject, needs("agency.manage")]
MapReader = Annotated[Subject, needs("geo.read")]


Online = Annotated[AgencyPresence, Depends(PRESENCE)]


@router.get("/agencies")
async def list_agencies(_: Reader, reading: Read, presence: Online) -> AgencyItems:
    """List all agencies, the inactive ones too."""
    items = await load_agencies(reading)
    online = await presence.online(item.id for item in items)
    return AgencyItems(
        items=[item.model_copy(update={"online": item.id in online}) for item in items]
    )


@router.get("/agencies/{agency_id}")
async def read_agency(
    agency_id: str, subject: Reader, reading: Read, presence: Online
) -> AgencyDetail:
    """Read one agency with its stations and where it answers."""
    online = await presence.online([agency_id])
    contacts = allows(subject, "agency.contacts")
    found = await load_agency(reading, agency_id, online=bool(online), contacts=contacts)
    if found is None:
        raise NotFound("agency.unknown", id=agency_id)
    return found


@router.patch("/agencies/{agency_id}")
async def patch_agency(
    agency_id: str,
    body: AgencyIn,
    subject: Manager,
    uow: Work,
    settings: Annotated[Settings, Depends(SETTINGS)],
) -> AgencyDetail:
    """Change the public number, the webhook, or whether the agency is asked at all."""
    check_allowed(subject, "agency.manage")
    webhook = None
    # An explicit null takes the webhook away, as an empty one does; what is not named stays.
    if "webhook_url" in body.model_fields_set:
        webhook = Webhook(body.webhook_url or "", allow_private=settings.outbox_allow_private)
    contacts = None
    if body.contacts is not None:
        contacts = tuple(Contact(**contact.model_dump()) for contact in body.contacts)
    change = AgencyChange(phone=body.contact, active=body.active, contacts=contacts)
    if await uow.find(AgencyRow, agency_id) is None:
        raise NotFound("agency.unknown", id=agency_id)
    at = true_time(body.at, uow.now)
    secret = await change_agency_and_webhook(uow, agency_id, change, webhook=webhook, at=at)
    await uow.flush()
    found = await load_agency(uow, agency_id, online=False, contacts=True)
    if found is None:
        raise NotFound("agency.unknown", id=agency_id)
    return found.model_copy(update={"webhook_secret": secret})


@router.get(
    "/geo/areas",
    response_class=GeoJson,
    response_model=AreaCollection,
)
async def read_areas(
    _: MapReader, reading: Read, scope: Literal["home", "all"] = "home"
) -> Response:
    """Return the areas in force as GeoJSON.

    The city's own, or with `scope=all` those of its neighbours too.
    """
    layer = await _layer(reading)
    home = None if scope == "all" else layer["home_code"]
    rows = await reading.fetch(
        "SELECT code, name, level, accuracy_m, geometry FROM area WHERE layer = $1 AND ($2::text IS"
        " NULL OR code = $2 OR starts_with(code, $2 || '.')) ORDER BY code",
        layer["version"],
        home,
    )
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": {name: row[name] for name in ("code", "name", "level", "accuracy_m")},
            "geometry": orjson.loads(shapely.to_geojson(shapely.from_wkb(row["geometry"]))),
        }
        for row in rows
    ]
    return GeoJson({"type": "FeatureCollection", "features": features})


@router.get("/geo/layer")
async def read_layer(_: MapReader, reading: Read) -> LayerOut:
    """Return which boundaries are in force and how far they can be trusted."""
    found = await _layer(reading)
    row = await reading.fetchrow("SELECT * FROM geo_layer WHERE version = $1", found["version"])
    layer = dict(row or {})
    accuracy = f"{layer['accuracy_m']:.0f} m" + (
        f"; {layer['accuracy_note']}" if layer["accuracy_note"] else ""
    )
    return LayerOut(
        **{name: layer[name] for name in LayerOut.model_fields if name in layer}, accuracy=accuracy
    )


async def _layer(reading: Read) -> dict[str, Any]:
    layer = await reading.fetchrow(IN_FORCE)
    if layer is None:
        raise Unavailable("registry.not_loaded", retry_after_s=5)
    return dict(layer)
