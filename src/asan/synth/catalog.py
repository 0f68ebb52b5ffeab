"""The numbers that stand for codes in the arrays."""

from functools import cache

from asan.synth import codes
from asan.synth.cancers import CANCERS
from asan.synth.codes import Code
from asan.synth.diseases import COMPLICATIONS, DISEASES

CODES: tuple[Code, ...] = tuple(dict.fromkeys(value for value in vars(codes).values() if isinstance(value, Code)))

# The rows of ``Health``: every lasting disease, the sources of a disease before what it leads to.
LASTING: tuple[Code, ...] = (
    *(disease.code for disease in DISEASES),
    *(cancer.code for cancer in CANCERS),
    *(complication.code for complication in COMPLICATIONS),
)


@cache
def number(code: Code) -> int:
    """The position of a code in ``CODES``."""
    return CODES.index(code)


@cache
def lasting(code: Code) -> int:
    """The position of a lasting disease in ``LASTING``."""
    return LASTING.index(code)
