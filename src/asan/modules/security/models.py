"""The security module's tables in the app store. Secrets lie here only as hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base


class Password(Base):
    """A user's password, as argon2id's encoded hash. A temporary one opens nothing but its own change."""

    __tablename__ = "password"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(300))
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    temporary: Mapped[bool] = mapped_column(default=False)


class FormerPassword(Base):
    """A password that a user had before, so that it does not come again."""

    __tablename__ = "former_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    hash: Mapped[str] = mapped_column(String(300))


class SignInAttempts(Base):
    """Failed sign-ins in a row under a name, anyone's or nobody's, or from an address; ``name`` is a hash of which."""

    __tablename__ = "sign_in_attempts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=utc_now)


class LoginSession(Base):
    """A signed-in browser. ``token_hash`` is the SHA-256 of its cookie.

    ``project`` is what the person works for in it, ``break_glass`` the number of the emergency that stands in it. Where
    an identity provider signed the person in: which, what it calls its own session, and the ID token, which opens
    nothing here and says to the provider whom to sign out.
    """

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime] = mapped_column(default=utc_now)
    address: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str | None] = mapped_column(String(200))
    project: Mapped[str | None] = mapped_column(String(60))
    break_glass: Mapped[int | None]
    provider: Mapped[str | None] = mapped_column(String(40))
    provider_session: Mapped[str | None] = mapped_column(String(200), index=True)
    id_token: Mapped[str | None] = mapped_column(Text)


class ExternalIdentity(Base):
    """Someone whom an identity provider knows: ``subject`` is its name for them, for good."""

    __tablename__ = "external_identity"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)


class ApiToken(Base):
    """A token for programs, shown once when made. ``token_hash`` is its SHA-256, ``scopes`` its words, by commas.

    With a ``project`` it is good for that one only.

    ``scram_stored`` and ``scram_server`` let PostgreSQL's clients prove that they have it (`asan.gateway.wire.scram`).
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    rate_minute: Mapped[int] = mapped_column(default=0)
    rate_taken: Mapped[int] = mapped_column(default=0)
    scopes: Mapped[str] = mapped_column(String(100))
    project: Mapped[str | None] = mapped_column(String(60))
    last_used_at: Mapped[datetime | None]
    scram_stored: Mapped[bytes | None]
    scram_server: Mapped[bytes | None]
