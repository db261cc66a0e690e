"""How an answer names who carries a norm: by role, or by the norm's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.engine import Engine
from tests.support import over

RULES = """Retningslinje for samarbeid

1. Samarbeid

1.1 Er to leger uenige, beholder den som sist hadde pasienten, oppgaven til saken er avklart.

1.2 Under transport ligger ansvaret hos den som bestilte turen.

1.3 Legen som ga kjøreforbudet, skal melde det til Statsforvalteren.

1.4 Ved infeksjon i såret skal opererende avdeling ta imot pasienten.

1.5 Kontroll av stent gjøres av den legen som satte den inn.

1.6 Legen som mener at pasienten trenger CT, MR eller ultralyd, skal bestille undersøkelsen selv.

1.7 Fastlegen ringer den legen som har undersøkt pasienten på poliklinikken.

1.8 Svar til henvisende avdeling om kreft skal avdelingen sende innen en uke.

1.9 Svangerskapet følges opp av avdelingen som undersøkte kvinnen og jordmor.

1.10 Feil i medisinlisten meldes av avdelingen som oppdaget feilen til kommunen.

1.11 Nedtrapping gjøres av legen som startet behandlingen innen to uker.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return over(Path(tmp_path_factory.mktemp("rules")), RULES)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("To leger er uenige. Hvem beholder oppgaven?", "Den som sist hadde pasienten, har ansvaret"),
        ("Hvem har ansvaret under transport?", "Den som bestilte turen, har ansvaret"),
        ("Hvem melder kjøreforbudet til Statsforvalteren?", "Legen som ga kjøreforbudet, har ansvaret"),
        ("Hvem tar imot pasienten ved infeksjon i såret?", "Opererende avdeling har ansvaret"),
        ("Hvem gjør kontroll av stent?", "Den legen som satte den inn, har ansvaret"),
        ("Hvem bestiller CT?", "Legen som mener at pasienten trenger CT, MR eller ultralyd, har ansvaret"),
        ("Hvem ringer legen som har undersøkt pasienten på poliklinikken?", "Fastlegen har ansvaret"),
        ("Hvem sender svar om kreft?", "Avdelingen har ansvaret"),
        ("Hvem følger opp svangerskapet?", "Avdelingen har ansvaret"),
        ("Hvem melder feil i medisinlisten?", "Avdelingen har ansvaret"),
        ("Hvem gjør nedtrapping?", "Legen har ansvaret"),
        ("Who is responsible during transport?", "“Den som bestilte turen” must do this"),
        ("Who takes in the patient with an infected wound?", "The department (“opererende avdeling”) must do this"),
    ],
)
def test_a_bearer_is_named_by_the_words_that_tell_it_apart(rules: Engine, question: str, opening: str) -> None:
    assert rules.ask(question).text.startswith(opening)
