"""What a step read, made, rejected and merged, and whether it adds up."""

import json
from dataclasses import asdict, dataclass, field

from asan.modules.etl.errors import NotReconciled
from asan.warehouse.connection import Asks


@dataclass(frozen=True, slots=True)
class Tally:
    """A step's account. Every read row is loaded, rejected or merged; ``expanded`` are CDM rows beyond one each."""

    read: dict[str, int] = field(default_factory=dict)  # by file
    loaded: dict[str, int] = field(default_factory=dict)  # by table
    rejected: dict[str, int] = field(default_factory=dict)  # by reason
    merged: dict[str, int] = field(default_factory=dict)  # by rule
    expanded: dict[str, int] = field(default_factory=dict)  # by rule
    files: dict[str, dict[str, int]] = field(default_factory=dict)  # by file: read, loaded, rejected, merged

    @property
    def rows(self) -> int:
        """Rows that the step made."""
        return sum(self.loaded.values())

    @property
    def difference(self) -> int:
        """Rows that are missing (positive) or too many (negative); 0 where the step adds up."""
        made = sum(self.loaded.values()) + sum(self.rejected.values()) + sum(self.merged.values())
        return sum(self.read.values()) + sum(self.expanded.values()) - made

    def to_json(self) -> str:
        """The tally as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Tally":
        """The tally that `to_json` wrote."""
        return cls(**json.loads(text))


def tally_source(connection: Asks) -> Tally:
    """Step 1's account: records of each file, rows in ``source.*``, rejects."""
    read = _counts(connection, "SELECT file, records FROM etl.file WHERE path IS NOT NULL ORDER BY file")
    loaded = {
        f"source.{file}": int(connection.execute(f"SELECT count(*) FROM source.{file}").fetchall()[0][0])
        for file in read
    }
    rejected = _counts(
        connection,
        """SELECT reason, count(*) FROM (SELECT reason FROM etl.reject WHERE step = 'source'
           UNION ALL SELECT reason FROM etl.malformed) AS r GROUP BY reason ORDER BY reason""",
    )
    by_file = _counts(
        connection,
        """SELECT file, count(*) FROM (SELECT file FROM etl.reject WHERE step = 'source'
           UNION ALL SELECT file FROM etl.malformed) AS r GROUP BY file""",
    )
    files = {
        file: {"read": n, "loaded": loaded[f"source.{file}"], "rejected": by_file.get(file, 0), "merged": 0}
        for file, n in read.items()
    }
    return Tally(read, loaded, rejected, {}, {}, files)


def tally_step(
    connection: Asks, name: str, owned: tuple[str, ...], before: dict[str, int], after: dict[str, int]
) -> Tally:
    """The account of a step that fills CDM tables; ``before`` and ``after`` are their row counts."""
    files: dict[str, dict[str, int]] = {}
    for file in owned:
        read = int(connection.execute(f"SELECT count(*) FROM source.{file}").fetchall()[0][0])
        loaded, rejected, merged = connection.execute(
            """SELECT (SELECT coalesce(sum(rows), 0) FROM etl.loaded WHERE step = $step AND file = $file),
                      (SELECT count(*) FROM etl.reject WHERE step = $step AND file = $file),
                      (SELECT count(*) FROM etl.merged WHERE step = $step AND file = $file)""",
            {"step": name, "file": file},
        ).fetchall()[0]
        files[file] = {"read": read, "loaded": int(loaded), "rejected": rejected, "merged": merged}
    return Tally(
        {file: counts["read"] for file, counts in files.items()},
        {table: after[table] - before[table] for table in after if after[table] != before[table]},
        _counts(connection, "SELECT reason, count(*) FROM etl.reject WHERE step = $1 GROUP BY 1 ORDER BY 1", name),
        _counts(connection, "SELECT rule, count(*) FROM etl.merged WHERE step = $1 GROUP BY 1 ORDER BY 1", name),
        _counts(connection, "SELECT rule, sum(rows) FROM etl.expanded WHERE step = $1 GROUP BY 1 ORDER BY 1", name),
        files,
    )


def reconcile(connection: Asks, name: str, tally: Tally) -> None:
    """Raise NotReconciled where a step's rows or a file's rows do not add up, or a row is accounted for twice."""
    if tally.difference:
        raise NotReconciled(
            step=name,
            detail=f"read {sum(tally.read.values())} + expanded {sum(tally.expanded.values())} is not loaded "
            f"{tally.rows} + rejected {sum(tally.rejected.values())} + merged {sum(tally.merged.values())}",
        )
    for file, counts in tally.files.items():
        if counts["read"] != counts["loaded"] + counts["rejected"] + counts["merged"]:
            told = ", ".join(f"{count} {what}" for what, count in counts.items())
            raise NotReconciled(step=name, detail=f"{file}: {told}")
    twice = connection.execute(
        """SELECT file, source_row FROM (
               SELECT file, source_row FROM etl.reject WHERE step = $step
               UNION ALL SELECT file, source_row FROM etl.merged WHERE step = $step) AS told
           GROUP BY file, source_row HAVING count(*) > 1 ORDER BY file, source_row LIMIT 1""",
        {"step": name},
    ).fetchone()
    if twice:
        raise NotReconciled(step=name, detail=f"{twice[0]}, record {twice[1]}, is rejected or merged twice")


def _counts(connection: Asks, sql: str, *parameters: object) -> dict[str, int]:
    return {str(name): int(count) for name, count in connection.execute(sql, list(parameters)).fetchall()}
