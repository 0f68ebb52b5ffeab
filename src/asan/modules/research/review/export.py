"""The answers of a review as a file."""

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from asan.gateway.audit import Entry, write
from asan.gateway.principal import Principal
from asan.kit.csv_file import CsvFile
from asan.kit.store import transaction
from asan.modules.research.review.comparison import Answered, answered
from asan.modules.research.review.models import ChartReview
from asan.modules.research.review.parts import Part
from asan.modules.research.review.questions import Question, in_words
from asan.modules.research.review.sheets import all_done, disputed
from asan.modules.research.review.store import SURFACE, find, is_finished, questions_of

_COLUMNS = ("position", "subject_id", "part", "reviewer", "question", "question_text", "answer", "done", "saved_at")
SCHEMA = pa.schema(
    [pa.field(name, pa.int64() if name in ("position", "subject_id") else pa.string()) for name in _COLUMNS]
)


def answers_csv(principal: Principal, number: int) -> bytes:
    """One row an answer: the asker's own, and the others' where they may see them.

    ``subject_id`` is what the asker calls the patient; of patients whom they do not see there is no row. ``part`` is
    reviewer, adjudicator, or final: what all reviewers who answered agree on, else what the adjudicator says.
    Raises NotFound, and what the gateway raises.
    """
    with transaction() as session:
        review, part = find(session, principal, number)
        finished = is_finished(session, review)
    seen, _ = answered(principal, review)
    rows = [row for each in seen for row in _rows(review, part, each, finished=finished)]
    columns: dict[str, list[Any]] = {name: [row[at] for row in rows] for at, name in enumerate(_COLUMNS)}
    sink = io.BytesIO()
    with CsvFile(sink, SCHEMA) as file:
        for batch in pa.Table.from_pydict(columns, schema=SCHEMA).to_batches():
            file.write(batch)
    write(principal, Entry("review.export", "answered", SURFACE, question=str(review.id), rows=len(rows)))
    return sink.getvalue()


def _rows(review: ChartReview, part: Part, each: Answered, *, finished: bool) -> Iterator[tuple[Any, ...]]:
    questions = questions_of(review)
    told = part.sees_others(finished=finished) and (finished or all_done(review, each.sheets))
    people = [(name, "reviewer") for name in review.reviewers]
    people += [(review.adjudicator, "adjudicator")] if review.adjudicator else []
    for name, role in people:
        if name not in each.sheets or not (told or name == part.principal.name):
            continue
        sheet = each.sheets[name]
        done, saved = "yes" if sheet.done_at else "no", sheet.saved_at.isoformat(sep=" ", timespec="seconds")
        for question in questions:
            if question.key in sheet.answers:
                answer = in_words(sheet.answers[question.key])
                yield each.position, each.subject, role, name, question.key, question.text, answer, done, saved
    if told and all_done(review, each.sheets):
        for question, value in _final(review, questions, each):
            yield each.position, each.subject, "final", "", question.key, question.text, in_words(value), "yes", ""


def _final(review: ChartReview, questions: list[Question], each: Answered) -> Iterator[tuple[Question, Any]]:
    keys = disputed(questions, review, each.sheets)
    third = each.sheets.get(review.adjudicator or "")
    for question in questions:
        if question.kind == "text":
            continue
        if question.key not in keys:
            given = (each.sheets[name].answers.get(question.key) for name in review.reviewers)
            value = next((answer for answer in given if answer is not None), None)
        else:
            value = third.answers.get(question.key) if third is not None else None
        if value is not None:
            yield question, value
