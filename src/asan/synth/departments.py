"""The hospital's departments, its sites, and the order in which arrays refer to them."""

from typing import NamedTuple


class Department(NamedTuple):
    """A department: its name in Korean as on the door, its site (position in ``SITES``) and its number of doctors."""

    key: str
    name: str
    site: int
    doctors: int


class Site(NamedTuple):
    """A place where care is given."""

    name: str
    street: str
    phone: str  # a Korean exchange number never begins with 0, so these reach nobody


SITES: tuple[Site, ...] = (
    Site("합성 데모병원 (synthetic)", "합성로 1", "02-0000-0001"),
    Site("합성 데모병원 건강증진센터 (synthetic)", "합성로 3", "02-0000-0002"),
    Site("합성 데모병원 재활요양센터 (synthetic)", "합성로 5", "02-0000-0003"),
)

DEPARTMENTS: tuple[Department, ...] = (
    Department("checkup", "건강증진센터", 1, 3),
    Department("family", "가정의학과", 0, 3),
    Department("endocrinology", "내분비내과", 0, 4),
    Department("cardiology", "심장내과", 0, 4),
    Department("nephrology", "신장내과", 0, 2),
    Department("pulmonology", "호흡기내과", 0, 3),
    Department("gastroenterology", "소화기내과", 0, 3),
    Department("rheumatology", "류마티스내과", 0, 2),
    Department("oncology", "종양내과", 0, 4),
    Department("neurology", "신경과", 0, 3),
    Department("psychiatry", "정신건강의학과", 0, 2),
    Department("dermatology", "피부과", 0, 2),
    Department("otolaryngology", "이비인후과", 0, 2),
    Department("orthopedics", "정형외과", 0, 3),
    Department("surgery", "외과", 0, 3),
    Department("urology", "비뇨의학과", 0, 2),
    Department("obstetrics", "산부인과", 0, 3),
    Department("pediatrics", "소아청소년과", 0, 3),
    Department("emergency", "응급의학과", 0, 4),
    Department("infection", "감염내과", 0, 2),
    Department("rehabilitation", "재활의학과", 2, 2),
    Department("hospice", "호스피스완화의료센터", 2, 2),
    Department("homecare", "가정간호센터", 2, 2),
)
_POSITION = {d.key: i for i, d in enumerate(DEPARTMENTS)}


def department(key: str) -> int:
    """The position of a department in ``DEPARTMENTS``."""
    return _POSITION[key]
