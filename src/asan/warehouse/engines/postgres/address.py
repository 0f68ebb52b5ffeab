"""Where a CDM lies: ASAN_CDM, which is libpq's URL with the names of two schemas among its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from psycopg.conninfo import make_conninfo

from asan.warehouse.engines.errors import CdmAddressWrong
from asan.warehouse.postgres_secret import SECRET
from asan.warehouse.postgres_url import PATIENCE, read_url

# PostgreSQL's own default.
_SCHEMA = "public"
_DEFAULTS = {**PATIENCE, "client_encoding": "UTF8"}


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
        parameters, names = read_url(url, ("cdm_schema", "vocabulary_schema"))
    except ValueError:
        raise CdmAddressWrong from None
    cdm = names.get("cdm_schema") or _SCHEMA
    return Address({**_DEFAULTS, **parameters}, cdm, names.get("vocabulary_schema") or cdm)
