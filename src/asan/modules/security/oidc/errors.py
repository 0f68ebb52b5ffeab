"""What can go wrong on the way to an identity provider and back."""

from asan.kit.errors import AsanError, Exit
from asan.kit.translation import Text

_LOCALLY = Text(
    "잠시 뒤 다시 시도하거나, 로컬 계정으로 로그인해 주세요.", "Try again later, or sign in with a local account."
)
_AGAIN = Text("로그인을 처음부터 다시 해 주세요.", "Begin to sign in again.")


class ProviderUnavailable(AsanError):
    """The provider does not answer, or not as an OpenID provider does."""

    code = "oidc_unavailable"
    status = 503
    exit_code = Exit.FAILED
    text = Text("{provider}이(가) 응답하지 않습니다.", "{provider} does not answer.")
    next = _LOCALLY


class ProviderRefused(AsanError):
    """The provider signs this person in no further, or does not take the code back."""

    code = "oidc_refused"
    status = 401
    exit_code = Exit.REFUSED
    text = Text("{provider}에서 로그인이 이루어지지 않았습니다.", "{provider} did not complete the sign-in.")
    next = _AGAIN


class TokenInvalid(AsanError):
    """What the provider, or someone in its name, says of a person does not hold."""

    code = "oidc_token_invalid"
    status = 401
    exit_code = Exit.REFUSED
    text = Text(
        "{provider}의 응답이 올바르지 않아 로그인하지 않았습니다.", "{provider}'s answer does not hold: not signed in."
    )
    next = Text(
        "다시 시도하고, 반복되면 관리자에게 알려 주세요(두 서버의 시각, 발급자, 클라이언트 설정).",
        "Try again; if it recurs, tell an administrator (both servers' clocks, issuer, client).",
    )


class SignInExpired(AsanError):
    """The answer belongs to no sign-in that this browser has begun, or to one begun long ago."""

    code = "oidc_expired"
    status = 400
    exit_code = Exit.REFUSED
    text = Text(
        "이 브라우저에서 시작한 로그인이 아니거나 시간이 지났습니다.",
        "This sign-in was not begun in this browser, or too long ago.",
    )
    next = _AGAIN


class AccountClosed(AsanError):
    """The provider knows the person, but their account here is disabled or has ended."""

    code = "account_closed"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("이 계정은 사용이 중지되었습니다.", "This account is not in use any more.")
    next = Text("관리자에게 문의해 주세요.", "Ask an administrator.")
