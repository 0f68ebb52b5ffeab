"""What notes call conditions, drugs and procedures."""

import re
from functools import cache

import numpy as np

from asan.omop.starter.content import concepts
from asan.synth import codes
from asan.synth.arrays import Ints, Strings
from asan.synth.catalog import CODES
from asan.synth.codes import Code
from asan.synth.notes.phrases import ENGLISH, KOREAN

SHORT: dict[Code, str] = {
    codes.DIABETES: "T2DM", codes.HYPERTENSION: "HTN", codes.ATRIAL_FIBRILLATION: "A.fib", codes.COPD: "COPD",
    codes.MYOCARDIAL_INFARCTION: "MI", codes.KIDNEY_3: "CKD stage 3", codes.KIDNEY_5: "ESRD", codes.REFLUX: "GERD",
    codes.PROSTATE_HYPERPLASIA: "BPH", codes.HEART_FAILURE: "CHF", codes.RHEUMATOID_ARTHRITIS: "RA",
    codes.CORONARY_INTERVENTION: "PCI", codes.CORONARY_ANGIOGRAPHY: "CAG", codes.ECG: "EKG", codes.CHEST_XRAY: "CXR",
    codes.HEAD_CT: "brain CT", codes.ABDOMEN_CT: "APCT", codes.GI_HEMORRHAGE: "GI bleeding", codes.CYSTITIS: "cystitis",
}  # fmt: skip
_QUANTITY = re.compile(r"^[\d.]+ (HR|ML|ACTUAT) ")


def named(numbers: Ints, language: str, draw: np.random.Generator) -> Strings:
    """One of the names that a language has for each code (position in ``CODES``); nothing for -1."""
    names = _names(language)
    choice = draw.integers(0, 2**31, len(numbers))
    return np.array(
        [names[n][c % len(names[n])] if n >= 0 else "" for n, c in zip(numbers.tolist(), choice.tolist(), strict=True)],
        dtype=object,
    )


@cache
def _names(language: str) -> tuple[tuple[str, ...], ...]:
    """The names of every code of ``CODES``; drugs are written in English in all languages."""
    korean = {(c.vocabulary, c.code): c.korean for c in concepts()}
    names = []
    for code in CODES:
        english = _plain(code)
        own = () if code.vocabulary == "RxNorm" else korean.get((code.vocabulary, code.code), ())
        short = (SHORT[code],) if code in SHORT else ()
        in_language = {KOREAN: own or (english,), ENGLISH: (english,)}
        names.append(in_language.get(language, (*short, *short, english, *own[:1])))
    return tuple(names)


def _plain(code: Code) -> str:
    """The name as in running text: no kind in brackets, no strength, no capital but of names and abbreviations."""
    text = code.text.split(" (")[0]
    if code.vocabulary == "RxNorm":
        text = re.split(r" [\d.]+ ", _QUANTITY.sub("", text))[0]
        return text.lower()
    return text if text[1].isupper() or "'" in text.split()[0] else text[0].lower() + text[1:]
