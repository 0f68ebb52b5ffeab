"""The language that a request asks for."""

from fastapi import Request

from asan.kit.translation import Language, preferred_language


def language_of(request: Request) -> Language:
    """The asker's language by the request's ``Accept-Language``."""
    return preferred_language(request.headers.get("accept-language"))
