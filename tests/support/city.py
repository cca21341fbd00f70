"""The shipped city, as tests read it."""

from typing import Final

from dispatch.kernel.city import CITIES, read_city
from intake.location.gazetteer import read_gazetteer

SHIPPED: Final = read_city(CITIES / "mojokerto")
GAZETTEER: Final = read_gazetteer(SHIPPED)
