"""SCRAM-SHA-256 (RFC 5802, 7677), the server's side, with an account's API tokens as its passwords.

Several tokens may be right, and the salt goes out before one is known, so all tokens of a name share theirs: it is
computed from the name, for names that nobody has alike. A salt keeps tables of common passwords from being made in
advance; a token is 256 random bits and in no table, so neither a common salt nor few iterations weaken it.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asan.gateway.wire.errors import BrokenProtocol

ITERATIONS: Final = 4096
MECHANISM: Final = "SCRAM-SHA-256"
BOUND: Final = "SCRAM-SHA-256-PLUS"


@dataclass(frozen=True, slots=True)
class Keys:
    """What is stored of a token: neither key lets anybody sign in who does not have the token."""

    stored: bytes
    server: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """A live token's keys, by its number."""

    token_id: int
    keys: Keys


def salt_of(name: str) -> bytes:
    """The salt of all tokens of the account ``name``, in whatever case it is written."""
    return hashlib.sha256(b"asan scram salt|" + name.strip().lower().encode()).digest()[:16]


def keys_of(token: str, name: str) -> Keys:
    """The keys that prove knowledge of ``token`` of the account ``name``."""
    salted = hashlib.pbkdf2_hmac("sha256", token.encode(), salt_of(name), ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    return Keys(hashlib.sha256(client).digest(), hmac.digest(salted, b"Server Key", "sha256"))


class Exchange:
    """One sign-in: ``first`` answers the client's first message, ``final`` its last one.

    ``binding`` is the TLS certificate's hash where the connection has one: a client that binds its proof to it cannot
    be relayed by whoever sits between.
    """

    def __init__(self, name: str, mechanism: str, binding: bytes | None) -> None:
        self.name = name
        self.mechanism = mechanism
        self.binding = binding
        self._header = b""
        self._bare = b""
        self._server_first = b""
        self._nonce = b""

    def first(self, message: bytes) -> bytes:
        """The server's first message. Raises BrokenProtocol."""
        flag, _, rest = message.partition(b",")
        authorization, _, self._bare = rest.partition(b",")
        self._header = flag + b"," + authorization + b","
        if self.mechanism == BOUND and flag != b"p=tls-server-end-point":
            raise BrokenProtocol(detail="SCRAM channel binding of an unknown kind")
        if self.mechanism == MECHANISM and (flag not in (b"n", b"y") or (flag == b"y" and self.binding is not None)):
            # "y": the client could bind and thinks that we cannot; somebody between us may have told it so.
            raise BrokenProtocol(detail="SCRAM channel binding was negotiated down")
        nonce = _attributes(self._bare).get(b"r", b"")
        if not 8 <= len(nonce) <= 512:
            raise BrokenProtocol(detail="SCRAM nonce")
        self._nonce = nonce + secrets.token_urlsafe(18).encode()
        salt = base64.b64encode(salt_of(self.name))
        self._server_first = b"r=" + self._nonce + b",s=" + salt + b",i=" + str(ITERATIONS).encode()
        return self._server_first

    def final(self, message: bytes, verifiers: Iterable[Verifier]) -> tuple[int, bytes] | None:
        """The number of the token that was proved and the server's last message; None where it is none of them.

        Raises BrokenProtocol.
        """
        without_proof, _, _ = message.rpartition(b",p=")
        said = _attributes(message)
        bound = self._header + (self.binding or b"" if self.mechanism == BOUND else b"")
        if _decoded(said.get(b"c", b"")) != bound or said.get(b"r") != self._nonce:
            raise BrokenProtocol(detail="SCRAM final message")
        proof = _decoded(said.get(b"p", b""))
        if len(proof) != hashlib.sha256().digest_size:
            raise BrokenProtocol(detail="SCRAM proof")
        signed = b",".join((self._bare, self._server_first, without_proof))
        found = None
        for verifier in verifiers:
            signature = hmac.digest(verifier.keys.stored, signed, "sha256")
            client = bytes(one ^ other for one, other in zip(proof, signature, strict=True))
            if hmac.compare_digest(hashlib.sha256(client).digest(), verifier.keys.stored):
                found = verifier
        if found is None:
            return None
        proved = hmac.digest(found.keys.server, signed, "sha256")
        return found.token_id, b"v=" + base64.b64encode(proved)


def _attributes(message: bytes) -> dict[bytes, bytes]:
    return {part[:1]: part[2:] for part in message.split(b",") if part[1:2] == b"="}


def _decoded(value: bytes) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise BrokenProtocol(detail="SCRAM base64") from None
