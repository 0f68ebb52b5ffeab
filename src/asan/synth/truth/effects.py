"""effects.json: every effect that is planted, read from the tables from which the hospital is simulated."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asan.synth.analytes import ACUTE, Analyte
from asan.synth.answers import QUESTIONS
from asan.synth.cancers import CANCERS, STAGES
from asan.synth.charted import MEASURED
from asan.synth.codes import Code
from asan.synth.courses import KIDNEY_CEILINGS, RECOVERY_DAYS
from asan.synth.diseases import COMPLICATIONS, DISEASES, Complication, Disease
from asan.synth.drug_lines import LINES
from asan.synth.illnesses import COVID, ILLNESSES
from asan.synth.mortality import HIGHEST_BURDEN
from asan.synth.practice import ORDINARY, Practice
from asan.synth.truth.kinds import KINDS

Effect = dict[str, Any]
SMOKING = QUESTIONS["smoking"]
DEATH = {"type": "death"}


def write_effects(folder: Path, practice: Practice) -> None:
    """Write ``effects.json`` into ``folder``: the effects, and how each kind of them is estimated."""
    content = {"kinds": KINDS, "effects": list(effects(practice))}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "effects.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def effects(practice: Practice = ORDINARY) -> Iterator[Effect]:
    """Every effect on what the practice measures and on what happens.

    Each with name, kind, exposure and outcome as codes of the source files, size, and during which time it acts.

    Sizes are in the outcome's unit; of a logarithmic analyte they are ratios. ``source`` is where a figure is from,
    or "planted".
    """
    for key, analyte in MEASURED.items():
        if key in practice.measured:
            yield from _on_values(analyte)
    for illness in (*ILLNESSES, COVID):
        outcome = _coded("condition", illness.code)
        for disease, times in illness.risks:
            yield _effect("rate_ratio", _coded("condition", disease), outcome, times, "from the onset to its end")
        for drug, times in illness.drug_risks:
            exposure = _coded("drug", drug) | {"for": _reasons(drug)}
            yield _effect("rate_ratio", exposure, outcome, times, "while taken")
        if illness.women != 1.0:
            yield _effect("rate_ratio", {"type": "sex", "value": "F"}, outcome, illness.women, "always")
    for cancer in CANCERS:
        outcome = _coded("condition", cancer.code)
        for status, times in zip(SMOKING.answers, cancer.smoking, strict=True):
            if times != 1.0:
                yield _effect("risk_ratio", _smoking(status), outcome, times, "at every age", cancer.smoking_source)
        for stage, hazard in zip(STAGES, cancer.yearly_death, strict=True):
            if hazard:
                exposure = _coded("condition", cancer.code) | {"stage": stage}
                yield _effect("yearly_hazard", exposure, DEATH, hazard, "from 20 days after the diagnosis on")
    for complication in COMPLICATIONS:
        former, later = _coded("condition", complication.after), _coded("condition", complication.code)
        hazard = round(1 / complication.mean_years, 5)
        yield _effect("yearly_hazard", former, later, hazard, "from 0.3 years after the onset on")
    burdens: tuple[Disease | Complication, ...] = (*DISEASES, *COMPLICATIONS)
    for burden in burdens:
        if burden.mortality != 1.0:
            when = f"from the onset on, beside fatal stays and cancers; of several at most {HIGHEST_BURDEN:g} in all"
            yield _effect("hazard_ratio", _coded("condition", burden.code), DEATH, burden.mortality, when)


def _on_values(analyte: Analyte) -> Iterator[Effect]:
    kind = "ratio_of_means" if analyte.logarithmic else "mean_difference"
    outcome = {"type": "measurement", "vocabulary": "LOINC", "code": analyte.loinc, "text": analyte.text,
               "unit": analyte.unit, "logarithmic": analyte.logarithmic}  # fmt: skip
    for effect in analyte.effects:
        more = {"log_size": effect.step} if analyte.logarithmic else {}
        more |= {"per_year": effect.per_year, "per_year_at_most": effect.at_most} if effect.per_year else {}
        exposure = _coded("condition", effect.disease)
        yield _effect(kind, exposure, outcome, analyte.size(effect.step), "from the onset to its end") | more
    for response in analyte.responses:
        more = {"reached_after_days": response.ramp_days}
        more |= {"log_size": response.change} if analyte.logarithmic else {}
        exposure = _coded("drug", response.drug) | {"for": _reasons(response.drug)}
        yield _effect(kind, exposure, outcome, analyte.size(response.change), "while taken") | more
    for illness, change in ACUTE.get(analyte.key, ()):
        when = f"at the beginning of a visit with this reason; a third of it is left after {RECOVERY_DAYS:g} days"
        yield _effect(kind, _coded("condition", illness), outcome, analyte.size(change), when)
    if analyte.key == "egfr":
        for disease, ceiling, loss in KIDNEY_CEILINGS:
            when = "from the onset on, for at most eight years"
            yield _effect("ceiling", _coded("condition", disease), outcome, ceiling, when) | {"per_year": -loss}


def _effect(kind: str, exposure: Effect, outcome: Effect, size: float, acts: str, source: str = "planted") -> Effect:
    def name(side: Effect) -> str:
        return str(side.get("text", side.get("value", side["type"])))

    return {"name": f"{name(exposure)} → {name(outcome)}", "kind": kind, "exposure": exposure, "outcome": outcome,
            "size": size, "acts": acts, "source": source}  # fmt: skip


def _coded(type: str, code: Code) -> Effect:
    return {"type": type, "vocabulary": code.vocabulary, "code": code.code, "text": code.text}


def _reasons(drug: Code) -> list[str]:
    """The codes of the lasting diseases for which the drug is taken for years; only then it has effects."""
    return sorted({line.disease.code for line in LINES if line.drug == drug})


def _smoking(status: str) -> Effect:
    never, *_ = SMOKING.answers
    return {"type": "observation", "vocabulary": "LOINC", "code": SMOKING.loinc, "value": status, "than": never}
