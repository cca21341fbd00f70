"""Hiding telephone numbers that people write into their texts."""

import re
from typing import Final

MASK: Final = "[nomor telepon]"
# 08..., 62... and +62... (or +65...) with the gaps people write; nine digits or more, so house
# numbers, kilometres and the fractions of coordinates stay.
_PHONE: Final = re.compile(r"(?<!\d)(?<!\d\.)(?:\+[1-9]|62|0)(?:[ .()-]{0,2}\d){8,14}(?!\d)")


def mask_phones(text: str) -> str:
    """Return `text` without telephone numbers: a report's text may quote its reporter's."""
    return _PHONE.sub(MASK, text)
