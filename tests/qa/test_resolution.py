"""Which rule of a clause answers, on small guidelines of our own: who does it, in the case that is told."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.support import over

RULES = """1. Prøver

• Fastlegen kan si nei til å ta blodprøver oftere enn en gang i uken. Da tar hjemmesykepleien blodprøvene.
• Ved operert brudd tas kontrollen av sykehuslegen. Andre brudd kontrolleres på legekontoret.

2. Henvisning

• Helsestasjonslegen kan henvise til barneavdelingen. Helsesykepleieren kan ikke henvise.
• Henviser internt når det oppdages en ny tilstand som må undersøkes raskt. \
Er tilstanden uten hast, sendes opplysningen til fastlegen, som deretter tar stilling til henvisning.

3. Sår

• Sykehuslegen skal lage en sårprosedyre, og hjemmesykepleien skal utføre sårstellet. \
Fastlegen har ansvaret etter utskrivning.

4. Spørsmål

• Kontaktlegen svarer på spørsmål om pasienter i et forløp. Har pasienten ikke kontaktlege, svarer seksjonsoverlegen.

5. Dødsfall

• Dør pasienten hjemme på dagtid, skrives dødsattesten av fastlegen. Til andre tider er dette legevaktslegens oppgave.
• Ved ventet dødsfall hjemme syner fastlegen den døde på dagtid; utenom kontortid gjør legevaktslegen det.

6. Time

• Pasienter som kan vente, får time på dagposten. Slik time bestilles av fastlegen.
• Kontroll hos fastlegen: pasienten bestiller timen selv, unntatt ved demens, da ringer avdelingen og bestiller.

7. Livets slutt

• Skrives en pasient ut i livets sluttfase, skal sykehuslegen ringe fastlegen eller jordmor før hjemreise. \
Fastlegen bør tilby hjemmebesøk innen en uke.

8. Private klinikker

• Fastlegen har ingen plikt til å rekvirere røntgenbilder for private klinikker.

9. Prøver på legekontoret

• Prøver rekvirert av spesialist tas som regel på sykehuset. Prøver rekvirert av spesialist kan tas på legekontoret \
dersom pasienten bor langt unna.

10. Innleggelse

• Er fastlegen i tvil om innleggelse, ringer han bakvakten. Blir pasienten lagt inn, varsler bakvakten akuttmottaket.

11. Brev

• Fastlegen får brev fra sykehuset etter hvert opphold. Brevet sendes elektronisk.

12. Multidose

• Fastlegen avgjør om pasienten skal ha multidose. Er fastlegen borte, gjør vikaren det.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory):
    return over(tmp_path_factory.mktemp("regler"), RULES)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Fastlegen vil ikke ta blodprøver oftere enn en gang i uken. Hvem skal da ta dem?", "hjemmesykepleie"),
        ("Bruddet er operert, hvem tar kontrollen?", "sykehuslege"),
        ("Hvem tar stilling til henvisning når tilstanden ikke haster?", "fastlege"),
        ("Hvem steller såret etter at pasienten er utskrevet?", "hjemmesykepleie"),
        ("Hvem svarer på spørsmål om pasienter i et forløp?", "kontaktlege"),
        ("Pasienten har ikke kontaktlege. Hvem svarer på spørsmål om forløpet?", "seksjonsoverlege"),
        ("Hvem skriver dødsattesten når pasienten dør hjemme på dagtid?", "fastlege"),
        ("Hvem skriver dødsattesten når pasienten dør hjemme om natten?", "legevaktslege"),
        ("Et ventet dødsfall hjemme lørdag kveld: Hvem syner den døde?", "legevaktslege"),
        ("Et ventet dødsfall hjemme i kontortiden: Hvem syner den døde?", "fastlege"),
        ("Hvem bestiller time på dagposten?", "fastlege"),
        ("Hvem bestiller time til kontroll hos fastlegen?", "pasient"),
        ("Pasienten har demens og skal til kontroll hos fastlegen. Hvem bestiller timen?", "avdeling"),
        ("Hvem bør tilby hjemmebesøk til en døende som er skrevet ut?", "fastlege"),
    ],
)
def test_the_rule_for_the_case_and_the_deed_leads(rules, question: str, role: str) -> None:
    assert [each.id for each in rules.ask(question).roles][:1] == [role]


def test_who_is_told_is_no_question_of_who_carries_what_the_clause_leaves_open(tmp_path) -> None:
    clause = "Pasienten skal varsles om endringer i planen. Endringer i planen føres av fastlegen."
    answer = over(tmp_path, f"1. Plan\n\n• {clause}\n").ask("Hvem skal varsles om endringer i planen?")
    assert answer.text.startswith("Det er pasienten")


def test_leave_is_judged_by_the_rule_for_whoever_is_asked_about(rules) -> None:
    assert rules.ask("Kan helsesykepleieren henvise til barneavdelingen?").text.startswith("Nei.")
    assert rules.ask("Kan helsestasjonslegen henvise til barneavdelingen?").text.startswith("Ja.")


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("Må fastlegen rekvirere røntgenbilder for private klinikker?", True),
        ("Har fastlegen ansvar for å rekvirere røntgenbilder for private klinikker?", True),
        ("Må sykehuset rekvirere røntgenbilder for private klinikker?", False),
        ("Kan fastlegen rekvirere røntgenbilder for private klinikker?", False),
    ],
)
def test_whoever_is_freed_from_a_duty_need_not_do_it(rules, question: str, denied: bool) -> None:
    answer = rules.ask(question)
    assert answer.text.startswith("Nei. ") is denied
    assert [(role.id, role.modality) for role in answer.roles if denied] == [("fastlege", Modality.INFO)] * denied


def test_who_is_freed_is_no_answer_to_who_has_the_duty(rules) -> None:
    answer = rules.ask("Hvem har plikt til å rekvirere røntgenbilder for private klinikker?")
    assert not answer.text.startswith("Nei")
    assert "fastlege" not in [role.id for role in answer.roles]


def test_who_does_it_in_the_other_case_is_named_too(rules) -> None:
    """A condition that opens with its verb is quoted: it cannot follow in the same sentence."""
    answer = rules.ask("Hvem avgjør om pasienten skal ha multidose?")
    assert [role.id for role in answer.roles] == ["fastlege", "vikar"]
    assert answer.text.startswith("Fastlegen har ansvaret, men vikaren skal gjøre det («er fastlegen borte»): ")


def test_the_main_rule_goes_before_leave_in_a_case_that_is_not_told(rules) -> None:
    answer = rules.ask("Hvor tas prøver som spesialisten har rekvirert?")
    assert answer.text.startswith("Sykehuset har ansvaret")


@pytest.mark.parametrize(
    "question",
    [
        "Hvem ringer jeg hvis jeg er i tvil om innleggelse?",
        "Hvem snakker jeg med når jeg er i tvil om innleggelse?",
        "Kven skal eg snakke med om eg er i tvil om innlegging?",
    ],
)
def test_whom_to_turn_to_first_leads(rules, question: str) -> None:
    assert rules.ask(question).text.startswith("Det er bakvakt")


@pytest.mark.parametrize("question", ["Hvem får brevet etter oppholdet?", "Til hvem sendes brevet?"])
def test_to_whom_a_thing_comes_is_told_by_the_norm_that_names_them(rules, question: str) -> None:
    assert rules.ask(question).text.startswith("Det er fastlegen.")


def test_another_rule_of_the_clause_does_not_tell_to_whom_a_thing_comes(tmp_path) -> None:
    clause = "Epikrise sendes av sykehuset ved utskrivning. Er epikrisen mangelfull, returneres epikrise av fastlegen \
til avdelingen."
    answer = over(tmp_path, f"1. Epikrise\n\n• {clause}\n").ask("Hvem skal få epikrise ved utskrivning?")
    assert not answer.text.startswith("Det er avdelingen")
