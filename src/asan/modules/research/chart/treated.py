"""What masks do to the fields that a chart shows: said beside them, as the data mart's grid does."""

from collections.abc import Mapping

from asan.modules.research.chart.schemas import TreatedOut

ABSENT = "absent"


def treated_in(
    table: str, asked: Mapping[str, str], seen: Mapping[str, str], masks: Mapping[str, str]
) -> list[TreatedOut]:
    """Of the fields ``asked`` (our name to OMOP's column), those masked, by our name in ``masks``, or not ``seen``."""
    return [
        TreatedOut(field=name, column=f"{table}.{column}", mask=masks.get(name, ABSENT))
        for name, column in asked.items()
        if name not in seen or name in masks
    ]
