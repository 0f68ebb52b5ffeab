"""What can go wrong on an engine, told apart as far as an asker can act on it. None carries a value of a patient."""


class Fault(Exception):
    """An engine could not do what was asked."""


class Missing(Fault):
    """There is no CDM: nothing was loaded yet."""


class Interrupted(Fault):
    """The statement was cancelled."""


class Lost(Fault):
    """The server that the CDM lies on went away, or does not let us in any more."""


class MemoryExceeded(Fault):
    """The statement needs more memory than the engine may use."""


class Unreadable(Fault):
    """The statement's grammar, names or types do not fit. ``detail`` is the engine's text on them: no values."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Failed(Fault):
    """The answer could not be computed. ``kind`` is a word or two; the engine's text may quote values, so it stays."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Unsupported(Fault):
    """The engine does not do this with DuckDB's meaning. ``what`` names the construct and holds no value."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
