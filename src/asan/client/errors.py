"""What can go wrong for a client, in the classes that DB-API 2.0 names.

``code`` is the platform's own, stable; ``status`` HTTP's, None where no server answered; ``hint`` says what to do.
What the server says is in the language of the connection.
"""

import locale
from typing import Any, ClassVar

from asan.kit.translation import Language, Text


class Error(Exception):
    """Anything that went wrong between asking and the last row."""

    def __init__(self, code: str, message: str, hint: str = "", status: int | None = None) -> None:
        super().__init__(f"{code}: {message}" + (f" {hint}" if hint else ""))
        self.code = code
        self.message = message
        self.hint = hint
        self.status = status

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message, self.hint, self.status)


class InterfaceError(Error):
    """The client was used in a way that cannot work, or what answers is no such server."""


class DatabaseError(Error):
    """The server did not answer the question."""


class DataError(DatabaseError):
    """The answer could not be computed from the values."""


class OperationalError(DatabaseError):
    """Nothing is wrong with the question: not signed in, unreachable, out of time or memory, cut off."""


class IntegrityError(DatabaseError):
    """Part of DB-API 2.0; readers never meet it."""


class InternalError(DatabaseError):
    """The server failed, and knows no name for it."""


class ProgrammingError(DatabaseError):
    """The question cannot be read, or policy does not allow it."""


class NotSupportedError(DatabaseError):
    """Something that a read-only platform does not do."""


_KINDS: dict[str, type[DatabaseError]] = {
    "question_failed": DataError,
    "login_required": OperationalError,
    "query_cancelled": OperationalError,
    "internal_error": InternalError,
}


def from_server(told: dict[str, Any], status: int) -> Error:
    """The server's ``{code, message, next}`` as one of our errors."""
    code = str(told.get("code", "internal_error"))
    kind = _KINDS.get(code) or (OperationalError if status >= 500 or status == 429 else ProgrammingError)
    return kind(code, str(told.get("message", "")), str(told.get("next", "")), status)


class Own:
    """Errors that the client itself finds: class, code, and text and hint in both languages."""

    _ALL: ClassVar[dict[str, tuple[type[Error], Text, Text]]] = {
        "unreachable": (
            OperationalError,
            Text("{server}에 연결하지 못했습니다({detail}).", "{server} cannot be reached ({detail})."),
            Text(
                "주소와 프록시를 확인하고, 사설 인증서라면 ca=로 파일을 지정해 주세요.",
                "Check address and proxy; name a private authority's certificate with ca=.",
            ),
        ),
        "answer_cut": (
            OperationalError,
            Text(
                "답이 끝나기 전에 연결이 끊어졌습니다(받은 행 {rows}개).",
                "The answer was cut off before its end (after {rows} rows).",
            ),
            Text("받은 행은 전부가 아닙니다. 다시 질의해 주세요.", "The rows so far are not all. Ask again."),
        ),
        "no_answer": (
            OperationalError,
            Text("{server}이(가) {seconds}초 안에 답하지 않았습니다.", "{server} did not answer within {seconds} s."),
            Text("조건을 좁히거나 timeout=을 늘려 주세요.", "Narrow the question, or raise timeout=."),
        ),
        "not_a_server": (
            InterfaceError,
            Text("{server}은(는) 이 플랫폼의 서버가 아닙니다({detail}).", "{server} is no server of ours ({detail})."),
            Text("주소를 확인해 주세요.", "Check the address."),
        ),
        "bad_address": (
            InterfaceError,
            Text("주소를 사용할 수 없습니다: {detail}", "The address cannot be used: {detail}"),
            Text(
                "예: asan.connect('https://server:8000', token), 또는 ASAN_URL과 ASAN_TOKEN.",
                "For example asan.connect('https://server:8000', token), or ASAN_URL and ASAN_TOKEN.",
            ),
        ),
        "bad_parameter": (
            ProgrammingError,
            Text("매개변수의 형식을 보낼 수 없습니다: {type}", "A parameter of type {type} cannot be sent."),
            Text(
                "숫자, 문자, 날짜, 또는 그 목록으로 바꾸어 주세요.",
                "Convert it to a number, text, date, or a list of these.",
            ),
        ),
        "closed": (
            InterfaceError,
            Text("이미 닫혔거나 질의하지 않았습니다.", "It is closed, or nothing was asked."),
            Text("새로 연결하거나 질의해 주세요.", "Connect or ask anew."),
        ),
        "read_already": (
            InterfaceError,
            Text("답은 한 번만 읽을 수 있습니다.", "An answer can be read once."),
            Text("table()로 받아 두고 다시 쓰거나, 다시 질의해 주세요.", "Keep table(), or ask again."),
        ),
        "not_installed": (
            InterfaceError,
            Text("{package} 패키지가 설치되어 있지 않습니다.", "The package {package} is not installed."),
            Text("pip install {package}", "pip install {package}"),
        ),
        "read_only": (
            NotSupportedError,
            Text("읽기 전용입니다: {what}", "The platform is read-only: {what}"),
            Text("SELECT로 질의해 주세요.", "Ask with SELECT."),
        ),
    }

    @classmethod
    def error(cls, code: str, language: Language | None = None, **values: object) -> Error:
        """The error of ``code`` with its texts filled, in ``language`` or the machine's."""
        kind, text, hint = cls._ALL[code]
        told = language or machine_language()
        return kind(code, text.fill(**values).in_language(told), hint.fill(**values).in_language(told))


def machine_language() -> Language:
    """Korean where this machine's locale is Korean, else English."""
    return "ko" if (locale.getlocale()[0] or "").lower().startswith(("ko", "korean")) else "en"
