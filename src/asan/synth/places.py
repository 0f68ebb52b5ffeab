"""Where people live: real provinces and districts, streets and numbers that do not exist."""

from dataclasses import dataclass

import numpy as np

from asan.synth.arrays import Columns, Floats, Ints, Strings
from asan.synth.draws import pick

# Province (시도), district (시군구), first digits of its postal codes, latitude, longitude, weight.
# The weights make a hospital in Seoul that the whole country is sent to.
DISTRICTS: tuple[tuple[str, str, str, float, float, float], ...] = (
    ("서울", "송파구", "05", 37.51, 127.11, 14.0),
    ("서울", "강동구", "05", 37.53, 127.12, 7.0),
    ("서울", "강남구", "06", 37.51, 127.05, 7.0),
    ("서울", "광진구", "04", 37.54, 127.08, 6.0),
    ("서울", "노원구", "01", 37.65, 127.06, 4.0),
    ("경기", "성남시", "13", 37.42, 127.13, 8.0),
    ("경기", "하남시", "12", 37.54, 127.21, 6.0),
    ("경기", "수원시", "16", 37.26, 127.03, 6.0),
    ("경기", "용인시", "17", 37.24, 127.18, 6.0),
    ("인천", "연수구", "21", 37.41, 126.68, 4.0),
    ("강원", "원주시", "26", 37.34, 127.92, 4.0),
    ("강원", "강릉시", "25", 37.75, 128.88, 3.0),
    ("충북", "청주시", "28", 36.64, 127.49, 4.0),
    ("충남", "천안시", "31", 36.81, 127.11, 4.0),
    ("대전", "서구", "35", 36.36, 127.38, 2.5),
    ("전북", "전주시", "54", 35.82, 127.15, 2.5),
    ("광주", "북구", "61", 35.17, 126.91, 2.0),
    ("대구", "수성구", "42", 35.86, 128.63, 2.5),
    ("경북", "포항시", "37", 36.02, 129.34, 2.0),
    ("부산", "해운대구", "48", 35.16, 129.16, 2.5),
    ("경남", "창원시", "51", 35.23, 128.68, 2.0),
    ("제주", "제주시", "63", 33.50, 126.53, 1.0),
)
_STREETS = ("합성로", "가상로", "예시길", "표본길", "시험대로")  # "synthetic", "virtual", "example", "sample", "test"


@dataclass(frozen=True)
class Addresses(Columns):
    """One address a person."""

    street: Strings
    city: Strings
    province: Strings
    postcode: Strings
    latitude: Floats
    longitude: Floats


def addresses(draw: np.random.Generator, count: int) -> Addresses:
    """``count`` addresses, the positions scattered within some kilometres of their district's middle."""
    chosen = pick(draw, tuple(d[5] for d in DISTRICTS), count)
    street = np.array(_STREETS)[draw.integers(0, len(_STREETS), count)]
    return Addresses(
        street=_join(street, " ", draw.integers(1, 300, count), ", ", draw.integers(101, 121, count), "동 ",
                     draw.integers(1, 25, count) * 100 + draw.integers(1, 7, count), "호"),
        city=_column(1, chosen),
        province=_column(0, chosen),
        postcode=_join(_column(2, chosen), np.char.zfill(draw.integers(0, 1000, count).astype("U3"), 3)),
        latitude=np.round(_column(3, chosen).astype(float) + draw.normal(0, 0.02, count), 6),
        longitude=np.round(_column(4, chosen).astype(float) + draw.normal(0, 0.02, count), 6),
    )  # fmt: skip


def _column(index: int, chosen: Ints) -> Strings:
    return np.array([d[index] for d in DISTRICTS])[chosen]


def _join(*parts: Strings | Ints | str) -> Strings:
    text: Strings = np.array("")
    for part in parts:
        text = np.char.add(text, part if isinstance(part, str) else part.astype(str))
    return text
