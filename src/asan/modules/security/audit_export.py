"""The audit as a file: what a search finds, as CSV, JSON lines or Parquet. The export is itself in the audit."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO, Literal

import pyarrow as pa
from pyarrow import parquet

from asan.gateway.audit.records import COLUMNS
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.kit.csv_file import CsvFile
from asan.modules.security import audit_log

Format = Literal["csv", "jsonl", "parquet"]

_BATCH = 5000
_SCHEMA = pa.schema(
    [
        (column.name, pa.int64() if column.type.python_type is int else pa.string())
        for column in AuditRecord.__table__.columns
    ]
)


def export(by: Principal, wanted: audit_log.Filter, form: Format, sink: BinaryIO, *, surface: str = "http") -> int:
    """Write what is found to ``sink``, newest first, and then the record of it; returns the number of rows.

    Raises AuditUnavailable: then the file must go to nobody.
    """
    rows = 0
    with _writer(sink, form) as put:
        records = audit_log.every(wanted)
        while found := list(islice(records, _BATCH)):
            rows += len(found)
            put([{name: getattr(record, name) for name in COLUMNS} for record in found])
    asked = audit_log.told(wanted)
    audit_log.note(by, "audit.export", f"{form}: {asked}" if asked else form, rows=rows, surface=surface)
    return rows


@contextmanager
def _writer(sink: BinaryIO, form: Format) -> Iterator[Callable[[list[dict[str, object]]], None]]:
    if form == "jsonl":
        yield lambda rows: sink.writelines((json.dumps(row, ensure_ascii=False) + "\n").encode() for row in rows)
    elif form == "csv":
        with CsvFile(sink, _SCHEMA) as file:
            yield lambda rows: file.write(pa.RecordBatch.from_pylist(rows, schema=_SCHEMA))
    else:
        with parquet.ParquetWriter(sink, _SCHEMA, compression="zstd") as file:
            yield lambda rows: file.write_batch(pa.RecordBatch.from_pylist(rows, schema=_SCHEMA))
