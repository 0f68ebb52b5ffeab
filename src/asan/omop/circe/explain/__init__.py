"""A definition read aloud, in Korean or English: what enters, which rules hold, when one leaves, what has no effect."""

from collections.abc import Iterator

from asan.kit.translation import Language, Text
from asan.omop.circe.explain.groups import (
    Line,
    criterion_lines,
    group_in_words,
    group_lines,
)
from asan.omop.circe.explain.values import SetName, concept_name, period_in_words
from asan.omop.circe.expression import (
    CohortExpression,
    ConceptSet,
    ConceptSetItem,
    CustomEraEnd,
    DateField,
    DateOffset,
    Limit,
)
from asan.omop.circe.validation import Finding, findings

__all__ = ["explain", "lines"]


def explain(expression: CohortExpression, language: Language, *, unknown: tuple[str, ...] = ()) -> str:
    """The definition in sentences: Markdown. ``unknown`` are the members of its JSON that Circe does not define."""
    said: list[str] = []
    for depth, text in (*lines(expression), *_ineffective([*findings(expression, unknown)])):
        words = text.in_language(language)
        said.append(f"\n## {words}\n" if depth < 0 else f"{'  ' * depth}- {words}")
    return "\n".join(said).lstrip("\n") + "\n"


def lines(expression: CohortExpression) -> Iterator[Line]:
    """The same line by line, with how deep each stands: -1 for a heading. What has no effect is left to `findings`."""
    names = _names(expression)
    yield from _entry(expression, names)
    additional = expression.additional_criteria
    if additional is not None and not additional.is_empty:
        yield -1, Text("추가 조건", "Additional criteria")
        yield 0, group_in_words(additional)
        yield from group_lines(additional, names, 1)
        yield 0, _limit(expression.qualified_limit)
    yield from _rules(expression, names)
    yield from _exit(expression, names)
    yield from _concept_sets(expression)


def _names(expression: CohortExpression) -> SetName:
    known = {found.id: found.name for found in expression.concept_sets}

    def set_name(number: int) -> Text:
        name = known.get(number)
        if number not in known:
            return Text(f"정의되지 않은 개념 집합 {number}", f"the undefined concept set {number}")
        called = (name or "").strip() or number
        return Text(f"'{called}'", f"'{called}'")

    return set_name


def _entry(expression: CohortExpression, names: SetName) -> Iterator[Line]:
    primary = expression.primary_criteria
    window = primary.observation_window
    yield -1, Text("진입 사건", "Entry events")
    yield (
        0,
        Text(
            f"다음 사건 가운데 하나(관찰 기간이 {window.prior_days}일 전부터 {window.post_days}일 후까지 이어질 때):",
            f"any of these events, observed from {window.prior_days} days before to {window.post_days} days after:",
        ),
    )
    for criterion in primary.criteria_list:
        yield from criterion_lines(criterion, names, 1)
    yield 0, _limit(primary.primary_criteria_limit)


def _rules(expression: CohortExpression, names: SetName) -> Iterator[Line]:
    if not expression.inclusion_rules:
        return
    yield -1, Text("포함 규칙", "Inclusion rules")
    for number, rule in enumerate(expression.inclusion_rules, 1):
        head = group_in_words(rule.expression)
        name = f"{number}. {rule.name or ''}".strip()
        yield 0, Text(f"{name} — {head.ko}", f"{name} — {head.en}")
        yield from group_lines(rule.expression, names, 1)
    yield 0, _limit(expression.expression_limit)


def _limit(limit: Limit) -> Text:
    if limit.keeps_all:
        return Text("환자의 사건을 모두 남긴다", "all events of a person are kept")
    if limit.is_last:
        return Text("환자의 마지막 사건만 남긴다", "only a person's last event is kept")
    return Text("환자의 첫 사건만 남긴다", "only a person's first event is kept")


def _exit(expression: CohortExpression, names: SetName) -> Iterator[Line]:
    yield -1, Text("코호트 종료", "Cohort exit")
    match expression.end_strategy:
        case DateOffset(date_field=field, offset=days):
            of = Text("종료일", "end") if field is DateField.END else Text("시작일", "start")
            yield (
                0,
                Text(
                    f"진입 사건 {of.ko}에서 {days}일 뒤, 늦어도 관찰이 끝날 때",
                    f"{days} days after the {of.en} of the entry event, at the latest when observation ends",
                ),
            )
        case CustomEraEnd(drug_codeset_id=int(number), gap_days=gap, offset=days):
            drugs = names(number)
            yield (
                0,
                Text(
                    f"{drugs.ko} 약물의 연속 노출이 끝나고 {days}일 뒤(간격 {gap}일까지 연속), 늦어도 관찰이 끝날 때",
                    f"{days} days after a continuous exposure to {drugs.en} ends (gaps of up to {gap} days), "
                    "at the latest when observation ends",
                ),
            )
        case _:
            yield 0, Text("관찰이 끝날 때", "when observation ends")
    for criterion in expression.censoring_criteria:
        for depth, text in criterion_lines(criterion, names, 0):
            yield depth, Text(f"또는 먼저: {text.ko}", f"or before, at: {text.en}") if depth == 0 else text
    pad = expression.collapse_settings.era_pad
    yield 0, Text(f"{pad}일 안에 이어지는 기간은 하나로 합친다", f"spans within {pad} days of each other become one")
    window = expression.censor_window
    if window is not None and (window.start_date or window.end_date):
        cut = period_in_words(window)
        yield 0, Text(f"기간을 {cut.ko}(으)로 자른다", f"spans are cut to what lies {cut.en}")


def _concept_sets(expression: CohortExpression) -> Iterator[Line]:
    if not expression.concept_sets:
        return
    yield -1, Text("개념 집합", "Concept sets")
    for found in expression.concept_sets:
        yield 0, _set_head(found)
        for item in found.expression.items:
            yield 1, _item(item)


def _set_head(found: ConceptSet) -> Text:
    many, name = len(found.expression.items), (found.name or "").strip()
    return Text(f"{found.id}. {name}: 항목 {many}개", f"{found.id}. {name}: {many} {'item' if many == 1 else 'items'}")


def _item(item: ConceptSetItem) -> Text:
    said = [
        text
        for holds, text in (
            (item.is_excluded, Text("제외", "excluded")),
            (item.include_descendants, Text("하위 개념 포함", "with descendants")),
            (item.include_mapped, Text("매핑된 코드 포함", "with what maps to it")),
        )
        if holds
    ]
    name = concept_name(item.concept)
    ko, en = (", ".join([name, *(getattr(text, language) for text in said)]) for language in ("ko", "en"))
    return Text(ko, en)


def _ineffective(found: list[Finding]) -> Iterator[Line]:
    if found:
        yield -1, Text("살펴볼 것", "To be looked at")
        for finding in found:
            yield 0, Text(f"{finding.path}: {finding.text.ko}", f"{finding.path}: {finding.text.en}")
