"""What a name means, in the shape most declarations have."""

from typing import NamedTuple


class Meaning(NamedTuple):
    """Labels and meaning of one name."""

    label_en: str
    label_zh: str
    doc: str
