"""What an API token may do at most: fewer routes than its owner, never more. Roles still decide within them."""

import re
from typing import Final, Literal, get_args

Scope = Literal["query", "export", "operate", "admin"]
"""query: ask questions, read pages. export: make and fetch files. operate: everything else that changes something.
admin: users, groups, tokens and the audit."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)

# The first that fits a request decides. Questions that are long enough to be sent by POST change nothing.
_RULES: Final[tuple[tuple[str, str, Scope], ...]] = (
    (r"\w+", r"/api/security/.*", "admin"),
    (r"\w+", r"/api/mart/exports(/.*)?", "export"),
    (r"GET|HEAD", r"/api/etl/runs/[^/]+/rejects\.csv", "export"),
    (r"POST", r"/api/query", "query"),
    (r"POST", r"/api/mart/tables/[^/]+/rows", "query"),
    (r"POST", r"/api/auth/logout", "query"),
    (r"GET|HEAD", r"/.*", "query"),
)


def scope_of(method: str, path: str) -> Scope:
    """The scope that a token needs for a request."""
    for methods, paths, scope in _RULES:
        if re.fullmatch(methods, method) and re.fullmatch(paths, path, re.DOTALL):
            return scope
    return "operate"
