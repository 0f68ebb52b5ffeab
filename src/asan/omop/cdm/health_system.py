"""Where care is given and by whom."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import care_site, concept, key, location, plain, source_concept, source_value
from asan.omop.cdm.model import Table

LOCATION = Table(
    "location",
    "health_system",
    "cdm",
    Text("환자나 의료기관의 주소.", "An address of a person or of a care site."),
    (
        key("location_id", "주소", "address"),
        plain("address_1", "varchar(50)", "주소 첫 줄.", "First line of the address."),
        plain("address_2", "varchar(50)", "주소 둘째 줄.", "Second line of the address."),
        plain("city", "varchar(50)", "시·군.", "City or town."),
        plain("state", "varchar(2)", "주 또는 도의 두 글자 약호.", "State or province, in two letters."),
        plain("zip", "varchar(9)", "우편번호.", "Postal code."),
        plain("county", "varchar(20)", "군 또는 구.", "County or district."),
        source_value("location_source_value", "주소", "address"),
        concept("country_concept_id", "나라", "country"),
        source_value("country_source_value", "나라", "country", 80),
        plain("latitude", "float", "위도(도).", "Latitude in degrees."),
        plain("longitude", "float", "경도(도).", "Longitude in degrees."),
    ),
)

CARE_SITE = Table(
    "care_site",
    "health_system",
    "cdm",
    Text("병원, 의원, 병동 등 진료가 이루어지는 단위.", "A unit in which care is given: a hospital, a clinic, a ward."),
    (
        key("care_site_id", "진료 단위", "care site"),
        plain("care_site_name", "varchar(255)", "진료 단위 이름.", "Name of the care site."),
        concept("place_of_service_concept_id", "진료 단위 종류", "kind of care site"),
        location("진료 단위", "care site"),
        source_value("care_site_source_value", "진료 단위 번호", "care site's identifier"),
        source_value("place_of_service_source_value", "진료 단위 종류", "kind of care site"),
    ),
)

PROVIDER = Table(
    "provider",
    "health_system",
    "cdm",
    Text("의사, 간호사 등 의료인 한 사람.", "One health professional."),
    (
        key("provider_id", "의료인", "provider"),
        plain("provider_name", "varchar(255)", "의료인 이름.", "Name of the provider."),
        plain("npi", "varchar(20)", "미국 의료인 번호(NPI).", "National Provider Identifier (United States)."),
        plain(
            "dea", "varchar(20)", "미국 마약류 취급 번호(DEA).", "Registration for controlled drugs (United States)."
        ),
        concept("specialty_concept_id", "전문 과목", "provider's specialty"),
        care_site("의료인이 주로 일하는", "provider"),
        plain("year_of_birth", "integer", "의료인이 태어난 해.", "Year in which the provider was born."),
        concept("gender_concept_id", "의료인 성별", "provider's sex", "Gender"),
        source_value("provider_source_value", "의료인 번호", "provider's identifier"),
        source_value("specialty_source_value", "전문 과목", "specialty"),
        source_concept("specialty_source_concept_id", "전문 과목", "specialty"),
        source_value("gender_source_value", "의료인 성별", "provider's sex"),
        source_concept("gender_source_concept_id", "의료인 성별", "provider's sex"),
    ),
)
