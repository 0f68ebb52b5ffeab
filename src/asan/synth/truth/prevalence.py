"""prevalence.json: how many were to have each lasting disease, and how many have it, by sex and age."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asan.synth.arrays import Bools, Ints
from asan.synth.cancers import CANCERS, Cancer
from asan.synth.catalog import lasting, number
from asan.synth.clock import years_between
from asan.synth.diseases import AGES, DISEASES, Disease
from asan.synth.encounters import OPEN
from asan.synth.timeline import Timeline

_ASKED: tuple[Disease | Cancer, ...] = (*DISEASES, *CANCERS)
_FIGURES = ("persons", "asked", "ill", "living", "diagnosed")
ABOUT = {
    "en": "At the last day. persons: everyone, by the age that they have or would have; asked: how many of them were "
    "to have had the onset by then; ill: how many have, as if nobody died. living: those alive; diagnosed: how "
    "many of them have a row in conditions (before defects are planted). Figures that are asked for describe "
    "the country.",
    "ko": "마지막 날 기준입니다. persons는 전원(살아 있거나 살아 있었다면 가질 나이), asked는 그중 그때까지 "
    "발병했어야 할 수, ill은 아무도 죽지 않았다고 볼 때 실제 발병한 수입니다. living은 생존자, diagnosed는 "
    "그중 conditions에 행이 있는 수(결함을 심기 전)입니다. 요청한 수치는 나라 전체를 나타냅니다.",
}


def count(timeline: Timeline) -> NDArray[np.float64]:
    """The figures of a block's persons: diseases x sexes (men, women) x age bands x ``_FIGURES``."""
    people, health, end = timeline.world.people, timeline.world.health, timeline.world.end
    age = years_between(people.birth, np.array([end]))
    group = people.female * (len(AGES) - 1) + np.clip(np.searchsorted(AGES, age, side="right") - 1, 0, len(AGES) - 2)
    alive = timeline.death == OPEN

    def grouped(values: NDArray[Any]) -> NDArray[np.float64]:
        sums = np.bincount(group, weights=values, minlength=2 * (len(AGES) - 1))
        return np.asarray(sums.reshape(2, -1), dtype=np.float64)

    figures = []
    for disease in _ASKED:
        share = np.where(people.female, np.interp(age, AGES, disease.women), np.interp(age, AGES, disease.men)) / 100
        youngest = disease.youngest if isinstance(disease, Disease) else 0.0
        share = np.where(age < youngest, 0.0, share)
        ill = health.onset[lasting(disease.code)] <= end
        diagnosed = alive & _recorded(timeline, number(disease.code))
        columns = (np.ones(len(age)), share, ill, alive, diagnosed)
        figures.append(np.stack([grouped(column) for column in columns], axis=-1))
    return np.stack(figures)


def write_prevalence(folder: Path, total: NDArray[np.float64]) -> None:
    """Write ``prevalence.json`` into ``folder`` from the sum of all blocks' figures."""
    text = json.dumps({"about": ABOUT, "prevalence": list(_rows(total))}, ensure_ascii=False, indent=1)
    (folder / "prevalence.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _rows(total: NDArray[np.float64]) -> Iterator[dict[str, Any]]:
    for disease, by_sex in zip(_ASKED, total, strict=True):
        for sex, by_age in zip("MF", by_sex, strict=True):
            for age, figures in enumerate(by_age):
                yield {
                    "vocabulary": disease.code.vocabulary, "code": disease.code.code, "text": disease.code.text,
                    "sex": sex, "age_from": int(AGES[age]), "age_to": int(AGES[age + 1]),
                    **{name: round(value, 2) if name == "asked" else round(value)
                       for name, value in zip(_FIGURES, figures.tolist(), strict=True)},
                    "source": disease.source,
                }  # fmt: skip


def _recorded(timeline: Timeline, condition: int) -> Bools:
    """Who has the diagnosis in the files."""
    diagnoses, visits = timeline.events.diagnoses, timeline.events.encounters
    recorded = np.zeros(len(timeline.death), dtype=bool)
    of: Ints = diagnoses.encounter[diagnoses.condition == condition]
    recorded[visits.patient[of]] = True
    return recorded
