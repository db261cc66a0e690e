"""Who acts and who is at the receiving end, as a question names them, and what that does to the ranking."""

from __future__ import annotations

import pytest

from qa.engine import Engine
from qa.understanding import understand


@pytest.mark.parametrize(
    ("question", "acting", "receiving"),
    [
        ("Kan kontaktlegen sende en melding til fastlegen?", {"kontaktlege"}, {"fastlege"}),
        ("Hva må pasienten ha med seg?", {"pasient"}, set()),
        ("When must the municipal physiotherapist call the patient?", {"fysioterapeut"}, {"pasient"}),
        ("Når skal sykehuslegen varsle fastlegen?", {"sykehuslege"}, {"fastlege"}),
        ("What should the GP send to the patient?", {"fastlege"}, {"pasient"}),
        ("Hvem gir fastlegen beskjed?", set(), {"fastlege"}),
        ("Hvem på sykehuset skriver epikrisen?", {"sykehus"}, set()),
        ("Kven avtalar med pasienten når prøva skal takast?", set(), {"pasient"}),
        ("Får fastlegen kopi?", set(), {"fastlege"}),
        ("Kan jeg be fastlegen om en ny time?", set(), {"fastlege"}),
        ("Hvor skal fastlegens prøve tas?", set(), set()),
        ("Hvem skal sykmelde, sykehuset eller fastlegen?", set(), set()),
        ("Fastlegen ringte i går. Hva gjelder?", set(), set()),
    ],
)
def test_a_question_names_its_parties(question: str, acting: set[str], receiving: set[str]) -> None:
    named = understand(question).parties
    assert (set(named.acting), set(named.receiving)) == (acting, receiving)


@pytest.mark.parametrize(
    ("question", "bearer"),
    [
        ("Kan fastlegen kontakte kontaktlegen med en dialogmelding?", "fastlege"),
        ("Kan kontaktlegen kontakte fastlegen med en dialogmelding?", "kontaktlege"),
    ],
)
def test_of_two_clauses_that_say_the_same_the_one_leads_whose_bearer_is_asked_about(
    engine: Engine, question: str, bearer: str
) -> None:
    answer = engine.ask(question)
    assert bearer in {role.id for role in answer.roles}, answer.text
