"""One client from its first byte to its last: encryption, sign-in, then message after message."""

import ipaddress
import logging
import secrets
import shlex
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from asan.gateway.audit import Entry, write
from asan.gateway.execution import Cancellation
from asan.gateway.service import Gateway
from asan.gateway.wire import messages
from asan.gateway.wire.access import Admission, Authenticator
from asan.gateway.wire.channel import SIGN_IN_BYTES, Channel, Gone, Silent
from asan.gateway.wire.errors import (
    BrokenProtocol,
    CleartextRefused,
    IdleTooLong,
    ShuttingDown,
    TokenEnded,
    TokenRefused,
    TooLarge,
    Unsupported,
    sqlstate_of,
)
from asan.gateway.wire.questions import SURFACE, Asker
from asan.gateway.wire.scram import BOUND, MECHANISM, Exchange
from asan.gateway.wire.session import Session
from asan.gateway.wire.tls import Encryption
from asan.gateway.wire.variables import REPORTED, Variables
from asan.kit.errors import AsanError
from asan.kit.translation import Language

SIGN_IN_SECONDS: Final = 20.0
"""From the first byte to the end of the sign-in."""

log = logging.getLogger("asan.wire")


class _End(Exception):
    """The connection ends, with everything said."""


@dataclass(frozen=True, slots=True)
class Service:
    """What all connections of a server share."""

    door: Gateway
    authenticator: Authenticator
    encryption: Encryption | None
    cancel: Callable[[messages.Cancel], None]


class Connection:
    """One client. ``serve`` runs in a thread of its own; the rest is for others."""

    def __init__(self, service: Service, connection: socket.socket, process: int) -> None:
        self.service = service
        self.process = process
        self.key = secrets.randbits(32)
        self.channel = Channel(connection)
        self.session: Session | None = None
        self.stopping = False
        self.left = False
        self._language: Language = "en"
        self._token: int | None = None

    def serve(self) -> None:
        """Talk until one side ends it. Raises nothing."""
        try:
            self._talk()
        except (Gone, _End):
            pass
        except Silent:
            log.info("connection %s ended: nothing came in time", self.process)
        except Exception:
            # No text of an error reaches the client, and no other client notices.
            log.exception("connection %s failed", self.process)
        finally:
            try:
                if self.session is not None:
                    self.session.end()
            except AsanError as error:
                log.warning("connection %s: %s", self.process, error.code)
            finally:
                self.channel.close()

    def refuse(self, error: AsanError) -> None:
        """Say why there is no session, and end. Raises nothing."""
        try:
            self._open()
            self._say(error, "FATAL")
        except (Gone, Silent, _End, AsanError):
            pass
        finally:
            self.channel.close()

    def stop(self) -> None:
        """The server ends: what runs is stopped, and the socket closed."""
        self.stopping = True
        if (running := self.running) is not None:
            running.cancel()
        self.channel.close()

    @property
    def running(self) -> Cancellation | None:
        """What stops the question that runs; None where none does."""
        return self.session.running if self.session is not None else None

    def left_while_asking(self) -> bool:
        """Whether the client has gone while its question runs, so that nobody will read the answer. Said once."""
        if self.left or self.running is None or not self.channel.left():
            return False
        self.left = True
        return True

    # --- sign-in

    def _talk(self) -> None:
        try:
            startup = self._open()
            admission, variables = self._sign_in(startup)
        except AsanError as error:
            self._say(error, "FATAL")
            return
        self._language = admission.language
        self.session = Session(self.channel, variables, lambda: self._asker(variables))
        self._greet(startup, variables)
        while True:
            self._next(self.session)

    def _open(self) -> messages.Startup:
        """The startup message, after encryption where it was asked for. Raises CleartextRefused, BrokenProtocol."""
        for _ in range(4):
            first = self.channel.read_first(SIGN_IN_SECONDS)
            match first:
                case messages.Cancel():
                    self.service.cancel(first)
                    raise _End
                case messages.EncryptionRequest(tls=tls):
                    encryption = self.service.encryption if tls and self.channel.tls is None else None
                    self.channel.send(b"S" if encryption else b"N")
                    self.channel.flush()
                    if encryption is not None:
                        self.channel.encrypt(encryption.context, SIGN_IN_SECONDS)
                case messages.Startup():
                    if self.channel.tls is None and not self._cleartext_is_allowed():
                        raise CleartextRefused()
                    return first
        raise BrokenProtocol(detail="no startup message")

    def _cleartext_is_allowed(self) -> bool:
        rule = self.service.door.settings.pg_cleartext
        if rule != "local":
            return rule == "always"
        return self._address().is_loopback

    def _address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        host = str(self.channel.socket.getpeername()[0]).partition("%")[0]
        address = ipaddress.ip_address(host)
        return getattr(address, "ipv4_mapped", None) or address

    def _sign_in(self, startup: messages.Startup) -> tuple[Admission, Variables]:
        name = startup.parameters.get("user", "").strip()
        if not name or len(name) > 120:
            raise BrokenProtocol(detail="no user")
        encryption = self.service.encryption
        binding = encryption.binding if encryption is not None and self.channel.tls is not None else None
        offered = [*([BOUND] if binding else []), MECHANISM]
        self.channel.send(messages.authentication(10, b"".join(messages.text(one) for one in offered) + b"\0"))
        mechanism, first = _initial(self._secret())
        if mechanism not in offered:
            raise BrokenProtocol(detail=f"mechanism {mechanism[:40]}")
        exchange = Exchange(name, mechanism, binding)
        self.channel.send(messages.authentication(11, exchange.first(first)))
        proved = exchange.final(self._secret(), self.service.authenticator.verifiers(name))
        admission = self.service.authenticator.admit(proved[0]) if proved is not None else None
        if proved is None or admission is None:
            self.service.authenticator.refused(name, str(self._address()))
            raise TokenRefused(name=name)
        write(admission.principal, Entry("sign_in", "done", SURFACE))
        self._token = proved[0]
        self.channel.send(messages.authentication(12, proved[1]) + messages.authentication(0))
        variables = Variables(admission.principal.name, tls=self.channel.tls is not None)
        variables.start(_given(startup))
        return admission, variables

    def _secret(self) -> bytes:
        self.channel.flush()
        message = self.channel.read(SIGN_IN_SECONDS, SIGN_IN_BYTES)
        match message:
            case messages.Secret(body=body):
                return body
            case messages.Terminate():
                raise _End
        raise BrokenProtocol(detail="a sign-in was expected")

    def _greet(self, startup: messages.Startup, variables: Variables) -> None:
        unknown = [name for name in startup.parameters if name.startswith("_pq_.")]
        if startup.minor or unknown:
            self.channel.send(messages.negotiate_version(unknown))
        for name in REPORTED:
            self.channel.send(messages.parameter_status(name, variables.get(name)))
        self.channel.send(messages.backend_key(self.process, self.key))
        self._ready(b"I")

    # --- messages

    def _next(self, session: Session) -> None:
        """Read one group of messages: a simple query, or all up to Sync."""
        while True:
            message = self._read()
            try:
                if self._handle(session, message):
                    self._ready(session.transaction.status)
                    return
            except BrokenProtocol as error:
                self._say(error, "FATAL")
                raise _End from None
            except TokenEnded as error:
                self._say(error, "FATAL")
                raise _End from None
            except (Gone, Silent, _End):
                raise
            except Exception as error:
                self._failed(session, error)
                if not isinstance(message, messages.Query):
                    self._skip_to_sync(session)
                self._ready(session.transaction.status)
                return

    def _handle(self, session: Session, message: messages.Message) -> bool:
        """Do what a message asks; whether the client waits for ReadyForQuery then."""
        match message:
            case messages.Query(text=text):
                session.query(text)
                return True
            case messages.Sync():
                session.sync()
                return True
            case messages.Parse():
                session.parse(message)
            case messages.Bind():
                session.bind(message)
            case messages.Describe():
                session.describe(message)
            case messages.Execute():
                session.execute(message)
            case messages.Close():
                session.close(message)
            case messages.Flush():
                self.channel.flush()
            case messages.Terminate():
                raise _End
            case messages.FunctionCall():
                raise Unsupported(what="function calls by number")
            case messages.Secret():
                raise BrokenProtocol(detail="a sign-in after the sign-in")
        return False

    def _read(self) -> messages.Message:
        minutes = self.service.door.settings.pg_idle_minutes
        try:
            return self.channel.read(minutes * 60)
        except Silent:
            self._say(IdleTooLong(minutes=f"{minutes:g}"), "FATAL")
            raise _End from None
        except (BrokenProtocol, TooLarge) as error:
            # What follows cannot be told apart any more.
            self._say(error, "FATAL")
            raise _End from None

    def _skip_to_sync(self, session: Session) -> None:
        while not isinstance(message := self._read(), messages.Sync):
            if isinstance(message, messages.Terminate):
                raise _End
        session.sync()

    def _asker(self, variables: Variables) -> Asker:
        """Who asks now: the token may have ended since the last question, and roles may have changed."""
        admission = self.service.authenticator.admit(self._token) if self._token is not None else None
        if admission is None:
            raise TokenEnded()
        return Asker(self.service.door, admission.principal, variables, self.process, admission.language)

    def _failed(self, session: Session, error: Exception) -> None:
        if self.left:
            raise Gone from error
        if not isinstance(error, AsanError):
            # Its text may hold values: it goes nowhere, its kind and place to the log.
            log.error("connection %s: %s", self.process, type(error).__name__, exc_info=error)
            error = AsanError()
        if self.stopping:
            self._say(ShuttingDown(), "FATAL")
            raise _End
        session.fail()
        self._say(error, "ERROR")

    def _say(self, error: AsanError, severity: str) -> None:
        fields = {
            "S": severity,
            "V": severity,
            "C": sqlstate_of(error),
            "M": error.message.in_language(self._language),
            "D": error.code,
            "H": error.next_step.in_language(self._language),
            "R": error.code,
        }
        self.channel.send(messages.report(b"E", fields))
        if severity == "FATAL":
            self.channel.flush()

    def _ready(self, status: bytes) -> None:
        self.channel.send(messages.ready(status))
        self.channel.flush()


def _initial(body: bytes) -> tuple[str, bytes]:
    """SASLInitialResponse: the mechanism and the client's first message."""
    mechanism, end, rest = body.partition(b"\0")
    if not end or len(rest) < 4 or int.from_bytes(rest[:4], "big", signed=True) != len(rest) - 4:
        raise BrokenProtocol(detail="SASL initial response")
    return mechanism.decode(errors="replace"), rest[4:]


def _given(startup: messages.Startup) -> dict[str, str]:
    """Settings in a startup message: its parameters, and what ``options`` says as ``-c name=value``."""
    given = {name: value for name, value in startup.parameters.items() if name not in ("user", "database", "options")}
    try:
        words = shlex.split(startup.parameters.get("options", ""))
    except ValueError:
        raise BrokenProtocol(detail="options") from None
    for place, word in enumerate(words):
        setting = words[place + 1] if word == "-c" and place + 1 < len(words) else word
        if word.startswith(("-c", "--")) and "=" in setting:
            name, _, value = setting.removeprefix("-c" if word != "-c" else "").removeprefix("--").partition("=")
            given[name.strip()] = value
    return given
