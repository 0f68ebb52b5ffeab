"""Client settings (SET, SHOW): what clients set when they connect is taken; what would change an answer is not."""

from collections.abc import Mapping
from typing import Final

from asan.gateway.wire.errors import BadSetting, NoSuchName

VERSION: Final = "15.0"
"""The PostgreSQL that clients should take us for: they choose their catalog queries by it."""

REPORTED: Final = (
    "server_version", "server_encoding", "client_encoding", "application_name", "is_superuser",
    "session_authorization", "DateStyle", "IntervalStyle", "TimeZone", "integer_datetimes",
    "standard_conforming_strings", "default_transaction_read_only", "in_hot_standby",
)  # fmt: skip
"""Settings whose value clients are told at the start and after each change."""

_DEFAULTS: Final = {
    "allow_system_table_mods": "off",
    "application_name": "",
    "array_nulls": "on",
    "backslash_quote": "safe_encoding",
    "bytea_output": "hex",
    "check_function_bodies": "on",
    "client_encoding": "UTF8",
    "client_min_messages": "notice",
    "DateStyle": "ISO, YMD",
    "default_table_access_method": "heap",
    "default_tablespace": "",
    "default_transaction_deferrable": "off",
    "default_transaction_isolation": "repeatable read",
    "default_transaction_read_only": "on",
    "enable_seqscan": "on",
    "escape_string_warning": "on",
    "extra_float_digits": "1",
    "from_collapse_limit": "8",
    "geqo": "on",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "in_hot_standby": "off",
    "integer_datetimes": "on",
    "IntervalStyle": "postgres",
    "is_superuser": "off",
    "jit": "off",
    "lc_collate": "C",
    "lc_ctype": "C.UTF-8",
    "lc_messages": "en_US.UTF-8",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "lock_timeout": "0",
    "max_identifier_length": "63",
    "max_index_keys": "32",
    "quote_all_identifiers": "off",
    "row_security": "on",
    "search_path": "cdm, vocabulary, results",
    "server_encoding": "UTF8",
    "server_version": VERSION,
    "server_version_num": "150000",
    "session_authorization": "",
    "ssl": "off",
    "standard_conforming_strings": "on",
    "statement_timeout": "0",
    "synchronize_seqscans": "on",
    "TimeZone": "UTC",
    "timezone_abbreviations": "Default",
    "transaction_deferrable": "off",
    "transaction_isolation": "repeatable read",
    "transaction_read_only": "on",
    "work_mem": "4MB",
    "xmloption": "content",
}
_NAMES: Final = {name.lower(): name for name in _DEFAULTS}

_FIXED: Final = frozenset(
    {
        "server_version", "server_version_num", "server_encoding", "is_superuser", "session_authorization",
        "integer_datetimes", "max_identifier_length", "max_index_keys", "lc_collate", "lc_ctype", "ssl",
        "in_hot_standby",
    }
)  # fmt: skip
"""What PostgreSQL itself does not let a session change."""

_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "client_encoding": ("UTF8", "utf-8", "unicode", "sql_ascii"),
    "standard_conforming_strings": ("on", "true", "yes", "1"),
    "bytea_output": ("hex",),
    "IntervalStyle": ("postgres",),
    "transaction_read_only": ("on", "true", "yes", "1"),
    "default_transaction_read_only": ("on", "true", "yes", "1", "off", "false"),
}
"""Settings that a client acts on: another value here would make it misread our answers."""

_UNITS: Final = {"": 0.001, "ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


class Variables:
    """One session's settings."""

    def __init__(self, user: str, *, tls: bool) -> None:
        self._defaults = _DEFAULTS | {"session_authorization": user, "ssl": "on" if tls else "off"}
        self._values = dict(self._defaults)

    def start(self, given: Mapping[str, str]) -> None:
        """Take the settings of a startup message as this session's defaults; unknown ones as SET does."""
        for name, value in given.items():
            if name.lower() in _NAMES or "." in name:
                self.set(name, value)
        self._defaults = dict(self._values)

    def get(self, name: str) -> str:
        """A setting's value. Raises NoSuchName."""
        found = self._values.get(_NAMES.get(name.lower(), name.lower()))
        if found is None:
            raise NoSuchName("setting", name)
        return found

    def all(self) -> dict[str, str]:
        """Every setting by name."""
        return dict(self._values)

    def set(self, name: str, value: str | None) -> tuple[str, str]:
        """Set a setting (None: to its default); its proper name and new value. Raises NoSuchName, BadSetting."""
        known = _NAMES.get(name.lower())
        if known is None:
            if "." not in name:
                raise NoSuchName("setting", name)
            known = name.lower()
        if value is None:
            value = self._defaults.get(known, "")
        elif known in _FIXED and value != self._values[known]:
            raise BadSetting(name=known, value=value, allowed=self._values[known])
        self._values[known] = self._checked(known, value)
        return known, self._values[known]

    def reset(self) -> None:
        """All settings as they were at the start."""
        self._values = dict(self._defaults)

    def seconds(self, most: float) -> float:
        """How long a statement may run: the client's own limit, but never more than ``most``."""
        own = _seconds(self._values["statement_timeout"])
        return min(own, most) if own else most

    def _checked(self, name: str, value: str) -> str:
        allowed = _ONLY.get(name)
        if allowed is not None:
            if value.lower() not in {one.lower() for one in allowed}:
                raise BadSetting(name=name, value=value, allowed=", ".join(allowed))
            return value if name in ("transaction_read_only", "default_transaction_read_only") else allowed[0]
        if name == "DateStyle":
            if "ISO" not in value.upper() and value.upper() not in ("YMD", "MDY", "DMY"):
                raise BadSetting(name=name, value=value, allowed="ISO")
            return self._values[name]
        if name == "TimeZone":
            # Moments are told in UTC whatever a client wishes, and it is told so.
            return "UTC"
        if name == "statement_timeout" and _seconds(value) is None:
            raise BadSetting(name=name, value=value, allowed="0, 500, '30s', '5min'")
        return value


def _seconds(value: str) -> float | None:
    text = value.strip().lower()
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    factor = _UNITS.get(text[len(digits) :].strip())
    try:
        return float(digits) * factor if factor is not None and 0 <= float(digits) < 2**31 else None
    except ValueError:
        return None
