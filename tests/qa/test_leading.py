"""Which norm of a clause leads where no rule of reading decides, and how that is fitted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kg.errors import BuildError
from qa.leading_fitting import Case, fit, fitted
from qa.signals import SIGNALS
from tests.support import GOLD, over, written

RULES = """1. Seng

• Ergoterapeuten bestiller sengen, og hjelpemiddelsentralen leverer den. Rekker de ikke det, låner sykehuset ut en seng.

2. Fravær

• Skolen melder fravær til skolehelsetjenesten. Helsesykepleieren tar en samtale med eleven.

3. Fødsel

• Jordmoren tar blodprøven. Reiser mor og barn tidlig hjem, må sykehuset sørge for at den tas likevel.

4. Følge

• Bydelen skal lære opp følgerne til pasienter med lungesykdom. Kommunen har ansvaret for å ansette dem.
• Logopeden kan si nei til å fornye avtalen. Da beholder sykehuset ansvaret.
• Fordele innkomne avtaler hver morgen. Sekretæren gjør dette.
• Den gravide velger selv hvor kontrollen skal være. Den som har kontrollen, bestiller også ultralyd.

5. Time

• Ved kontroll hos fysioterapeuten har pasienten ansvar for å bestille time. Pasienter som ikke er i stand til det,
  får hjelp av sykehuset til dette.

6. Kjøreforbud

• Sykehuslegen som stiller diagnosen epilepsi, skal gi kjøreforbud. Å oppheve forbudet kan fastlegen gjøre.
"""


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Hvem bestiller sengen?", "ergoterapeut"),
        ("Skolen har meldt fraværet til skolehelsetjenesten. Hvem tar en samtale med eleven?", "helsesykepleier"),
        ("Hvem tar blodprøven når mor og barn er på sykehuset?", "jordmor"),
        ("Hvem sørger for blodprøven når mor og barn reiser tidlig hjem?", "sykehus"),
        ("Hvem ansetter følgerne til en pasient med lungesykdom?", "kommune"),
        ("Logopeden sier nei til å fornye avtalen. Hvem har ansvaret da?", "sykehus"),
        ("Hvem fordeler innkomne avtaler?", "sekretaer"),
        ("Hvem bestiller time hos fysioterapeuten?", "pasient"),
        ("En dement pasient skal til kontroll hos fysioterapeuten. Hvem ordner timen?", "sykehus"),
        ("Pasienten har epilepsi og er anfallsfri. Kan jeg som fastlege oppheve kjøreforbudet?", "fastlege"),
    ],
)
def test_the_norm_for_which_most_speaks_leads(tmp_path: Path, question: str, role: str) -> None:
    assert [each.id for each in over(tmp_path, RULES).ask(question).roles][:1] == [role]


def test_whoever_carries_a_norm_by_what_he_does_leads_as_a_role_would(tmp_path: Path) -> None:
    answer = over(tmp_path, RULES).ask("Den gravide har valgt jordmor. Hvem bestiller ultralyd?")
    assert answer.text.startswith("Den som har kontrollen, har ansvaret")


def test_a_time_limit_that_is_over_gives_no_leave(tmp_path: Path) -> None:
    rules = (
        "1. Barsel\n\n• Foreldre kan ringe barselposten de første ti dagene. Deretter skal de ringe helsestasjonen.\n"
    )
    engine = over(tmp_path, rules)
    assert engine.ask("Barnet er fire dager. Kan foreldrene ringe barselposten?").text.startswith("Ja.")
    assert not engine.ask("Barnet er tre uker. Kan foreldrene ringe barselposten?").text.startswith("Ja.")


def test_a_signal_of_the_right_norms_gets_a_weight_and_noise_gets_little() -> None:
    chance = np.random.default_rng(0)
    data = []
    for number in range(200):
        signals = chance.normal(size=(3, len(SIGNALS)))
        right = np.arange(3) == number % 3
        signals[right, SIGNALS.index("does")] += 2
        data.append(Case(number % 4, signals, right, 0))
    weights = dict(zip(SIGNALS, fitted(data).tolist(), strict=True))
    assert max(weights, key=lambda name: abs(weights[name])) == "does"
    assert weights["does"] > 1
    assert sum(case.hit(fitted(data)) for case in data) > 150


def test_weights_are_tried_on_a_guideline_that_is_left_out(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="minst to retningslinjer"):
        fit([written(tmp_path, RULES), GOLD / "questions.dev.jsonl"])


def test_only_questions_that_leave_a_choice_are_fitted_on(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    asked = [
        ("Hvem bestiller sengen?", "Ergoterapeuten bestiller sengen", "ergoterapeut"),
        ("Hvem leverer sengen?", "hjelpemiddelsentralen leverer den", "hjelpemiddelsentral"),
        ("Hvem vasker bilen?", "Kommunen vasker bilen", "kommune"),
    ]
    lines = [
        {"id": str(n), "question": q, "lang": "nb", "type": "who", "evidence": [said], "roles": [role]}
        for n, (q, said, role) in enumerate(asked)
    ]
    gold.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    figures = fit([written(tmp_path, RULES), gold, written(tmp_path, RULES, "to.txt"), gold])["figures"]
    assert isinstance(figures, dict)
    # Of the three one has no answer, and one is settled by a rule: the best norm does nothing that is asked about.
    assert (figures["questions"], figures["guidelines"]) == (2, 2)
