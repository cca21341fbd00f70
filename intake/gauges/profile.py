"""A station's mapping profile: how its messages are read, what its levels mean, what is plausible.

Data, not code.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from intake.gauges.levels import VOCABULARIES
from intake.gauges.path import compile_path

UNITS_IN_CM = {"mm": 0.1, "cm": 1.0, "m": 100.0, "dm": 10.0, "in": 2.54, "ft": 30.48}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where messages come from.

    `topic` may hold MQTT wildcards; it is also how a message finds its station.
    """

    topic: str | None = None
    format: Literal["json", "senml"] = "json"


class Mapping(_Strict):
    """Paths into a message (`$.a.b`); for SenML the name of the record that ends so."""

    level: str = "$.level_cm"
    unit: str = "cm"
    seq: str | None = None
    ts: str | None = None
    ts_format: str = "iso"
    tz: str | None = None
    rain: str | None = None
    batt: str | None = None
    label: str | None = None
    vocabulary: str = "bnpb"

    @field_validator(*("level", "seq", "ts", "rain", "batt", "label"))
    @classmethod
    def _is_path(cls, value: str | None) -> str | None:
        if value is not None and value.startswith("$"):
            compile_path(value)
        return value

    @model_validator(mode="after")
    def _is_known(self) -> "Mapping":
        if self.unit not in UNITS_IN_CM:
            raise ValueError(f"unit {self.unit!r} is none of {sorted(UNITS_IN_CM)}")
        if self.vocabulary not in VOCABULARIES:
            raise ValueError(f"vocabulary {self.vocabulary!r} is none of {sorted(VOCABULARIES)}")
        return self


class Convert(_Strict):
    """How a distance sensor, which looks down on the water, gives a level: reference - distance."""

    kind: Literal["level", "distance"] = "level"
    reference_cm: float = 0.0


class Thresholds(_Strict):
    """From which level on it is WASPADA, SIAGA, AWAS, and how fast the state follows.

    `source` says who set them.
    """

    waspada: float
    siaga: float
    awas: float
    hysteresis_cm: float = Field(default=10.0, ge=0)
    min_consecutive: int = Field(default=2, ge=1)
    fall_after_s: float = Field(default=1800.0, ge=0)
    rate_cm_per_10_min: float = Field(default=20.0, gt=0)
    source: str = ""

    @model_validator(mode="after")
    def _rise(self) -> "Thresholds":
        if not self.waspada < self.siaga < self.awas:
            raise ValueError("waspada < siaga < awas")
        return self


class Plausible(_Strict):
    """What the river can do; anything else is the sensor.

    Levels below the datum are negative and legitimate.
    """

    min: float = -200.0
    max: float = 1500.0
    max_rate_cm_per_min: float = Field(default=20.0, gt=0)


class Profile(_Strict):
    """How one station's messages are read and judged."""

    station: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    source: Source = Source()
    map: Mapping = Mapping()
    convert: Convert = Convert()
    thresholds: Thresholds | None = None
    plausible: Plausible = Plausible()
    clock: Literal["near_arrival", "sensor"] = Field(
        default="near_arrival",
        description="near_arrival trusts the sensor's time within ten minutes; "
        "sensor always (a replayed series)",
    )
    alarms: bool = Field(
        default=True,
        description="false only follows the level: a series replayed, a gauge elsewhere",
    )
    stale_after_s: float = Field(default=900.0, gt=0)
    reach_m: float | None = Field(
        default=None, gt=0, description="How far around it the rules for floods hold."
    )
    max_readings_per_min: int = Field(default=30, ge=1)
