"""What the security module's routes take and give."""

from datetime import datetime

from pydantic import BaseModel, Field

from asan.gateway.models import AuditRecord, User
from asan.kit.clock import UtcTime
from asan.kit.translation import Language
from asan.modules.security.audit_log import Seen, Viewer
from asan.modules.security.break_glass.schemas import Emergency
from asan.modules.security.models import ApiToken, LoginSession
from asan.modules.security.project_schemas import ProjectChoice
from asan.modules.security.scopes import Scope
from asan.modules.security.sessions import SESSION


class Login(BaseModel):
    """A name and its password, and a new one where it must be changed first."""

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=1000)
    new_password: str | None = Field(default=None, max_length=1000)


class ProviderView(BaseModel):
    """An identity provider on the sign-in page."""

    name: str
    title: str


class Problem(BaseModel):
    """A failure as every answer describes it."""

    code: str
    message: str
    next: str


class SignInWays(BaseModel):
    """The configured identity providers, and what a sign-in with one has failed of, where that was asked."""

    providers: list[ProviderView]
    problem: Problem | None


class SignedOut(BaseModel):
    """Where the browser goes on to, so that the identity provider ends its own session too; None: nowhere."""

    redirect: str | None


class UserView(BaseModel):
    """A user as the pages show them; one with an owner is a service account.

    ``provided_roles`` are those of the roles that an identity provider gives, and that only it takes away.
    """

    name: str
    display_name: str
    roles: list[str]
    language: Language
    disabled: bool = False
    demo: bool = False
    ends_at: UtcTime | None = None
    last_sign_in_at: UtcTime | None = None
    owner: str | None = None
    groups: list[str] = []
    provided_roles: list[str] = []


class Me(BaseModel):
    """Who is signed in, and the token that changes must carry (empty for API tokens, which need none).

    ``project`` is what this session or token acts for, ``projects`` are those for which it may; ``emergency`` stands
    instead of a project.
    """

    user: UserView
    csrf_token: str
    project: ProjectChoice | None = None
    projects: list[ProjectChoice] = []
    emergency: Emergency | None = None


class PasswordChange(BaseModel):
    """One's old and new password."""

    old: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


class NewToken(BaseModel):
    """What a token is for, what it may do at most, and for how many days."""

    name: str = Field(min_length=1, max_length=120)
    days: int = Field(default=90, ge=1, le=366)
    scopes: list[Scope] = Field(default=["query"], min_length=1, max_length=10)
    account: str | None = Field(default=None, max_length=120, description="a service account; else one's own")
    project: str | None = Field(default=None, max_length=60, description="the one project that it is for")


class TokenView(BaseModel):
    """An API token without its text, the account that it acts as, and the one project that it is for, if any."""

    id: int
    account: str
    project: str | None
    name: str
    scopes: list[str]
    created_at: UtcTime
    expires_at: UtcTime
    last_used_at: UtcTime | None


class SessionView(BaseModel):
    """A signed-in browser and the project for which it acts; ``current`` is the one that asks."""

    id: int
    created_at: UtcTime
    last_used_at: UtcTime
    expires_at: UtcTime
    address: str | None
    agent: str | None
    project: str | None
    current: bool


class CreatedToken(TokenView):
    """A new API token with its text, this one time."""

    token: str


class UserSession(SessionView):
    """A signed-in browser and whose it is."""

    user: str


class NewUser(BaseModel):
    """A user to be made; a temporary password must be changed at the first sign-in."""

    name: str = Field(min_length=2, max_length=120)
    password: str = Field(max_length=1000)
    roles: list[str] = Field(max_length=20)
    display_name: str = Field(default="", max_length=200)
    language: Language = "ko"
    ends_at: datetime | None = None
    temporary: bool = True


class UserChange(BaseModel):
    """What to change of a user; what is left out stays. A password given so is temporary."""

    roles: list[str] | None = Field(default=None, max_length=20)
    disabled: bool | None = None
    password: str | None = Field(default=None, max_length=1000)
    ends_at: datetime | None = None


class NewServiceAccount(BaseModel):
    """A service account to be made, who answers for it, and until when it is there."""

    name: str = Field(min_length=2, max_length=120)
    owner: str = Field(max_length=120)
    roles: list[str] = Field(max_length=20)
    ends_at: datetime
    display_name: str = Field(default="", max_length=200)


class NewName(BaseModel):
    """A group or role to be made, and what people call it."""

    name: str = Field(min_length=2, max_length=60)
    title: str = Field(default="", max_length=200)


class Member(BaseModel):
    """Someone in a group; ``source`` is the identity provider that says so, empty where an administrator does."""

    name: str
    source: str


class GroupView(BaseModel):
    """A group and who is in it."""

    name: str
    title: str
    members: list[Member]


class MembersChange(BaseModel):
    """Whom to put into a group, and whom to take out."""

    add: list[str] = Field(default=[], max_length=1000)
    remove: list[str] = Field(default=[], max_length=1000)


class RoleView(BaseModel):
    """A role of the hospital's own, and how many users hold it."""

    name: str
    title: str
    users: int


class AuditView(BaseModel):
    """One record of the audit."""

    id: int
    at: str
    principal: str
    acting_for: str | None
    roles: str
    surface: str
    purpose: str | None
    project: str | None
    action: str
    question: str | None
    sql_run: str | None
    parameters: str | None
    policies: str | None
    snapshot: int | None
    rows: int | None
    milliseconds: int | None
    outcome: str
    code: str | None
    refers_to: int | None
    reach: str | None
    persons: str | None
    hash: str


class AuditPage(BaseModel):
    """Records, newest first; ``next`` is what to pass as ``before`` for the page after, None at the end.

    What was written up to ``archived_until`` lies in archives and is not searched.
    """

    records: list[AuditView]
    next: int | None
    archived_until: str | None


class ViewerView(BaseModel):
    """An account in the records about a patient, how often and when."""

    principal: str
    acting_for: str | None
    times: int
    first_at: str
    last_at: str
    purposes: list[str]
    surfaces: list[str]
    last_record: int


class SeenView(BaseModel):
    """Who has seen a patient for certain, and who may have by reading tables through.

    ``complete`` is false where only the newest records were looked through.
    """

    certain: list[ViewerView]
    possible: list[ViewerView]
    complete: bool
    archived_until: str | None


class AuditVerdict(BaseModel):
    """Whether the audit's chain holds, and where it first does not.

    ``archived`` of the records lie in archives; ``anchored`` is the newest that an anchor vouches for, None without.
    """

    records: int
    newest: str
    broken_at: int | None
    reason: str | None
    archived: int
    anchored: int | None


def user_view(user: User) -> UserView:
    """A user as the pages show them."""
    return UserView(
        name=user.name,
        display_name=user.display_name,
        roles=sorted(role.role for role in user.roles),
        language="en" if user.language == "en" else "ko",
        disabled=user.disabled,
        demo=user.demo,
        ends_at=user.ends_at,
        last_sign_in_at=user.last_sign_in_at,
        owner=user.owner.name if user.owner else None,
        groups=sorted(member.group for member in user.groups),
        provided_roles=sorted(role.role for role in user.roles if role.source),
    )


def token_view(account: str, token: ApiToken) -> TokenView:
    """A token of ``account`` as the pages show it."""
    return TokenView(
        id=token.id,
        account=account,
        project=token.project,
        name=token.name,
        scopes=token.scopes.split(","),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )


def session_view(session: LoginSession, current: str | None) -> SessionView:
    """A session as the pages show it; ``current`` is the asker's ``Principal.session``."""
    return SessionView(
        id=session.id,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        address=session.address,
        agent=session.agent,
        project=session.project,
        current=current == f"{SESSION}{session.id}",
    )


def audit_view(record: AuditRecord) -> AuditView:
    """A record as the pages show it."""
    return AuditView.model_validate(record, from_attributes=True)


def seen_view(found: Seen, archived_until: str | None) -> SeenView:
    """Who has seen a patient, as the pages show it."""
    return SeenView(
        certain=[_viewer_view(viewer) for viewer in found.certain],
        possible=[_viewer_view(viewer) for viewer in found.possible],
        complete=found.complete,
        archived_until=archived_until,
    )


def _viewer_view(viewer: Viewer) -> ViewerView:
    return ViewerView(
        principal=viewer.principal,
        acting_for=viewer.acting_for,
        times=viewer.times,
        first_at=viewer.first_at,
        last_at=viewer.last_at,
        purposes=sorted(viewer.purposes),
        surfaces=sorted(viewer.surfaces),
        last_record=viewer.last_record,
    )
