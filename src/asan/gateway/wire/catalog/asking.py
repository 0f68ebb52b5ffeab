"""Answers catalog queries: each asker's catalogs are made once, from what the gateway says they see."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from typing import cast

from sqlglot import exp

from asan.gateway.execution import Cancellation, Execution
from asan.gateway.parsing import parse_question
from asan.gateway.service import VisibleTable
from asan.gateway.wire.catalog.contents import contents
from asan.gateway.wire.catalog.mapping import PREFIX, functions, script, to_scratch
from asan.gateway.wire.catalog.session_facts import Facts
from asan.gateway.wire.dialect import Translated, translate
from asan.gateway.wire.names import name_columns
from asan.gateway.wire.portal import Rows
from asan.kit.translation import Language
from asan.warehouse.engines.base import Session
from asan.warehouse.scratch import Scratch

SECONDS = 20.0
KEPT = 8
"""Catalogs kept at a time: askers who see the same share one."""

Key = tuple[tuple[VisibleTable, ...], Language]

_kept: "OrderedDict[Key, Scratch]" = OrderedDict()
_lock = threading.Lock()


def catalog_of(tables: tuple[VisibleTable, ...], language: Language) -> Scratch:
    """The catalogs of who sees ``tables``."""
    key = (tables, language)
    with _lock:
        found = _kept.get(key)
        if found is None:
            found = _kept[key] = Scratch(script(), contents(tables, language))
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return found


def prepare(tree: exp.Expr, facts: Facts, types: Mapping[int, int]) -> Translated:
    """A catalog query (it is consumed) in the scratch engine's SQL. Raises NotAllowed, NoSuchName, BadSql."""
    name_columns(tree)
    translated = translate(to_scratch(tree, facts), types, ())
    # What runs is read once more: the scratch engine holds no data, but has functions that reach out.
    parse_question(translated.sql, also=_own())
    return translated


@cache
def _own() -> frozenset[str]:
    return frozenset(f"{PREFIX}{name}" for name in functions()) | {f"{PREFIX}subscripts_of_vector"}


def ask(
    scratch: Scratch, translated: Translated, bound: Mapping[str, object], seconds: float, stop: Cancellation
) -> Rows:
    """The rows of a prepared catalog query, within ``seconds``."""
    # Of a session, an execution that keeps nothing needs what this one has.
    execution = Execution(cast(Session, scratch.open()), seconds, stop)
    try:
        run = execution.start(translated.sql, bound)
    except BaseException:
        execution.close()
        raise
    return Rows(run.schema, run.batches, execution.close, translated.names)
