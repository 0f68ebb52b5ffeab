"""What every answer says of where its figures are from."""

from asan.modules.research.analysis.schemas import Provenance, SourceOut
from asan.modules.research.asking import Asking


def provenance_of(reading: Asking) -> Provenance:
    """The snapshot, the questions and what was suppressed, of a reading that has asked all that it will."""
    state = reading.snapshot
    return Provenance(
        snapshot=state.version if state else None,
        published_at=state.published_at if state else None,
        synthetic=bool(state and state.synthetic),
        suppressed_below=reading.suppressed_below,
        withheld=reading.withheld,
        sources=[SourceOut(sql=source.sql, masked=list(source.masked)) for source in reading.sources],
    )
