"""Data files on S3, or on anything that speaks its protocol (MinIO, Ceph, SeaweedFS …)."""

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection
from asan.warehouse.extensions import load_extensions, quoted

# Between the requests to a store that answers 503: 0.1, 0.3, 0.9, … 24 seconds, with six of them half a minute in all.
_FIRST_WAIT_MS = 100
_BACKOFF = 3


class S3Storage:
    """``s3://bucket/prefix``; the bucket must be there."""

    def __init__(self, settings: Settings, location: str) -> None:
        self._settings = settings
        self.location = location.rstrip("/")

    def make(self) -> None:
        """A prefix needs no making; buckets are the administrator's."""
        self._settings.make_home()

    def prepare(self, connection: Connection) -> None:
        """Give the engine the keys, for this prefix alone, and tell it how long to be patient."""
        load_extensions(connection, ["httpfs"])
        given = self._settings
        parts = {
            "KEY_ID": given.s3_key_id,
            "SECRET": given.s3_secret.get_secret_value(),
            "REGION": given.s3_region,
            "ENDPOINT": given.s3_endpoint,
            "URL_STYLE": given.s3_url_style,
        }
        told = [f"{name} '{quoted(value)}'" for name, value in parts.items() if value]
        connection.execute(
            f"CREATE OR REPLACE SECRET s3_storage (TYPE s3, SCOPE '{quoted(self.location)}/', "
            f"USE_SSL {str(given.s3_tls).lower()}, {', '.join(told)})"
        )
        connection.execute(f"SET http_retries = {given.s3_retries}")
        connection.execute(f"SET http_retry_wait_ms = {_FIRST_WAIT_MS}")
        connection.execute(f"SET http_retry_backoff = {_BACKOFF}")
