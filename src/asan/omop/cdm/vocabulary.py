"""The standardized vocabularies: concepts and how they hang together."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import CONCEPT, date, key, plain, refers
from asan.omop.cdm.model import Field, Table


def _valid() -> tuple[Field, Field, Field]:
    return (
        date("valid_start_date", "유효 시작", "it became valid", True),
        date("valid_end_date", "유효 종료", "it ceases to be valid, 2099-12-31 where it is valid now", True),
        plain(
            "invalid_reason",
            "varchar(1)",
            "무효가 된 까닭: D 삭제, U 대체, 비어 있으면 유효.",
            "Why it is not valid: D deleted, U replaced, empty where valid.",
        ),
    )


def _self_concept(name: str, ko: str, en: str) -> Field:
    return refers(name, CONCEPT, f"{ko}에 해당하는 개념.", f"The concept that stands for the {en}.", True)


CONCEPT_TABLE = Table(
    "concept",
    "vocabulary",
    "vocabulary",
    Text(
        "의미 하나에 한 행: 모든 용어집의 코드와 이름.", "One row a meaning: the codes and names of all vocabularies."
    ),
    (
        key("concept_id", "개념", "concept"),
        plain("concept_name", "varchar(255)", "개념 이름(대개 영어).", "Name of the concept, mostly English.", True),
        refers("domain_id", ("domain", "domain_id"), "개념의 영역.", "Domain of the concept.", True, "varchar(20)"),
        refers(
            "vocabulary_id",
            ("vocabulary", "vocabulary_id"),
            "개념이 속한 용어집.",
            "Vocabulary that the concept comes from.",
            True,
            "varchar(20)",
        ),
        refers(
            "concept_class_id",
            ("concept_class", "concept_class_id"),
            "개념의 부류.",
            "Class of the concept.",
            True,
            "varchar(20)",
        ),
        plain(
            "standard_concept",
            "varchar(1)",
            "S 표준, C 분류, 비어 있으면 비표준.",
            "S standard, C classification, empty otherwise.",
        ),
        plain("concept_code", "varchar(50)", "원래 용어집의 코드.", "Its code in the vocabulary it comes from.", True),
        *_valid(),
    ),
)

VOCABULARY = Table(
    "vocabulary",
    "vocabulary",
    "vocabulary",
    Text("용어집 목록과 그 판.", "The vocabularies and their versions."),
    (
        key("vocabulary_id", "용어집", "vocabulary", "varchar(20)"),
        plain("vocabulary_name", "varchar(255)", "용어집 이름.", "Full name of the vocabulary.", True),
        plain("vocabulary_reference", "varchar(255)", "용어집 출처.", "Where the vocabulary is published."),
        plain("vocabulary_version", "varchar(255)", "용어집 판.", "Version of the vocabulary."),
        _self_concept("vocabulary_concept_id", "이 용어집", "vocabulary itself"),
    ),
)

DOMAIN = Table(
    "domain",
    "vocabulary",
    "vocabulary",
    Text(
        "개념의 영역: 어느 사건 표에 들어갈지 정한다.", "The domains of concepts, which decide the table of a record."
    ),
    (
        key("domain_id", "영역", "domain", "varchar(20)"),
        plain("domain_name", "varchar(255)", "영역 이름.", "Name of the domain.", True),
        _self_concept("domain_concept_id", "이 영역", "domain itself"),
    ),
)

CONCEPT_CLASS = Table(
    "concept_class",
    "vocabulary",
    "vocabulary",
    Text("용어집 안에서 개념을 나누는 부류.", "The classes into which a vocabulary sorts its concepts."),
    (
        key("concept_class_id", "부류", "concept class", "varchar(20)"),
        plain("concept_class_name", "varchar(255)", "부류 이름.", "Name of the class.", True),
        _self_concept("concept_class_concept_id", "이 부류", "class itself"),
    ),
)

CONCEPT_RELATIONSHIP = Table(
    "concept_relationship",
    "vocabulary",
    "vocabulary",
    Text("두 개념 사이의 관계(대응, 상하위 등).", "Relations between two concepts: mapping, hierarchy and others."),
    (
        refers("concept_id_1", CONCEPT, "관계가 시작되는 개념.", "The concept from which the relation starts.", True),
        refers("concept_id_2", CONCEPT, "관계가 가리키는 개념.", "The concept to which the relation points.", True),
        refers(
            "relationship_id",
            ("relationship", "relationship_id"),
            "관계의 종류.",
            "Kind of relation.",
            True,
            "varchar(20)",
        ),
        *_valid(),
    ),
)

RELATIONSHIP = Table(
    "relationship",
    "vocabulary",
    "vocabulary",
    Text("개념 사이 관계의 종류.", "The kinds of relation between concepts."),
    (
        key("relationship_id", "관계 종류", "kind of relation", "varchar(20)"),
        plain("relationship_name", "varchar(255)", "관계 이름.", "Name of the relation.", True),
        plain("is_hierarchical", "varchar(1)", "상하위 관계인지(1/0).", "1 where it is one of hierarchy.", True),
        plain("defines_ancestry", "varchar(1)", "조상 표를 이루는지(1/0).", "1 where ancestors are built on it.", True),
        plain(
            "reverse_relationship_id", "varchar(20)", "반대 방향의 관계.", "The relation in the other direction.", True
        ),
        _self_concept("relationship_concept_id", "이 관계", "relation itself"),
    ),
)

CONCEPT_SYNONYM = Table(
    "concept_synonym",
    "vocabulary",
    "vocabulary",
    Text("개념의 다른 이름과 다른 언어 이름.", "Other names of concepts, also in other languages."),
    (
        refers("concept_id", CONCEPT, "이름이 가리키는 개념.", "The concept so named.", True),
        plain("concept_synonym_name", "varchar(1000)", "다른 이름.", "The other name.", True),
        refers("language_concept_id", CONCEPT, "다른 이름의 언어.", "Language of the other name.", True),
    ),
)

CONCEPT_ANCESTOR = Table(
    "concept_ancestor",
    "vocabulary",
    "vocabulary",
    Text(
        "표준 개념의 모든 상위–하위 쌍(자기 자신 포함).",
        "All pairs of a standard concept and a concept below it, itself included.",
    ),
    (
        refers("ancestor_concept_id", CONCEPT, "상위 개념.", "The concept above.", True),
        refers("descendant_concept_id", CONCEPT, "하위 개념.", "The concept below.", True),
        plain(
            "min_levels_of_separation",
            "integer",
            "둘 사이 최단 단계 수.",
            "Steps between them, the shortest way.",
            True,
        ),
        plain(
            "max_levels_of_separation", "integer", "둘 사이 최장 단계 수.", "Steps between them, the longest way.", True
        ),
    ),
)

SOURCE_TO_CONCEPT_MAP = Table(
    "source_to_concept_map",
    "vocabulary",
    "vocabulary",
    Text("기관이 만든 원천 코드–표준 개념 대응.", "A site's own mapping from source codes to standard concepts."),
    (
        plain("source_code", "varchar(50)", "원천 코드.", "Code in the source.", True),
        refers("source_concept_id", CONCEPT, "원천 코드의 개념(없으면 0).", "Concept of that code, else 0.", True),
        plain("source_vocabulary_id", "varchar(20)", "원천 코드 체계 이름.", "Name of the source's code system.", True),
        plain("source_code_description", "varchar(255)", "원천 코드의 뜻.", "What the code means."),
        refers("target_concept_id", CONCEPT, "대응하는 표준 개념.", "The standard concept it maps to.", True),
        refers(
            "target_vocabulary_id",
            ("vocabulary", "vocabulary_id"),
            "표준 개념의 용어집.",
            "Vocabulary of the standard concept.",
            True,
            "varchar(20)",
        ),
        *_valid(),
    ),
)

DRUG_STRENGTH = Table(
    "drug_strength",
    "vocabulary",
    "vocabulary",
    Text("약물에 든 성분과 그 함량.", "Which ingredients a drug holds, and how much of each."),
    (
        refers("drug_concept_id", CONCEPT, "약물 개념.", "The drug.", True),
        refers("ingredient_concept_id", CONCEPT, "약물에 든 성분 개념.", "One of its ingredients.", True),
        plain("amount_value", "float", "고형제 한 단위에 든 성분의 양.", "Amount in one unit of a solid form."),
        refers("amount_unit_concept_id", CONCEPT, "성분의 양의 단위.", "Unit of that amount."),
        plain("numerator_value", "float", "농도의 분자.", "Numerator of a concentration."),
        refers("numerator_unit_concept_id", CONCEPT, "농도 분자의 단위.", "Unit of the numerator."),
        plain("denominator_value", "float", "농도의 분모.", "Denominator of a concentration."),
        refers("denominator_unit_concept_id", CONCEPT, "농도 분모의 단위.", "Unit of the denominator."),
        plain("box_size", "integer", "포장 하나에 든 개수.", "Number of units in a box."),
        *_valid(),
    ),
)
