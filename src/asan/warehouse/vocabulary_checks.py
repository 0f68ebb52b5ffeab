"""Checks before a vocabulary becomes the lake's: errors that stop it, warnings that name what it lacks."""

from asan.kit.translation import Text
from asan.omop.cdm.model import Table
from asan.omop.vocabulary.download import OPTIONAL, file_name
from asan.omop.vocabulary.errors import (
    VocabularyDuplicate,
    VocabularyEmpty,
    VocabularyLine,
    VocabularyValueMissing,
    Warning,
)
from asan.warehouse.connection import Connection

_LACKING = {
    "concept_synonym": Text("동의어와 한국어 이름으로 찾을 수 없습니다", "no search by synonym or Korean name"),
    "concept_ancestor": Text("관계에서 조상 표를 만들었습니다", "ancestors were built from the relationships"),
    "drug_strength": Text("용량 기간(dose_era)을 만들 수 없습니다", "no dose eras can be made"),
    "relationship": Text("상하위 관계의 종류를 알 수 없습니다", "the kinds of relation are not known"),
    "domain": Text("영역의 이름을 알 수 없습니다", "the names of domains are not known"),
    "concept_class": Text("부류의 이름을 알 수 없습니다", "the names of classes are not known"),
}


def refuse_bad_lines(connection: Connection, file: str) -> None:
    """Raise VocabularyLine with the first line that the last read of ``file`` could not use, and their number."""
    bad = connection.execute(
        "SELECT line, error_type, column_name, error_message, count(*) OVER () FROM reject_errors ORDER BY line LIMIT 1"
    ).fetchone()
    connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
    if bad is None:
        return
    line, kind, column, message, count = bad
    where = f"{column}: " if kind == "CAST" and column else ""
    raise VocabularyLine(file=file, line=line, count=count, detail=where + str(message).splitlines()[0][:200])


def refuse_missing_values(connection: Connection, table: Table) -> int:
    """Raise VocabularyValueMissing where a required id or date is empty; return how many required texts are."""
    required = [field for field in table.fields if field.required]
    counts = ", ".join(f'count(*) FILTER ("{field.name}" IS NULL)' for field in required)
    row = connection.execute(f"SELECT {counts} FROM lake.vocabulary.{table.name}").fetchall()[0]
    blank = 0
    for field, count in zip(required, row, strict=True):
        if count and not field.name.endswith("_name"):
            raise VocabularyValueMissing(file=file_name(table.name), column=field.name, count=count)
        blank += count
    return blank


def refuse_bad_concepts(connection: Connection) -> None:
    """Raise VocabularyEmpty or VocabularyDuplicate."""
    if not _count(connection, "SELECT count(*) FROM lake.vocabulary.concept"):
        raise VocabularyEmpty(file=file_name("concept"))
    repeated = connection.execute(
        """SELECT count(*), min(concept_id) FROM
           (SELECT concept_id FROM lake.vocabulary.concept GROUP BY concept_id HAVING count(*) > 1) repeated"""
    ).fetchall()[0]
    if repeated[0]:
        raise VocabularyDuplicate(count=repeated[0], example=repeated[1])


def missing_files(given: set[str]) -> list[Warning]:
    """A warning for each optional file that is not there, saying what will not work."""
    return [
        Warning(
            f"no_{table}",
            Text(f"{file_name(table)} 없음: {_LACKING[table].ko}.", f"No {file_name(table)}: {_LACKING[table].en}."),
        )
        for table in OPTIONAL
        if table not in given
    ]


def content_warnings(connection: Connection) -> list[Warning]:
    """Warnings about rows that point at concepts which the download does not have, and about missing mappings."""
    found = []
    for table, columns, ko, en in (
        ("concept_relationship", ("concept_id_1", "concept_id_2"), "관계", "relationships"),
        ("concept_ancestor", ("ancestor_concept_id", "descendant_concept_id"), "조상 행", "ancestor rows"),
        ("concept_synonym", ("concept_id",), "동의어", "synonyms"),
    ):
        unknown = " OR ".join(f"{column} NOT IN (SELECT concept_id FROM lake.vocabulary.concept)" for column in columns)
        count = _count(connection, f"SELECT count(*) FROM lake.vocabulary.{table} WHERE {unknown}")
        if count:
            text = Text(
                f"내려받지 않은 개념을 가리키는 {ko} {count:,}건.",
                f"{count:,} {en} point at concepts that the download does not have.",
            )
            found.append(Warning(f"unknown_concepts_in_{table}", text, count))
    maps = "relationship_id = 'Maps to' AND invalid_reason IS NULL"
    if not _count(connection, f"SELECT count(*) FROM lake.vocabulary.concept_relationship WHERE {maps}"):
        text = Text(
            "'Maps to' 관계가 없어 원천 코드를 표준 개념에 잇지 못합니다.",
            "There is no 'Maps to' relationship, so source codes find no standard concept.",
        )
        found.append(Warning("no_maps_to", text))
    return found


def _count(connection: Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
