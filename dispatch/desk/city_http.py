"""Which city this is: what every page shows, also before anybody has signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from dispatch.kernel.city import CITY, City

router = APIRouter(tags=["catalogue"])


class CityOut(BaseModel):
    """Public facts of the city."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "Kota Contoh",
                "time_zone": "Etc/UTC",
                "number_prefix": "ABC",
                "neighbours": ["112 Kabupaten Contoh"],
            }
        }
    )
    name: str
    time_zone: str
    number_prefix: str
    neighbours: list[str]


@router.get("/city")
async def read_city_facts(city: Annotated[City, Depends(CITY)]) -> CityOut:
    """Return the city's name, zone, prefix of incidents, and the rooms it refers to."""
    facts = city.facts
    return CityOut(
        name=facts.name,
        time_zone=facts.time_zone,
        number_prefix=facts.number_prefix,
        neighbours=list(facts.neighbours),
    )
