"""What goes wrong on the wire, and every error of the platform as an SQLSTATE, which PostgreSQL's clients act on."""

from typing import Final

from asan.gateway.errors import QuestionFailed, Refused
from asan.kit.errors import AsanError, BadInput, Exit
from asan.kit.translation import Text


class WireError(AsanError):
    """An error of the protocol itself, by the ``sqlstate`` that PostgreSQL has for it."""

    sqlstate = "XX000"


class BrokenProtocol(WireError):
    """What came is no message of the protocol, or not one that may come now. The connection ends."""

    code = "protocol_violation"
    sqlstate = "08P01"
    status = 400
    exit_code = Exit.BAD_INPUT
    text = Text("PostgreSQL 프로토콜에 맞지 않습니다: {detail}", "This is not PostgreSQL's protocol: {detail}")
    next = Text("클라이언트의 버전과 설정을 확인해 주세요.", "Check the client's version and settings.")


class TokenRefused(WireError):
    """Name and token do not belong together, or the token has ended: deliberately the same answer."""

    code = "token_refused"
    sqlstate = "28P01"
    status = 401
    exit_code = Exit.REFUSED
    text = Text("이름과 토큰이 맞지 않습니다: {name}", "Name and token do not belong together: {name}")
    next = Text(
        "비밀번호 자리에 유효한 API 토큰을 입력해 주세요. 토큰은 `POST /api/auth/tokens`로 만듭니다.",
        "Give a live API token as the password; `POST /api/auth/tokens` makes one.",
    )


class TokenEnded(WireError):
    """The token of this connection was revoked or has expired, or its user was disabled. The connection ends."""

    code = "token_ended"
    sqlstate = "28000"
    status = 401
    exit_code = Exit.REFUSED
    text = Text("토큰이 만료되었거나 취소되었습니다.", "The token has expired or was revoked.")
    next = Text("새 토큰으로 다시 연결해 주세요.", "Connect again with a new one.")


class CleartextRefused(WireError):
    """The connection is not encrypted, and the settings ask for that."""

    code = "cleartext_refused"
    sqlstate = "28000"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("암호화되지 않은 연결은 받지 않습니다.", "Connections without TLS are refused.")
    next = Text(
        "sslmode=require(권장: verify-full)로 연결해 주세요.", "Connect with sslmode=require, better verify-full."
    )


class TooManyConnections(WireError):
    """All connections are taken."""

    code = "too_many_connections"
    sqlstate = "53300"
    status = 503
    text = Text("연결 {most}개가 모두 쓰이고 있습니다.", "All {most} connections are taken.")
    next = Text(
        "잠시 뒤 다시 연결하거나 ASAN_PG_CONNECTIONS를 늘려 주세요.",
        "Connect again later; ASAN_PG_CONNECTIONS raises the limit.",
    )


class TooLarge(WireError):
    """A message, a number of statements or of open things beyond what a connection may have."""

    code = "too_large"
    sqlstate = "54000"
    status = 400
    exit_code = Exit.BAD_INPUT
    text = Text("너무 큽니다: {what}", "Too large: {what}")
    next = Text("작게 나누어 다시 시도해 주세요.", "Divide it and try again.")


class IdleTooLong(WireError):
    """Nothing was asked for longer than a connection may idle. The connection ends."""

    code = "idle_too_long"
    sqlstate = "57P05"
    status = 408
    text = Text("{minutes}분 동안 요청이 없어 연결을 끊습니다.", "Nothing was asked for {minutes} minutes.")
    next = Text("다시 연결해 주세요.", "Connect again.")


class ShuttingDown(WireError):
    """The server stops. The connection ends."""

    code = "shutting_down"
    sqlstate = "57P01"
    status = 503
    text = Text("서버가 종료됩니다.", "The server is shutting down.")
    next = Text("잠시 뒤 다시 연결해 주세요.", "Connect again later.")


class TransactionFailed(WireError):
    """An earlier statement of the transaction failed: until its end nothing is answered, as in PostgreSQL."""

    code = "transaction_failed"
    sqlstate = "25P02"
    status = 409
    text = Text("트랜잭션의 앞선 문장이 실패했습니다.", "An earlier statement of this transaction failed.")
    next = Text("ROLLBACK한 뒤 다시 시도해 주세요.", "Send ROLLBACK and try again.")


class NoSuchName(WireError):
    """A prepared statement, portal, cursor, savepoint or setting that is not there."""

    code = "no_such_name"
    status = 404
    exit_code = Exit.BAD_INPUT
    text = Text("{what} '{name}'이(가) 없습니다.", "There is no {what} '{name}'.")
    next = Text("이름을 확인해 주세요.", "Check the name.")
    _STATES: Final = {
        "prepared statement": "26000",
        "cursor": "34000",
        "savepoint": "3B001",
        "setting": "42704",
        "table": "42P01",
    }

    def __init__(self, what: str, name: str) -> None:
        super().__init__(what=what, name=name)
        self.sqlstate = self._STATES[what]


class NameInUse(WireError):
    """A prepared statement or cursor of that name is there already."""

    code = "name_in_use"
    status = 409
    exit_code = Exit.BAD_INPUT
    text = Text("{what} '{name}'이(가) 이미 있습니다.", "There is a {what} '{name}' already.")
    next = Text("먼저 닫거나 다른 이름을 써 주세요.", "Close it first, or choose another name.")

    def __init__(self, what: str, name: str) -> None:
        super().__init__(what=what, name=name)
        self.sqlstate = "42P03" if what == "cursor" else "42P05"


class NoTransaction(WireError):
    """A cursor or savepoint needs a transaction around it."""

    code = "no_transaction"
    sqlstate = "25P01"
    status = 409
    exit_code = Exit.BAD_INPUT
    text = Text("{what}은(는) 트랜잭션 안에서만 쓸 수 있습니다.", "{what} needs a transaction.")
    next = Text("먼저 BEGIN을 보내 주세요.", "Send BEGIN first.")


class Unsupported(WireError):
    """PostgreSQL can do this; the gateway's wire server cannot."""

    code = "unsupported"
    sqlstate = "0A000"
    status = 400
    exit_code = Exit.BAD_INPUT
    text = Text("지원하지 않습니다: {what}", "This is not supported: {what}")
    next = Text("docs/connecting.md에 되는 것이 적혀 있습니다.", "docs/connecting.md says what is.")


class BadSetting(WireError):
    """A value that a client setting cannot take here."""

    code = "bad_setting"
    sqlstate = "22023"
    status = 400
    exit_code = Exit.BAD_INPUT
    text = Text("{name}에 쓸 수 없는 값입니다: {value}", "{name} cannot be set to {value}.")
    next = Text("쓸 수 있는 값: {allowed}", "It can be: {allowed}.")


class BadParameter(BadInput):
    """A parameter's bytes are not of its type."""

    code = "bad_parameter"
    text = Text("매개변수 ${number}의 값을 읽을 수 없습니다({type}).", "Parameter ${number} is no {type}.")
    next = Text("값과 형을 확인해 주세요.", "Check the value and its type.")


class Mixed(Refused):
    """A question joins the catalog with clinical tables."""

    code = "catalog_mixed"
    text = Text(
        "시스템 카탈로그와 자료를 한 질의에서 함께 읽을 수 없습니다.",
        "A question reads either the system catalog or data, not both.",
    )
    next = Text("두 질의로 나누어 주세요.", "Ask two questions.")


class RowLimit(AsanError):
    """An answer has more rows than one may have; programs must not take a part for the whole."""

    code = "row_limit"
    status = 400
    exit_code = Exit.BAD_INPUT
    text = Text("답이 {rows}행을 넘습니다.", "The answer has more than {rows} rows.")
    next = Text(
        "집계하거나 LIMIT으로 줄여 주세요. ASAN_PG_ROWS와 `asan limit`가 한도입니다.",
        "Aggregate, or say LIMIT; ASAN_PG_ROWS and `asan limit` set the limit.",
    )


_STATES: Final = {
    "not_visible": "42P01",
    "refused_by_policy": "42501",
    "not_allowed": "0A000",
    "aggregates_only": "42501",
    "catalog_mixed": "42501",
    "bad_sql": "42601",
    "bad_input": "22023",
    "bad_parameter": "22P02",
    "question_failed": "22000",
    "query_timeout": "57014",
    "query_cancelled": "57014",
    "query_memory": "53200",
    "row_limit": "54000",
    "no_snapshot": "55000",
    "audit_unavailable": "58030",
    "cdm_unreachable": "58030",
    "disk_full": "53100",
    "forbidden": "42501",
    "scope_missing": "42501",
    "too_many_requests": "53400",
    "too_many_bad_tokens": "28000",
    "differencing": "42501",
    "limit_questions": "53400",
    "limit_export": "53400",
    "limit_rows": "53400",
}
_KINDS: Final = {"conversion": "22P02", "outofrange": "22003", "invalidinput": "22023"}


def sqlstate_of(error: AsanError) -> str:
    """The five characters that tell a PostgreSQL client what kind of error this is."""
    if isinstance(error, WireError):
        return error.sqlstate
    if isinstance(error, QuestionFailed):
        return _KINDS.get(str(error.values.get("kind", "")), "22000")
    if error.code == "bad_sql":
        return _bad_sql(str(error.values.get("detail", "")))
    if error.code in _STATES:
        return _STATES[error.code]
    # Others are told apart by whose fault they are: a client must not take its own for ours.
    return "42501" if isinstance(error, Refused) or error.status == 403 else "22023" if error.status < 500 else "XX000"


def _bad_sql(detail: str) -> str:
    """The engine's complaints about names are told apart by their words; all others are syntax."""
    if "Referenced column" in detail or "does not have a column" in detail or "not found in FROM" in detail:
        return "42703"
    if "GROUP BY" in detail:
        return "42803"
    if "No function matches" in detail or "does not exist" in detail:
        return "42883"
    return "42601"
