"""The gateway's tables in the app store: people, roles, projects, names of snapshots, policies, and the audit."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from asan.kit.clock import utc_now
from asan.kit.store import Base


class User(Base):
    """Someone with an account, until ``ends_at`` where set. How they prove who they are is the security module's.

    With an owner it is a service account: a program's, for which that person answers.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="ko")
    disabled: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ends_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    owner: Mapped["User | None"] = relationship(remote_side="User.id", lazy="joined", join_depth=1)
    roles: Mapped[list["UserRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    groups: Mapped[list["GroupMember"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class UserRole(Base):
    """One role that a user holds. ``source`` is the identity provider that says so; empty: an administrator does."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(40), default="")


class OwnRole(Base):
    """A role that this hospital has beside the platform's own: a name, which gives what policies give to it."""

    __tablename__ = "own_role"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Group(Base):
    """A team, to whose members policies give or take something together."""

    __tablename__ = "user_group"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class GroupMember(Base):
    """A user in a group. ``source`` is the identity provider that says so; empty: an administrator does."""

    __tablename__ = "group_member"

    group: Mapped[str] = mapped_column(ForeignKey("user_group.name", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    source: Mapped[str] = mapped_column(String(40), default="")


class Project(Base):
    """A study or other work for whose purpose people read the data from ``starts`` to ``ends``, both included.

    ``datasets`` are the tables, columns and tags that may be granted to it, as `asan.gateway.objects` names them. A
    project is never removed: its key stays in the audit and in what was masked for it.
    """

    __tablename__ = "project"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(200))
    irb_number: Mapped[str] = mapped_column(String(60), default="")
    starts: Mapped[date]
    ends: Mapped[date]
    datasets: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    members: Mapped[list["ProjectMember"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ProjectMember(Base):
    """Someone who may act for a project; ``lead`` is who also says who else may."""

    __tablename__ = "project_member"

    project: Mapped[str] = mapped_column(ForeignKey("project.key", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    lead: Mapped[bool] = mapped_column(default=False)


class SnapshotTag(Base):
    """A name for a published snapshot, which keeps it from expiry. ``version`` is the lake's."""

    __tablename__ = "snapshot_tag"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class PolicyChange(Base):
    """One version of an explicit policy or of an object's tags: only ever added, and once approved or rejected.

    ``body`` is JSON, None where the policy was removed or the tags taken off. ``proposed``: it waits for approval
    whatever the settings say.
    """

    __tablename__ = "policy_change"
    __table_args__ = (UniqueConstraint("kind", "key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    body: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    proposed: Mapped[bool] = mapped_column(default=False, server_default=false())
    approved_by: Mapped[str | None] = mapped_column(String(120))
    approved_at: Mapped[datetime | None]
    rejected_by: Mapped[str | None] = mapped_column(String(120))
    rejected_at: Mapped[datetime | None]
    rejected_reason: Mapped[str | None] = mapped_column(Text)


class PrincipalUsage(Base):
    """What was given on a day (ISO, the server's clock) to one who has a limit, in bytes."""

    __tablename__ = "principal_usage"

    principal: Mapped[str] = mapped_column(String(120), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), default="")
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)


class RunningQuestion(Base):
    """A question that runs now, of one who has a limit on how many; after ``ends_at`` it does not any more."""

    __tablename__ = "running_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    principal: Mapped[str] = mapped_column(String(120), index=True)
    ends_at: Mapped[datetime]


class CountedPopulation(Base):
    """Persons whom an answer to somebody who sees aggregates only has counted: hashes and counts, for a while.

    ``project`` is what they acted for; ``place`` is of the tables, ``state`` of the snapshot read. ``terms`` and
    ``groups`` are JSON.
    """

    __tablename__ = "counted_population"
    __table_args__ = (
        Index("ix_counted_population_principal", "principal", "place"),
        Index("ix_counted_population_project", "project", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principal: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    project: Mapped[str | None] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(40), default="", server_default="")
    terms: Mapped[str] = mapped_column(Text)
    keys: Mapped[str] = mapped_column(String(64))
    persons: Mapped[int] = mapped_column(BigInteger)
    groups: Mapped[str] = mapped_column(Text)


class AuditRecord(Base):
    """One thing that happened, never changed after: ``hash`` covers every other column and the hash before it."""

    __tablename__ = "audit_record"
    __table_args__ = (
        Index("ix_audit_record_who", "principal", "id"),
        # Whoever read a table through may have seen anybody: counted by person without reading the records.
        Index(
            "ix_audit_record_everybody",
            "principal",
            "id",
            sqlite_where=text("reach = 'everybody'"),
            postgresql_where=text("reach = 'everybody'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    principal: Mapped[str] = mapped_column(String(120))
    user_id: Mapped[int | None]
    acting_for: Mapped[str | None] = mapped_column(String(120))
    # SQLite holds longer texts all the same, and would copy the whole audit to say so.
    roles: Mapped[str] = mapped_column(String(200).with_variant(Text(), "postgresql"))
    surface: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str | None] = mapped_column(Text)
    project: Mapped[str | None] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    question: Mapped[str | None] = mapped_column(Text)
    sql_run: Mapped[str | None] = mapped_column(Text)
    parameters: Mapped[str | None] = mapped_column(Text)
    policies: Mapped[str | None] = mapped_column(Text)
    snapshot: Mapped[int | None]
    rows: Mapped[int | None]
    milliseconds: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(60))
    refers_to: Mapped[int | None]
    reach: Mapped[str | None] = mapped_column(String(20))
    persons: Mapped[str | None] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditDay(Base):
    """The first and the last record that was written on a day (ISO, UTC)."""

    __tablename__ = "audit_day"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    first: Mapped[int]
    last: Mapped[int]


class AuditWord(Base):
    """A word that stands in a text of the audit, as its index has it (`asan.gateway.audit.words`)."""

    __tablename__ = "audit_word"

    word: Mapped[str] = mapped_column(
        String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True
    )


class AuditArchive(Base):
    """A sealed file of records that have left the store, with the chain's state at both of its ends."""

    __tablename__ = "audit_archive"

    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(unique=True)
    first_previous: Mapped[str] = mapped_column(String(64))
    last_hash: Mapped[str] = mapped_column(String(64))
    first_at: Mapped[str] = mapped_column(String(32))
    last_at: Mapped[str] = mapped_column(String(32))
    file: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
