"""The city: what the manifest of one folder says, read once at start-up and passed in from there.

Everything that is so in one city and not in the next lies in that folder, and `city.json` names it:
how the city is called and numbers its incidents, its zone and telephones, and which file holds
what. No code names a city. A room reads its own file (`city.file("gauges")`).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from dispatch.kernel.container import Service
from dispatch.kernel.errors import Invalid
from dispatch.kernel.findings import findings_of

CITIES: Final = Path(__file__).parents[2] / "cities"
MANIFEST: Final = "city.json"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone {name!r}") from error
    return name


class _Part(BaseModel):
    """A part of the manifest: an unknown member is a typing error, not an extension."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Telephone(_Part):
    """How numbers without a country or an area are meant."""

    country: str = Field(pattern="^[A-Z]{2}$")
    """ISO 3166 code, as `phonenumbers` takes it."""
    area_code: str = Field(pattern="^0[0-9]{1,4}$")


class Bounds(_Part):
    """A box of degrees around the province: what lies outside it is doubted."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the place lies in the box."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


class Manifest(_Part):
    """What `city.json` says."""

    name: str
    """As people call it, for example on the sign-in page."""
    town: str
    """The bare name, as it stands in addresses."""
    number_prefix: str = Field(pattern="^[A-Z]{2,5}$")
    """Before the year and the number of an incident."""
    time_zone: Annotated[str, AfterValidator(_zone)]
    telephone: Telephone
    province: Bounds
    neighbours: tuple[str, ...] = ()
    """Rooms next door that an emergency beyond the border is referred to."""
    files: Mapping[str, str]


class City:
    """One city's facts and files."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Speak for the city in `folder`."""
        self.folder = folder
        self.id = folder.name
        self.facts = manifest

    @cached_property
    def zone(self) -> ZoneInfo:
        """The wall clock of the city, for what people read."""
        return ZoneInfo(self.facts.time_zone)

    def local(self, at: datetime) -> datetime:
        """Return the moment on the city's wall clock."""
        return at.astimezone(self.zone)

    def incident_number(self, opened_at: datetime, count: int) -> str:
        """Return an incident's number: prefix, the local year it was opened in, and a count."""
        return f"{self.facts.number_prefix}-{self.local(opened_at):%y}-{count:06d}"

    def file(self, kind: str) -> Path | None:
        """Return where the city keeps `kind`; None when it has none."""
        name = self.facts.files.get(kind)
        return None if name is None else self.folder / name

    def read(self, kind: str, empty: Any) -> Any:
        """Return what the city's JSON file of `kind` holds, `empty` without one."""
        path = self.file(kind)
        return empty if path is None else json.loads(path.read_text(encoding="utf-8"))


def read_city(folder: Path) -> City:
    """Read a city's manifest; `registry.city_unknown` or `registry.city_broken` if that fails."""
    path = folder / MANIFEST
    if not path.is_file():
        raise Invalid("registry.city_unknown", why="no_manifest", path=str(path))
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise Invalid(
            "registry.city_broken",
            why="manifest",
            path=str(path),
            errors=findings_of(error.errors()),
        ) from error
    city = City(folder, manifest)
    lost = [name for name in manifest.files.values() if not (folder / name).is_file()]
    if lost:
        raise Invalid("registry.city_broken", why="files_missing", path=str(path), files=lost)
    return city


def find_city(named: str | None) -> City:
    """Return the city that an installation runs: named, a folder of its own, or the only one."""
    if named is None:
        shipped = sorted(path.parent for path in CITIES.glob(f"*/{MANIFEST}"))
        if len(shipped) != 1:
            names = [folder.name for folder in shipped]
            raise Invalid("registry.city_unknown", why="which", cities=names)
        return read_city(shipped[0])
    return read_city(Path(named) if "/" in named else CITIES / named)


CITY: Final = Service[City]("city")
