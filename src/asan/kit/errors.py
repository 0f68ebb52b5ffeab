"""Errors that people see: what happened, where, and what to do next, in both languages.

One subclass a kind of failure. A subclass sets ``code`` (stable, part of the API), ``status`` (HTTP),
``exit_code`` (command line) and the two texts; an instance fills the texts' fields.
"""

from enum import IntEnum
from typing import ClassVar

from asan.kit.translation import Language, Text


class Exit(IntEnum):
    """What the `asan` command's exit code says."""

    ANSWERED = 0
    USAGE = 2
    REFUSED = 3
    BAD_INPUT = 4
    FAILED = 5


class AsanError(Exception):
    """A failure with a name. ``message`` and ``next_step`` are filled; ``values`` are what filled them."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[Exit] = Exit.FAILED
    text: ClassVar[Text] = Text("처리하지 못했습니다.", "The request could not be completed.")
    next: ClassVar[Text] = Text("서버 기록을 확인해 주세요.", "See the server's log.")

    def __init__(self, **values: object) -> None:
        self.values = values
        self.message = self.text.fill(**values)
        self.next_step = self.next.fill(**values)
        super().__init__(f"{self.code}: {self.message.en}")

    def as_json(self, language: Language) -> dict[str, object]:
        """The body of an error answer: code, message and next step in ``language``."""
        return {
            "code": self.code,
            "message": self.message.in_language(language),
            "next": self.next_step.in_language(language),
        }


class BadInput(AsanError):
    """What was given cannot be used; nothing was changed."""

    code = "bad_input"
    status = 400
    exit_code = Exit.BAD_INPUT
    text = Text("입력을 사용할 수 없습니다: {detail}", "The input cannot be used: {detail}")
    next = Text("내용을 고쳐 다시 시도해 주세요.", "Correct it and try again.")


class DiskFull(AsanError):
    """No space left where the platform keeps its data."""

    code = "disk_full"
    text = Text("디스크 공간이 부족합니다: {detail}.", "The disk is full: {detail}.")
    next = Text("{folder}에 공간을 마련하고 다시 실행해 주세요.", "Make room in {folder} and run again.")


class NotFound(AsanError):
    """What was asked for is not there, or not for the asker to see."""

    code = "not_found"
    status = 404
    exit_code = Exit.BAD_INPUT
    text = Text("{what}을(를) 찾을 수 없습니다.", "{what} was not found.")
    next = Text("이름을 확인해 주세요.", "Check the name.")


class LoginRequired(AsanError):
    """Nobody is signed in, or the session has ended."""

    code = "login_required"
    status = 401
    exit_code = Exit.REFUSED
    text = Text("로그인이 필요합니다.", "Sign in first.")
    next = Text("로그인한 뒤 다시 시도해 주세요.", "Sign in and try again.")


class Forbidden(AsanError):
    """The asker's roles do not allow this."""

    code = "forbidden"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("이 작업을 할 권한이 없습니다: {action}", "Your roles do not allow this: {action}")
    next = Text("관리자에게 권한을 요청해 주세요.", "Ask an administrator for the right.")


class Conflict(AsanError):
    """Something else is under way, or has changed what this would change."""

    code = "conflict"
    status = 409
    exit_code = Exit.FAILED
    text = Text("지금은 할 수 없습니다: {detail}", "Not possible at the moment: {detail}")
    next = Text("끝난 뒤 다시 시도해 주세요.", "Try again when it has ended.")
