"""Notes against what truth/notes.csv says of them, and against the visits that they are about."""

import re
from collections import Counter
from pathlib import Path

import pytest

HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def mentions(ask, larger: Path) -> str:
    """A relation of every mention with its note and visit, and the visit's day."""
    return f"""(SELECT m.*, n.TEXT AS note_text, n.TYPE AS type, n.LANGUAGE AS language, n.PATIENT, n.ENCOUNTER,
        left(e.START, 10) AS day, e.REASONCODE AS reason
        FROM read_csv('{larger}/truth/notes.csv', types = {{'code': 'VARCHAR'}}) m
        LEFT JOIN notes n ON n.ID = m.note LEFT JOIN encounters e ON e.Id = n.ENCOUNTER)"""


def test_every_mention_stands_where_it_is_said_to(ask, mentions: str) -> None:
    rows = ask(f'SELECT note_text, "start", "end", "text", note FROM {mentions}')
    assert len(rows) > 5_000
    assert [row for row in rows if row[0][row[1] : row[2]] != row[3] or not row[3]] == []
    assert ask("SELECT count(*) FROM notes") == ask(f"SELECT count(DISTINCT note) FROM {mentions}")


def test_mentions_of_a_note_do_not_overlap(ask, mentions: str) -> None:
    assert ask(
        f"""SELECT count(*) FROM (SELECT "start", lag("end") OVER (PARTITION BY note ORDER BY "start") AS former
        FROM {mentions}) WHERE former > "start" """
    ) == [(0,)]


def test_what_is_not_affirmed_is_no_diagnosis_of_the_visit(ask, mentions: str) -> None:
    for how, least in (("negated", 1000), ("uncertain", 300)):
        found, diagnosed = ask(
            f"""SELECT count(*), count(*) FILTER (WHERE code = reason OR EXISTS (SELECT 1 FROM conditions c
            WHERE c.ENCOUNTER = m.ENCOUNTER AND c.CODE = m.code)) FROM {mentions} m WHERE {how}"""
        )[0]
        assert found > least
        assert diagnosed == 0
    assert ask(f"SELECT count(*) FROM {mentions} WHERE family AND (negated OR uncertain OR historical)") == [(0,)]
    assert ask(f"SELECT count(*) > 100 FROM {mentions} WHERE family") == [(True,)]


def test_history_was_recorded_before(ask, mentions: str) -> None:
    found, recorded = ask(
        f"""SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM conditions c
        WHERE c.PATIENT = m.PATIENT AND c.CODE = m.code AND c.START <= m.day)) FROM {mentions} m WHERE historical"""
    )[0]
    assert found == recorded > 100


def test_what_is_affirmed_belongs_to_the_visit(ask, mentions: str) -> None:
    affirmed = "NOT negated AND NOT uncertain AND NOT historical AND NOT family"
    assert ask(f"SELECT count(*) FROM {mentions} WHERE {affirmed} AND kind = 'condition' AND code <> reason") == [(0,)]
    for kind, table in (("drug", "medications"), ("procedure", "procedures")):
        found, done = ask(
            f"""SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM {table} t
            WHERE t.ENCOUNTER = m.ENCOUNTER AND t.CODE = m.code)) FROM {mentions} m WHERE kind = '{kind}'"""
        )[0]
        assert found == done > 100


def test_notes_differ(ask, mentions: str) -> None:
    skeletons: Counter[str] = Counter()
    spans: dict[str, list[tuple[int, int]]] = {}
    for note, start, end in ask(f'SELECT note, "start", "end" FROM {mentions}'):
        spans.setdefault(note, []).append((start, end))
    for note, text in ask("SELECT ID, TEXT FROM notes"):
        for start, end in sorted(spans[note], reverse=True):
            text = text[:start] + "_" + text[end:]
        skeletons[re.sub(r"\d+", "0", text)] += 1
    assert len(skeletons) > 0.5 * skeletons.total()
    assert skeletons.most_common(1)[0][1] < 0.01 * skeletons.total()


def test_languages_are_what_they_are_said_to_be(ask) -> None:
    texts = ask("SELECT LANGUAGE, TEXT FROM notes")
    assert {language for language, _ in texts} == {"ko", "en"}
    assert not any(HANGUL.search(text) for language, text in texts if language == "en")
    assert all(HANGUL.search(text) for language, text in texts if language == "ko")
    assert sum(bool(re.search("[a-z]{4}", text)) for language, text in texts if language == "ko") > 0.2 * len(texts)
