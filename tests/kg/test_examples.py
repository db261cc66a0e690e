"""The questions to begin with are about what the documents of the build say."""

from __future__ import annotations

from pathlib import Path

from kg.home import Home
from kg.library import open_library
from kg.walk.examples import MOST, examples
from ontology.concepts import concepts
from ontology.onboarding import onboarding
from qa.build import build
from tests.support import written


def test_the_first_known_questions_whose_artifact_is_acted_upon_are_offered(home: Path) -> None:
    library = open_library(Home(home).open())
    offered = examples(library)
    assert "Hvem skriver sykmelding etter operasjon?" in offered
    assert offered == tuple(onboarding().questions.values())[: len(offered)]
    assert 1 < len(offered) <= MOST


def test_a_guideline_about_other_things_is_offered_no_questions(tmp_path: Path) -> None:
    assert concepts().kind("skoletransport") is not None
    text = written(tmp_path, "1. Skoletransport\n\nKommunen skal betale skoletransport.\n")
    place = Home(tmp_path / "home")
    build([text], home=place)
    assert examples(open_library(place.open())) == ()
