"""The audit: who did what, written before anything leaves; append-only, chained by hashes, searchable.

`records` writes, `chain` proves, `anchor` notes the newest hash elsewhere, `archive` moves old records into sealed
files, `index` finds, `persons` tells whose data a question could show.
"""

from asan.gateway.audit.chain import Verdict, verify
from asan.gateway.audit.records import FIRST, Entry, append, digest, lock, write

__all__ = ["FIRST", "Entry", "Verdict", "append", "digest", "lock", "verify", "write"]
