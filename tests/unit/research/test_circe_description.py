"""The builder's forms: described by the typed definition, each attribute named in both languages, files up to date."""

import pytest

from asan.omop.circe.criteria import CRITERIA
from asan.omop.circe.description import files, members, words


def test_the_webs_files_say_what_the_types_say() -> None:
    for path, text in files().items():
        if not path.parent.is_dir():
            pytest.skip("the web's sources are not here")
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: make api"


def test_every_attribute_that_a_form_offers_has_a_name() -> None:
    apart = {"CodesetId", "First", "CorrelatedCriteria", "CriteriaList"}
    for language in ("ko", "en"):
        named = words(language)
        for kind in (*CRITERIA, "DemographicCriterion"):
            offered = {name for name in members()[kind] if not name.endswith("Exclude")} - apart
            assert offered <= named["attribute"].keys(), kind
        assert named["kind"].keys() == CRITERIA.keys()


def test_sets_are_told_from_other_numbers() -> None:
    told = members()
    assert told["VisitOccurrence"]["PlaceOfServiceLocation"] == told["DrugExposure"]["DrugSourceConcept"] == "set"
    assert told["CustomEra"]["GapDays"] == told["Occurrence"]["Count"] == "whole"
    assert told["CustomEraEnd"]["DrugCodesetId"] == "set"
    assert (told["Measurement"]["Unit"], told["CustomEra"]["CriteriaList"]) == ("Concept*", "Criterion*")
