"""``COPY … TO STDOUT``: a question's rows, or a table's, as a file."""

from asan.gateway.errors import NotAllowed
from asan.gateway.wire.errors import Unsupported
from asan.gateway.wire.statements.kinds import CopyQuestion, Statement
from asan.gateway.wire.statements.words import Words


def copy_(words: Words) -> Statement:
    """``COPY (question) TO STDOUT`` or of a table. Raises NotAllowed for files, programs and ``COPY FROM``."""
    if words.peek() == "(":
        start = words.at
        words.at = words.closing()
        inside = words.tokens[start + 1 : words.at]
        if not inside:
            raise words.unreadable()
        sql = Words(words.sql, inside).question()
        words.at += 1
    else:
        sql = f"SELECT {_copied_columns(words)}"
    if words.accept("FROM"):
        raise NotAllowed(what="COPY FROM")
    words.expect("TO")
    if words.peek() != "STDOUT":
        raise NotAllowed(what="COPY to a file or program")
    words.at += 1
    return CopyQuestion(sql, _copy_options(words))


def _copied_columns(words: Words) -> str:
    table = _identifier(words)
    while words.accept("."):
        table += "." + _identifier(words)
    columns = "*"
    if words.accept("("):
        names = [_identifier(words)]
        while words.accept(","):
            names.append(_identifier(words))
        words.expect(")")
        columns = ", ".join(names)
    return f"{columns} FROM {table}"


def _identifier(words: Words) -> str:
    return '"' + words.name().replace('"', '""') + '"'


def _copy_options(words: Words) -> dict[str, str]:
    """Both ways to write them: ``(FORMAT csv, HEADER)`` and ``CSV HEADER``."""
    options: dict[str, str] = {}
    words.accept("WITH")
    if words.accept("("):
        while True:
            name = words.name()
            options[name] = "true" if words.peek() in (",", ")") else words.text()
            if words.accept(")"):
                break
            words.expect(",")
    while not words.done:
        name = words.name()
        if name in ("csv", "binary", "text"):
            options["format"] = name
        elif name == "header":
            options[name] = "true"
        elif name in ("delimiter", "delimiters", "null", "quote", "escape"):
            words.accept("AS")
            options[name.rstrip("s")] = words.text()
        else:
            raise Unsupported(what=f"COPY with {name}")
    words.end()
    return options
