"""Coverage-guided fuzzing of what the wire server reads from clients.

python fuzz/wire.py FOLDER [-max_total_time=SECONDS]    (other options: libFuzzer's)

FOLDER keeps the bytes that reached something new. Whatever bytes come, the outcome is a message, statements, a
parameter or an error with a name. Anything else ends the run with the bytes that led to it.
"""

import contextlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["asan"]):
    from asan.gateway.wire.copying import copy_format
    from asan.gateway.wire.errors import BrokenProtocol
    from asan.gateway.wire.messages import parse_first, parse_message
    from asan.gateway.wire.parameters import value_of
    from asan.gateway.wire.scram import MECHANISM, Exchange, Verifier, keys_of
    from asan.gateway.wire.statements import split
    from asan.gateway.wire.statements.kinds import CopyQuestion
    from asan.gateway.wire.types import BY_OID
    from asan.kit.errors import AsanError

KINDS = b"QPBDECSHXpdcfF"
OIDS = [0, *BY_OID, 99999]
VERIFIER = Verifier(1, keys_of("asan_token", "kim"))


def one(data: bytes) -> None:
    """One input: its first byte says which reader gets the rest."""
    given = atheris.FuzzedDataProvider(data)
    which = given.ConsumeIntInRange(0, 4)
    with contextlib.suppress(BrokenProtocol, AsanError):
        if which == 0:
            parse_first(given.ConsumeBytes(4096))
        elif which == 1:
            parse_message(bytes([given.PickValueInList(list(KINDS))]), given.ConsumeBytes(4096))
        elif which == 2:
            for statement in split(given.ConsumeUnicodeNoSurrogates(4096)):
                if isinstance(statement, CopyQuestion):
                    copy_format(dict(statement.options))
        elif which == 3:
            value_of(1, given.PickValueInList(OIDS), given.ConsumeBool(), given.ConsumeBytes(4096))
        else:
            sign_in(given)


def sign_in(given: atheris.FuzzedDataProvider) -> None:
    """Nobody gets in who does not know the token. Raises BrokenProtocol, and RuntimeError where somebody did."""
    exchange = Exchange("kim", MECHANISM, None)
    exchange.first(given.ConsumeBytes(200))
    if exchange.final(given.ConsumeBytes(200), [VERIFIER]) is not None:
        raise RuntimeError("signed in without the token")


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
