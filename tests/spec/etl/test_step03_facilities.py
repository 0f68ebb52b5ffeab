"""Step 3: locations, care sites and providers."""

from tests.spec.etl.world import World

SOURCE = """
    source.organizations
    | id | name   | address | city  | zip |
    | o1 | Mercy  | 1 Road  | Seoul | 111 |
    | o2 | Clinic | 1 Road  | Seoul | 111 |
    | o3 | Tent   |         |       |     |

    source.providers
    | id | organization | name | gender | speciality       |
    | d1 | o1           | Ann  | F      | GENERAL PRACTICE |
    | d2 | o9           | Bob  | X      | WITCHCRAFT       |

    source.patients
    | id | birthdate  | address | city  | zip | county |
    | p1 | 1980-06-01 | 1 Road  | Seoul | 111 |        |
    | p2 | 1980-06-01 | 2 Road  | Seoul | 111 | Jongno |

    vocabulary.concept
    | concept_id | vocabulary_id      | concept_code | concept_name     | domain_id | standard_concept |
    | 38004446   | Medicare Specialty | 1            | General Practice | Provider  | S                |
    | 8532       | Gender             | F            | FEMALE           | Gender    | S                |
"""


def test_one_location_an_address_whoever_lives_there(world: World) -> None:
    world.given(SOURCE)
    world.run("03_facilities")
    world.expect("""
    cdm.location
    | address_1 | city  | county | location_source_value |
    | 1 Road    | Seoul |        | 1 Road, Seoul, 111    |
    | 2 Road    | Seoul | Jongno | 2 Road, Seoul, 111    |

    etl.expanded
    | step       | rule    | table_name | rows |
    | facilities | address | location   | 2    |
    """)
    assert world.count("cdm.care_site", "location_id = (SELECT min(location_id) FROM cdm.location)") in (0, 2)
    assert world.count("cdm.care_site", "location_id IS NULL") == 1


def test_providers_work_at_their_organizations_care_site(world: World) -> None:
    world.given(SOURCE)
    world.run("03_facilities")
    world.expect("""
    cdm.provider
    | provider_source_value | provider_name | specialty_concept_id | specialty_source_value | gender_concept_id |
    | d1                    | Ann           | 38004446             | GENERAL PRACTICE       | 8532              |
    | d2                    | Bob           | 0                    | WITCHCRAFT             | 0                 |
    """)
    assert (
        world.count(
            "cdm.provider AS p JOIN cdm.care_site AS c ON c.care_site_id = p.care_site_id", "c.care_site_name = 'Mercy'"
        )
        == 1
    )
    assert world.count("cdm.provider", "care_site_id IS NULL AND provider_source_value = 'd2'") == 1
