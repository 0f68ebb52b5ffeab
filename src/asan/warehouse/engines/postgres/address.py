"""Where a CDM lies: ASAN_CDM, which is libpq's URL with the names of two schemas among its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from asan.warehouse.engines.postgres.errors import CdmAddressWrong
from asan.warehouse.postgres_secret import SECRET

# PostgreSQL's own default.
_SCHEMA = "public"
# A server that is gone is noticed after a minute, not after the system's two hours. All may be given in the address.
_DEFAULTS = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "client_encoding": "UTF8",
}


@dataclass(frozen=True, slots=True)
class Address:
    """``parameters`` are libpq's; a password among them is why they are kept out of ``repr``."""

    parameters: Mapping[str, str] = field(repr=False)
    cdm_schema: str
    vocabulary_schema: str

    @property
    def shown(self) -> str:
        """The source as people and the audit may see it: server, database, schemas; neither account nor password."""
        at = self.parameters
        place = f"postgresql://{at.get('host', 'localhost')}:{at.get('port', '5432')}/{quote(at.get('dbname', ''))}"
        schemas = {"cdm_schema": self.cdm_schema, "vocabulary_schema": self.vocabulary_schema}
        return f"{place}?{urlencode(schemas)}"

    def conninfo(self, **more: str) -> str:
        """libpq's connection string, password and all, with ``more`` parameters."""
        return make_conninfo("", **{**self.parameters, **more})

    def open_conninfo(self, **more: str) -> str:
        """The rest of the connection string, for the text of ATTACH: what no secret takes."""
        return make_conninfo("", **{key: value for key, value in self.parameters.items() if key not in SECRET}, **more)


def address_of(url: str) -> Address:
    """Read ASAN_CDM. Raises CdmAddressWrong."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("postgresql", "postgres"):
            raise CdmAddressWrong
        given = parse_qsl(parts.query, keep_blank_values=True)
        names = {key: value for key, value in given if key in ("cdm_schema", "vocabulary_schema") and value}
        # libpq knows no + for a blank.
        rest = urlencode(
            [pair for pair in given if pair[0] not in ("cdm_schema", "vocabulary_schema")], quote_via=quote
        )
        parameters = conninfo_to_dict(urlunsplit(parts._replace(query=rest)))
    except (ValueError, psycopg.Error):
        # Their texts quote the address, and with it the password.
        raise CdmAddressWrong from None
    cdm = names.get("cdm_schema", _SCHEMA)
    return Address(
        {**_DEFAULTS, **{key: str(value) for key, value in parameters.items()}},
        cdm,
        names.get("vocabulary_schema", cdm),
    )
