"""TLS on the wire: the server's certificate, and the hash of it that a client can bind its sign-in to."""

import hashlib
import ssl
from pathlib import Path

from asan.kit.errors import AsanError, Exit
from asan.kit.settings import Settings
from asan.kit.translation import Text


class CertificateUnusable(AsanError):
    """The certificate that the settings name cannot be used."""

    code = "certificate_unusable"
    exit_code = Exit.BAD_INPUT
    text = Text(
        "TLS 인증서 {path}을(를) 사용할 수 없습니다({detail}).", "The TLS certificate {path} cannot be used ({detail})."
    )
    next = Text(
        "ASAN_PG_CERTIFICATE와 ASAN_PG_KEY에 PEM 파일을 지정해 주세요.",
        "Name PEM files in ASAN_PG_CERTIFICATE and ASAN_PG_KEY.",
    )


class Encryption:
    """A server's certificate. ``binding`` is what RFC 5929 calls tls-server-end-point."""

    def __init__(self, certificate: Path, key: Path | None) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            self.context.load_cert_chain(certificate, key)
            self.binding = _end_point(certificate.read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            detail = getattr(error, "strerror", None) or getattr(error, "reason", None) or "PEM"
            raise CertificateUnusable(path=certificate, detail=detail) from error


def encryption_of(settings: Settings) -> Encryption | None:
    """What the settings say; None where they name no certificate. Raises CertificateUnusable."""
    if settings.pg_certificate is None:
        return None
    return Encryption(settings.pg_certificate, settings.pg_key)


def _end_point(pem: str) -> bytes | None:
    """The hash of the first certificate, by its signature's own hash function; None where that is not SHA-256.

    Clients then sign in without binding.
    """
    start = pem.index("-----BEGIN CERTIFICATE-----")
    end = pem.index("-----END CERTIFICATE-----", start) + len("-----END CERTIFICATE-----")
    der = ssl.PEM_cert_to_DER_cert(pem[start:end])
    # The object identifiers of sha256WithRSAEncryption and ecdsa-with-SHA256.
    known = (bytes.fromhex("06092a864886f70d01010b"), bytes.fromhex("06082a8648ce3d040302"))
    return hashlib.sha256(der).digest() if any(one in der for one in known) else None
