"""What can go wrong between a person and their account. No text says whether a name is anyone's."""

from asan.kit.errors import AsanError, Exit
from asan.kit.translation import Text


class SignInFailed(AsanError):
    """Name and password do not belong together."""

    code = "sign_in_failed"
    status = 401
    exit_code = Exit.REFUSED
    text = Text("이름 또는 비밀번호가 맞지 않습니다.", "Name or password is not right.")
    next = Text("다시 입력하거나 관리자에게 문의해 주세요.", "Try again, or ask an administrator.")


class SignInLocked(AsanError):
    """Too many failed sign-ins under a name."""

    code = "sign_in_locked"
    status = 429
    exit_code = Exit.REFUSED
    text = Text(
        "로그인 실패가 반복되어 이 이름은 {minutes}분 동안 잠겼습니다.",
        "After repeated failures this name is locked for {minutes} minutes.",
    )
    next = Text("잠시 뒤 다시 시도해 주세요.", "Try again later.")


class CsrfRefused(AsanError):
    """A change came without the token that only our own pages know."""

    code = "csrf_refused"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("요청을 확인할 수 없습니다.", "The request could not be verified.")
    next = Text("페이지를 새로 고친 뒤 다시 시도해 주세요.", "Reload the page and try again.")


class AddressLocked(AsanError):
    """Too many failed sign-ins from one address."""

    code = "address_locked"
    status = 429
    exit_code = Exit.REFUSED
    text = Text(
        "이 주소에서 로그인 실패가 반복되어 {minutes}분 동안 로그인할 수 없습니다.",
        "After repeated failures nobody can sign in from this address for {minutes} minutes.",
    )
    next = Text("잠시 뒤 다시 시도하거나 관리자에게 알려 주세요.", "Try again later, or tell an administrator.")


class TooManyBadTokens(AsanError):
    """Too many tokens that open nothing, from one address."""

    code = "too_many_bad_tokens"
    status = 429
    exit_code = Exit.REFUSED
    text = Text(
        "이 주소에서 쓸 수 없는 API 토큰이 반복되었습니다.",
        "From this address came too many API tokens that open nothing.",
    )
    next = Text(
        "토큰이 만료되거나 회수되지 않았는지 확인하고, {minutes}분 동안 보내지 마세요.",
        "Check whether the token has ended or been revoked, and send none for {minutes} minutes.",
    )


class WeakPassword(AsanError):
    """A new password breaks the rules for passwords."""

    code = "weak_password"
    status = 422
    exit_code = Exit.BAD_INPUT
    text = Text("이 비밀번호는 쓸 수 없습니다: {reason}", "This password cannot be used: {reason}")
    next = Text("다른 비밀번호를 입력해 주세요.", "Choose another one.")


class PasswordChangeRequired(AsanError):
    """Name and password are right, but the password must be changed before it opens anything."""

    code = "password_change_required"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("비밀번호를 바꿔야 로그인할 수 있습니다: {reason}", "The password must be changed first: {reason}")
    next = Text("새 비밀번호를 정해 주세요.", "Choose a new password.")


class ScopeMissing(AsanError):
    """An API token may not do this, whatever its owner may."""

    code = "scope_missing"
    status = 403
    exit_code = Exit.REFUSED
    text = Text(
        "이 API 토큰의 범위({held})로는 할 수 없습니다: {scope}", "This API token's scopes ({held}) lack: {scope}"
    )
    next = Text("그 범위를 가진 토큰을 만들어 주세요.", "Make a token that has it.")


class TooManyRequests(AsanError):
    """An API token asks more often than it may."""

    code = "too_many_requests"
    status = 429
    exit_code = Exit.REFUSED
    text = Text("이 API 토큰은 1분에 {most}번까지 요청할 수 있습니다.", "This API token may ask {most} times a minute.")
    next = Text("1분 뒤에 다시 시도해 주세요.", "Try again in a minute.")


class NameTaken(AsanError):
    """Another user has this name."""

    code = "name_taken"
    status = 409
    exit_code = Exit.BAD_INPUT
    text = Text("{name}은(는) 이미 쓰이는 이름입니다.", "{name} is already someone's name.")
    next = Text("다른 이름을 입력해 주세요.", "Choose another name.")


class NamedByPolicies(AsanError):
    """A group or role cannot go while policies say something of it."""

    code = "named_by_policies"
    status = 409
    exit_code = Exit.REFUSED
    text = Text("{name}을(를) 가리키는 정책이 있습니다: {policies}", "Policies name {name}: {policies}")
    next = Text("먼저 그 정책을 고치거나 없애 주세요.", "Change or remove them first.")
