"""A run's rejects for the page and for download, always through the gateway: values are masked by role."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from asan.gateway.answer import Answer
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.csv_file import CsvFile
from asan.modules.etl.schemas import RejectGroup, RejectOut, RejectsOut

_COLUMNS = "step, file, line, column_name, value, reason"
_ORDER = "step, file, line, column_name, reason"
_SURFACE = "page:etl"
_MOST_ROWS = 10_000_000


@dataclass(frozen=True, slots=True)
class Which:
    """Rejects of a run; each filter is None or the one value to keep."""

    run: int
    step: str | None = None
    file: str | None = None
    reason: str | None = None

    def where(self) -> tuple[str, dict[str, object]]:
        """The condition, with a ``$name`` for each of the values beside it."""
        given: dict[str, object] = {"run_id": self.run, "step": self.step, "file": self.file, "reason": self.reason}
        kept = {name: value for name, value in given.items() if value is not None}
        return " AND ".join(f"{name} = ${name}" for name in kept), kept


def page(principal: Principal, which: Which, offset: int, limit: int) -> RejectsOut:
    """One page, the exact number of rows, and what there is to choose from. Raises the gateway's errors."""
    where, values = which.where()
    rows = gateway().query(
        principal,
        f"SELECT {_COLUMNS} FROM etl.reject WHERE {where} ORDER BY {_ORDER} LIMIT {int(limit)} OFFSET {int(offset)}",
        parameters=values,
        surface=_SURFACE,
    )
    found = [RejectOut(**row) for row in rows.table().to_pylist()]
    groups = gateway().query(
        principal,
        'SELECT step, file, reason, count(*) AS "rows" FROM etl.reject WHERE run_id = $run_id '
        'GROUP BY step, file, reason ORDER BY "rows" DESC, step, file, reason',
        parameters={"run_id": which.run},
        surface=_SURFACE,
    )
    counted = [RejectGroup(**row) for row in groups.table().to_pylist()]
    return RejectsOut(
        rejects=found,
        total=sum(group.rows for group in counted if _keeps(which, group)),
        groups=counted,
        masked=sorted(rows.masked),
    )


def csv(principal: Principal, which: Which) -> Iterator[bytes]:
    """All of the rejects as CSV, as they are read. The question is asked, and may be refused, before the first byte."""
    where, values = which.where()
    answer = gateway().query(
        principal,
        f"SELECT {_COLUMNS} FROM etl.reject WHERE {where} ORDER BY {_ORDER}",
        parameters=values,
        row_limit=_MOST_ROWS,
        surface=_SURFACE,
    )
    return _stream(answer)


def _stream(answer: Answer) -> Iterator[bytes]:
    sink = io.BytesIO()
    try:
        with CsvFile(sink, answer.schema) as file:
            for batch in answer.batches:
                file.write(batch)
                yield _taken(sink)
        yield _taken(sink)
    finally:
        answer.close()


def _taken(sink: io.BytesIO) -> bytes:
    data = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return data


def _keeps(which: Which, group: RejectGroup) -> bool:
    asked = ((which.step, group.step), (which.file, group.file), (which.reason, group.reason))
    return all(wanted is None or wanted == has for wanted, has in asked)
