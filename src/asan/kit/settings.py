"""The one settings object. Every setting has an environment variable ``ASAN_<NAME>``; docs/operations.md lists them."""

import errno
import os
import re
from functools import cache
from pathlib import Path
from typing import Final

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from asan.kit.errors import AsanError
from asan.kit.identity_provider import IdentityProvider
from asan.kit.translation import Text

PROVIDER_NAME: Final = re.compile(r"[a-z0-9-]{1,40}")


class HomeUnusable(AsanError):
    """The data folder cannot be made or written."""

    code = "home_unusable"
    text = Text(
        "데이터 폴더 {path}에 쓸 수 없습니다({detail}).", "The data folder {path} cannot be written ({detail})."
    )
    next = Text(
        "ASAN_HOME에 쓸 수 있는 폴더를 지정하거나, 이 폴더에 쓰기 권한을 주세요.",
        "Name a folder that can be written in ASAN_HOME, or give this account the right to write.",
    )


class Settings(BaseSettings):
    """What can be set, with its default. Folders are derived from ``home``, so that one variable moves all data."""

    model_config = SettingsConfigDict(env_prefix="ASAN_", env_nested_delimiter="__", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("asan", appauthor=False))
    host: str = "127.0.0.1"
    port: int = 8000
    app_store: str = Field(default="", description="SQLAlchemy URL of the app store; empty: SQLite in home")
    cdm: SecretStr = Field(
        default=SecretStr(""), description="postgresql:// URL of an existing CDM to read in place; empty: the lake"
    )
    lake_catalog: SecretStr = Field(
        default=SecretStr(""), description="PostgreSQL URL of the lake's catalog; empty: SQLite"
    )
    lake_data: str = Field(default="", description="folder or s3://bucket/prefix of the lake's files; empty: in home")
    s3_endpoint: str = Field(default="", description="host:port of an S3 store; empty: Amazon's")
    s3_region: str = Field(default="us-east-1")
    s3_key_id: str = ""
    s3_secret: SecretStr = SecretStr("")
    s3_url_style: str = Field(default="path", pattern="^(path|vhost)$")
    s3_retries: int = Field(default=6, ge=0, description="how often a request that the S3 store refuses is repeated")
    s3_tls: bool = Field(default=True, description="speak TLS with the S3 store")
    threads: int = Field(default=0, description="threads of the engine; 0: one a core")
    memory_limit: str = Field(default="", description="engine's memory, such as '8GB'; empty: a third of all")
    etl_max_reject_share: float = Field(default=0.2, ge=0, le=1, description="share of rejected rows that stops a run")
    etl_keep_source: bool = Field(
        default=True, description="keep the typed source rows in the lake, which incremental runs need"
    )
    etl_observation_period: str = Field(default="events", pattern="^(events|encounters)$")
    etl_target: SecretStr = Field(
        default=SecretStr(""), description="PostgreSQL URL with ?schema= that `asan cdm export` writes to"
    )
    etl_target_retries: int = Field(default=6, ge=0, description="how often a step is repeated when the target is lost")
    spark: str = Field(default="local[*]", description="Spark's address: local[n], a cluster's master, sc://host:port")
    lake_grace_hours: float = Field(
        default=24.0, ge=0, description="how long files that no snapshot needs any more stay for those who still read"
    )
    query_seconds: float = Field(default=60.0, gt=0, description="time limit of one question through the gateway")
    cohort_seconds: float = Field(default=1800.0, gt=0, description="time limit of one computation of cohorts")
    query_rows: int = Field(default=10_000, gt=0, description="rows that one question returns at most")
    small_cell: int = Field(default=5, ge=1, description="counts of persons below this are suppressed")
    count_base: int = Field(
        default=1, ge=1, le=1000, description="counts for those who see aggregates only are rounded to it; 1: exact"
    )
    differencing_hours: float = Field(
        default=24.0, ge=0, description="how long near-equal aggregate questions are noticed; 0: not at all"
    )
    keys: Path | None = Field(default=None, description="folder of the masking keys; none: in home")
    policy_approval: bool = Field(
        default=False, description="a policy's version counts once another administrator or steward has approved it"
    )
    access_notice_days: int = Field(
        default=14, ge=0, description="days before its end that who has access on request is told"
    )
    break_glass_minutes: int = Field(default=60, ge=1, le=1440, description="minutes that an emergency access lasts")
    break_glass_concepts: bool = Field(
        default=False, description="an emergency access shows what policies hide by sensitive concepts too"
    )
    pg_port: int = Field(default=0, ge=0, lt=65536, description="port for PostgreSQL's clients; 0: none")
    pg_certificate: Path | None = Field(default=None, description="PEM file of the wire server's TLS certificate")
    pg_key: Path | None = Field(default=None, description="PEM file of its key; empty: in the certificate's file")
    pg_cleartext: str = Field(
        default="local", pattern="^(never|local|always)$", description="which of PostgreSQL's clients need no TLS"
    )
    pg_connections: int = Field(default=200, gt=0, description="PostgreSQL's clients at a time")
    pg_rows: int = Field(default=1_000_000, gt=0, description="rows that one of their questions returns at most")
    pg_idle_minutes: float = Field(default=60.0, gt=0, description="how long one of them may ask nothing")
    session_hours: float = Field(default=12.0, gt=0)
    session_idle_hours: float = Field(default=2.0, gt=0, description="how long a sign-in lasts that is not used")
    login_attempts: int = Field(default=5, ge=1, description="failed sign-ins before an account is locked")
    login_address_attempts: int = Field(default=50, ge=1, description="failed sign-ins before an address is locked")
    lockout_minutes: float = Field(default=15.0, gt=0)
    password_minimum: int = Field(default=10, ge=8, le=128, description="characters that a password has at least")
    password_history: int = Field(default=5, ge=1, le=24, description="last passwords of which none may come again")
    password_days: int = Field(default=0, ge=0, description="days after which a password must be changed; 0: never")
    token_address_attempts: int = Field(default=100, ge=1, description="bad API tokens of one address before a limit")
    token_requests: int = Field(default=1200, ge=1, description="requests a minute of one API token")
    oidc: dict[str, IdentityProvider] = Field(
        default={}, description="OpenID providers by name: ASAN_OIDC__NAME__ISSUER, …__CLIENT_ID, …__CLIENT_SECRET"
    )
    public_url: str = Field(
        default="", pattern="^(https?://[^/]+)?$", description="this server's address for browsers; empty: as asked"
    )
    keep_days: int = Field(default=30, gt=0, description="how long files of exports and uploads are kept")
    upload_megabytes: int = Field(default=2048, gt=0, description="size of an upload, packed and unpacked")
    secure_cookies: bool = Field(default=False, description="cookies over HTTPS only; set it behind a TLS proxy")

    audit_anchor: str = Field(
        default="", description="file that notes the audit's newest hash, best on another machine's disk"
    )
    audit_anchor_every: int = Field(default=1000, ge=1, description="records between two lines of the audit's anchor")
    audit_keep_days: int = Field(
        default=0, ge=0, description="days after which records of the audit go into sealed archives; 0: never"
    )

    def __hash__(self) -> int:
        # Settings are keys of caches; a dictionary has no hash, and equality compares it all the same.
        return hash(tuple(value for name, value in self.__dict__.items() if name != "oidc"))

    @field_validator("oidc")
    @classmethod
    def _named_for_addresses(cls, providers: dict[str, IdentityProvider]) -> dict[str, IdentityProvider]:
        if wrong := [name for name in providers if not PROVIDER_NAME.fullmatch(name)]:
            raise ValueError(f"a provider's name is 1–40 small letters, digits and -: {', '.join(wrong)}")
        return providers

    @property
    def app_store_url(self) -> str:
        """SQLAlchemy URL of the app store."""
        return self.app_store or f"sqlite:///{self.home / 'app.db'}"

    @property
    def runs(self) -> Path:
        """Folder with one folder an ETL run."""
        return self.home / "runs"

    @property
    def jobs_db(self) -> Path:
        """SQLite file of the job queue."""
        return self.home / "jobs.db"

    @property
    def uploads(self) -> Path:
        """Folder where uploads are unpacked."""
        return self.home / "uploads"

    @property
    def exports(self) -> Path:
        """Folder of finished exports."""
        return self.home / "exports"

    @property
    def audit_archives(self) -> Path:
        """Folder of the audit's sealed archives."""
        return self.home / "audit"

    @property
    def in_place(self) -> Path:
        """Folder of what is kept here of a CDM that is read in place."""
        return self.home / "in_place"

    @property
    def search(self) -> Path:
        """Folder with one concept index a vocabulary: the lake's, or that of the CDM in place."""
        return self.in_place / "search" if self.cdm.get_secret_value() else self.home / "search"

    @property
    def demo(self) -> Path:
        """Folder of the demo hospital's source files and sign-in sheet."""
        return self.home / "demo"

    def make_home(self) -> Path:
        """Create ``home``, readable by its owner alone since it holds patients' data, and return it.

        Raises HomeUnusable where it cannot be made, or not be written.
        """
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(path=self.home, detail=error.strerror) from error
        if not os.access(self.home, os.W_OK | os.X_OK):
            raise HomeUnusable(path=self.home, detail=os.strerror(errno.EACCES))
        return self.home


@cache
def settings() -> Settings:
    """The settings of this process, read once. Tests that change the environment call ``settings.cache_clear()``."""
    return Settings()
