"""What the security module's routes take and give."""

from pydantic import BaseModel, Field

from asan.gateway.models import AuditRecord, User
from asan.kit.clock import UtcTime
from asan.kit.translation import Language


class Login(BaseModel):
    """A name and its password."""

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=1000)


class UserView(BaseModel):
    """A user as the pages show them."""

    name: str
    display_name: str
    roles: list[str]
    language: Language
    disabled: bool = False
    demo: bool = False


class Me(BaseModel):
    """Who is signed in, and the token that changes must carry (empty for API tokens, which need none)."""

    user: UserView
    csrf_token: str


class PasswordChange(BaseModel):
    """One's old and new password."""

    old: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


class NewToken(BaseModel):
    """What a token is for, and for how many days."""

    name: str = Field(min_length=1, max_length=120)
    days: int = Field(default=90, ge=1, le=366)


class TokenView(BaseModel):
    """An API token without its text."""

    id: int
    name: str
    created_at: UtcTime
    expires_at: UtcTime


class CreatedToken(TokenView):
    """A new API token with its text, this one time."""

    token: str


class NewUser(BaseModel):
    """A user to be made."""

    name: str = Field(min_length=2, max_length=120)
    password: str = Field(max_length=1000)
    roles: list[str] = Field(max_length=20)
    display_name: str = Field(default="", max_length=200)
    language: Language = "ko"


class UserChange(BaseModel):
    """What to change of a user; what is left out stays."""

    roles: list[str] | None = Field(default=None, max_length=20)
    disabled: bool | None = None
    password: str | None = Field(default=None, max_length=1000)


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
    policies: str | None
    snapshot: int | None
    rows: int | None
    milliseconds: int | None
    outcome: str
    code: str | None
    refers_to: int | None
    hash: str


class AuditPage(BaseModel):
    """Records, newest first; ``next`` is what to pass as ``before`` for the page after, None at the end."""

    records: list[AuditView]
    next: int | None


class AuditVerdict(BaseModel):
    """Whether the audit's chain holds, and where it first does not."""

    records: int
    newest: str
    broken_at: int | None
    reason: str | None


def user_view(user: User) -> UserView:
    """A user as the pages show them."""
    return UserView(
        name=user.name,
        display_name=user.display_name,
        roles=sorted(role.role for role in user.roles),
        language="en" if user.language == "en" else "ko",
        disabled=user.disabled,
        demo=user.demo,
    )


def audit_view(record: AuditRecord) -> AuditView:
    """A record as the pages show it."""
    return AuditView.model_validate(record, from_attributes=True)
