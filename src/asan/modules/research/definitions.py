"""Definitions as files: one JSON each, named by its file."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asan.kit.errors import AsanError, BadInput
from asan.kit.translation import Text
from asan.omop.circe.expression import CohortExpression
from asan.omop.circe.reading import read_expression


class DefinitionFailed(BadInput):
    """A definition cannot be used: which, and why. ``name`` is its own; ``reason`` the code of what is wrong."""

    code = "cohort_definition_unusable"
    text = Text("{name}: {ko}", "{name}: {en}")
    next = Text("{next_ko}", "{next_en}")

    @classmethod
    def of(cls, name: str, error: AsanError) -> "DefinitionFailed":
        """``error`` with the definition's name before it."""
        return cls(
            name=name,
            reason=error.code,
            ko=error.message.ko,
            en=error.message.en,
            next_ko=error.next_step.ko,
            next_en=error.next_step.en,
        )


class NoDefinitions(BadInput):
    """A path leads to no definition."""

    code = "cohort_files_missing"
    text = Text("{path}에 코호트 정의(*.json)가 없습니다.", "{path} holds no cohort definition (*.json).")
    next = Text(
        "ATLAS에서 내보낸 JSON 파일이나 그 폴더를 지정해 주세요.", "Give a JSON file from ATLAS, or a folder of them."
    )


@dataclass(frozen=True, slots=True)
class NamedDefinition:
    """An expression and how it is called; ``digest`` tells one text from another; ``unknown`` is what Circe ignores."""

    name: str
    expression: CohortExpression
    digest: str
    unknown: tuple[str, ...]


def read_definitions(paths: Iterable[Path]) -> tuple[list[NamedDefinition], list[DefinitionFailed]]:
    """The definitions of files and folders, in the order of their names, and why others cannot be used.

    Raises NoDefinitions.
    """
    found: list[NamedDefinition] = []
    failed: list[DefinitionFailed] = []
    for file in [file for path in paths for file in _files(path)]:
        try:
            found.append(read_definition(file))
        except DefinitionFailed as error:
            failed.append(error)
    return found, failed


def read_definition(file: Path) -> NamedDefinition:
    """The definition of one file. Raises DefinitionFailed."""
    try:
        content = file.read_bytes()
    except OSError:
        raise NoDefinitions(path=file) from None
    try:
        read = read_expression(content)
    except AsanError as error:
        raise DefinitionFailed.of(file.stem, error) from error
    return NamedDefinition(file.stem, read.expression, hashlib.sha256(content).hexdigest(), read.unknown)


def _files(path: Path) -> list[Path]:
    found = sorted(path.glob("*.json")) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise NoDefinitions(path=path)
    return found
