"""Faults that guidelines new to the program have shown, each with a test named after it."""

from pathlib import Path

import pytest

from kg.model import Bearing, ConditionKind, Modality, Norm
from tests.support import Read, read_all, written


@pytest.fixture
def read(tmp_path: Path):
    """Read lines under chapter 1."""

    def reading(text: str) -> Read:
        return read_all(written(tmp_path, f"1. Samarbeid\n\n{text}\n"))

    return reading


@pytest.fixture
def norms(read):
    """Read a sentence as the only point of a chapter."""

    def reading(sentence: str) -> list[Norm]:
        return read(f"• {sentence}").norms

    return reading


@pytest.fixture
def norm(norms):
    def reading(sentence: str) -> Norm:
        (found,) = norms(sentence)
        return found

    return reading


def exceptions(found: Norm) -> list[str]:
    return [c.text for c in found.conditions if c.kind is ConditionKind.EXCEPTION]


# -- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Ved behov utpeker avdelingslederen en kontaktperson.", ("avdelingsleder",)),
        ("Om natten svarer døgnenheten på telefonen.", ("doegnenhet",)),
        ("I så fall er det avsenderen som må ringe.", ("avsender",)),
        ("Ved fravær overtar seksjonsoverlegen.", ("seksjonsoverlege",)),
    ],
)
def test_an_unknown_role_after_the_verb_carries_the_norm(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    assert (norm(sentence).bearers, norm(sentence).modality) == (bearers, Modality.OBLIGATION)


@pytest.mark.parametrize(
    "sentence",
    [
        "Resept gis bare av medisinske grunner.",
        "Første avsnitt skal gjengi planen.",
        "Hver måned går sakene til rådet.",
        "Tabellen viser fordelingen.",
    ],
)
def test_a_reason_a_part_of_a_text_or_a_time_carries_nothing(norm, sentence: str) -> None:
    assert norm(sentence).bearers == ()


def test_a_thing_before_the_verb_is_what_the_patient_acts_upon(norm) -> None:
    found = norm("Kontroll hos fastlegen bestiller pasienten selv.")
    assert (found.bearers, found.modality) == (("pasient",), Modality.OBLIGATION)
    assert "fastlege" not in norm("Epikrisen informerer fastlegen om funnene.").bearers


def test_a_relative_clause_after_a_comma_is_a_norm_of_its_own(norms) -> None:
    first, second = norms("Møtet ledes av kommunen, som også skriver referat.")
    assert (first.bearers, second.bearers) == (("kommune",), ("kommune",))
    assert (second.text, second.modality) == ("som også skriver referat.", Modality.OBLIGATION)


def test_a_relative_clause_without_a_comma_only_says_which_is_meant(norms) -> None:
    assert len(norms("Møtet ledes av legen som har skrevet henvisningen.")) == 1


def test_what_goes_on_is_said_of_the_role_and_not_of_its_place(norms) -> None:
    _, second = norms("Fødeavdelingen ringer jordmor i kommunen, som avtaler hjemmebesøk.")
    assert second.bearers == ("jordmor",)


def test_whoever_is_urged_carries_the_norm(norm) -> None:
    found = norm("Fastlegen oppfordres til å delta på video.")
    assert (found.bearers, found.modality) == (("fastlege",), Modality.RECOMMENDATION)


def test_whoever_shall_not_be_asked_carries_nothing(norm) -> None:
    assert "fastlege" not in norm("Fastlegen skal ikke bes om å gjøre dette.").bearers


@pytest.mark.parametrize(
    "sentence",
    [
        "Det påligger fastlegen å undersøke pasienten.",
        "Det er opp til fastlegen å avgjøre dette.",
        "Er pasienten ukjent, er det opp til fastlegen å spørre.",
        "Oppfølging er fastlegens ansvar.",
        "Det er fastlegen sitt ansvar å kontakte sykehuset.",
    ],
)
def test_a_duty_laid_upon_a_role_is_its_own(norm, sentence: str) -> None:
    assert (norm(sentence).bearers, norm(sentence).modality) == (("fastlege",), Modality.OBLIGATION)


def test_the_writer_of_a_referral_does_not_turn_it_down(norm) -> None:
    assert norm("Mangelfulle henvisninger skal ikke returneres.").bearers == ()
    assert norm("Henvisningen sendes elektronisk.").bearers == ("fastlege",)


def test_a_role_that_holds_a_definite_thing_is_bound(norm) -> None:
    found = norm("Kommunen har den daglige kontakten med de pårørende.")
    assert (found.bearers, found.modality) == (("kommune",), Modality.OBLIGATION)
    assert norm("Kommunen har mange ansatte.").modality is Modality.INFO
    assert norm("Pasienten har diagnosen fra før.").modality is Modality.INFO


def test_an_adjective_for_people_before_another_role_is_the_subject(norm) -> None:
    assert norm("Ved rier ringer den gravide jordmor.").bearers == ("gravid",)


# -- what binds ----------------------------------------------------------------------------------


def test_a_passive_that_news_does_not_know_is_one(norm) -> None:
    found = norm("Møtet ledes av kommunen.")
    assert (found.bearers, found.bearing, found.modality) == (("kommune",), Bearing.AGENT, Modality.OBLIGATION)


def test_before_is_no_bidding(norm) -> None:
    assert "imperative" not in norm("Før møtet leser legen referatet.").readings


def test_what_is_bidden_after_a_ban_is_a_norm_of_its_own(norms) -> None:
    first, second = norms("Feilsendte henvisninger skal ikke returneres, men videresendes til rett avdeling.")
    assert (first.modality, second.modality) == (Modality.PROHIBITION, Modality.OBLIGATION)


def test_a_main_clause_after_a_condition_is_a_norm_of_its_own(norms) -> None:
    first, second = norms(
        "Legen må sørge for at epikrisen er ferdig når pasienten reiser, og en kopi gis til pasienten."
    )
    assert [c.text for c in first.conditions] == ["når pasienten reiser"]
    assert second.text == "en kopi gis til pasienten."


def test_an_indirect_question_after_a_comma_is_no_norm(norms) -> None:
    assert len(norms("Legen skriver hva som er gjort, og hva som gjenstår.")) == 1


def test_a_point_that_opens_with_its_verb_has_no_subject_after_it(read) -> None:
    (found,) = read("Sykehuslegen\n\n – skriver resept på alle nye legemidler").norms
    assert (found.bearers, found.modality) == (("sykehuslege",), Modality.OBLIGATION)


def test_a_thing_that_goes_to_somebody_is_to_be_sent(norm) -> None:
    found = norm("Etter to uteblivelser går saken tilbake til fastlegen.")
    assert (found.bearers, found.modality) == ((), Modality.OBLIGATION)


# -- questions, fields and tables ----------------------------------------------------------------


def test_a_question_lays_down_nothing_and_its_answer_does(read) -> None:
    found = read("Hva skal kommunen ha beskjed om?\n\nSengeposten oppgir hvilke tjenester pasienten trenger.").norms
    assert [(n.bearers, n.modality) for n in found] == [(("avdeling",), Modality.OBLIGATION)]


def test_a_question_in_a_text_is_no_norm(norms) -> None:
    asked, answered = norms("Skal fastlegen ringe først? Fastlegen ringer vakten.")
    assert (asked.modality, answered.modality) == (Modality.INFO, Modality.OBLIGATION)


def test_whoever_is_asked_for_a_deed_does_what_is_answered(read) -> None:
    (found,) = read("Hva gjør fastlegen når svaret er unormalt?\n\n• Ringer sykehuset.").norms
    assert found.bearers == ("fastlege",)


def test_a_line_that_says_who_is_responsible_stands_over_what_follows(read) -> None:
    (found,) = read("Ansvar: Fastlegen\n\nTolkebehov føres opp i henvisningen.").norms
    assert (found.bearers, found.bearing) == (("fastlege",), Bearing.HEADING)


def test_a_field_says_who_is_responsible_for_the_task(norm) -> None:
    found = norm("Oppgave: Sende epikrise; Ansvar: Sykehuslegen; Frist: samme dag")
    assert (found.bearers, found.artifacts, found.deadline) == (("sykehuslege",), ("epikrise",), "samme dag")
    assert found.modality is Modality.OBLIGATION


def test_the_rows_of_a_typed_table_are_points(read) -> None:
    table = (
        "Hvem                Hva                               Når\n\n"
        "Innleggende lege    ringer akuttmottaket              før pasienten reiser\n"
        "Sengeposten         varsler nærmeste pårørende        samme dag\n"
        "Fastlegen           får epikrise                      ved utreise\n\n"
        "Meldingene sendes elektronisk."
    )
    found = read(table)
    assert [n.bearers for n in found.norms[:2]] == [("innleggende_lege",), ("avdeling",)]
    assert found.norms[1].text == "Sengeposten varsler nærmeste pårørende samme dag"
    assert found.norms[-1].text == "Meldingene sendes elektronisk."


def test_the_columns_of_a_typed_table_say_who_does_what(read) -> None:
    table = (
        "Tiltak                     Ansvarlig          Frist\n\n"
        "Sende epikrise             Sykehuslegen       ved utreise\n"
        "Oppdatere listen           Fastlegen          innen en uke\n"
        "Bestille transport         Sengeposten        samme dag\n"
    )
    assert [n.bearers for n in read(table).norms] == [("sykehuslege",), ("fastlege",), ("avdeling",)]


# -- conditions, exceptions and time limits ------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Behandlende lege avgjør når pasienten er klar.",
        "Sengeposten skal spørre kommunen når den kan ta imot pasienten.",
        "Avdelingen gir fastlegen beskjed om når pasienten kommer.",
    ],
)
def test_an_indirect_question_is_no_condition(norm, sentence: str) -> None:
    assert norm(sentence).conditions == ()


def test_a_condition_after_whoever_is_told_is_one(norm) -> None:
    assert [c.text for c in norm("Sykehuset varsler kommunen når pasienten er klar.").conditions] == [
        "når pasienten er klar"
    ]


def test_the_side_that_takes_part_is_no_condition(norm) -> None:
    found = norm("Fra sykehuset deltar behandlende lege.")
    assert (found.conditions, found.bearers) == ((), ("behandlingsansvarlig_lege",))


def test_at_once_ends_before_a_condition(norm) -> None:
    found = norm("Laboratoriet plikter å ringe rekvirenten straks ved alvorlige funn.")
    assert (found.deadline, [c.text for c in found.conditions]) == ("straks", ["ved alvorlige funn"])
    assert norm("Epikrisen sendes senest ved utreise.").deadline == "senest ved utreise"


def test_a_time_limit_ends_before_the_verb(norm) -> None:
    assert norm("Sykehuset skal senest samme dag sende epikrisen.").deadline == "senest samme dag"
    assert norm("Før innleggelse bør legen drøfte planen med de pårørende.").deadline == "Før innleggelse"
    assert norm("Legen ringer fastlegen før pasienten skrives ut.").deadline == "før pasienten skrives ut"


def test_whoever_made_a_thing_does_what_is_done_with_it_next(read) -> None:
    _, second = read("• Kommunen utarbeider individuell plan.\n• Planen bør evalueres hvert år.").norms
    assert (second.bearers, second.bearing) == (("kommune",), Bearing.IMPLIED)


def test_a_line_that_its_points_finish_does_not_govern_what_follows_them(read) -> None:
    found = read("Fastlegen skal\n   a) undersøke pasienten,\n   b) skrive henvisning.\n\nSykehuset får kopi.").norms
    assert [n.bearers for n in found] == [("fastlege",), ("fastlege",), ()]


def test_somebody_who_is_sent_a_thing_is_no_second_subject(norm) -> None:
    found = norm("Sykehuset varsler kommunen straks pasienten er meldt klar.")
    assert (found.bearers, found.counterparties) == (("sykehus",), ("kommune", "pasient"))


def test_only_and_also_is_no_ban(norm) -> None:
    assert norm("Fastlegen skal ikke bare sende epikrisen, men også ringe.").modality is Modality.OBLIGATION
    assert norm("Henvisningen skal ikke avvises bare fordi vedlegg mangler.").modality is Modality.PROHIBITION


def test_how_often_is_a_time_limit(norm) -> None:
    assert norm("Utvalget går gjennom avvikene hver måned.").deadline == "hver måned"


def test_another_way_of_acting_is_an_exception(norms) -> None:
    first, second = norms("Sykehuslegen ringer fastlegen, alternativt sender han en dialogmelding.")
    assert exceptions(first) == [second.text]


def test_what_lifts_a_ban_is_an_exception(norm) -> None:
    found = norm("Fastlegen skal ikke skrive resept uten å ha undersøkt pasienten.")
    assert exceptions(found) == ["uten å ha undersøkt pasienten"]
    assert exceptions(norm("Fastlegen henviser uten å vente.")) == []


def test_a_negation_of_the_main_verb_is_no_exception(norm) -> None:
    assert exceptions(norm("Barn skal likevel ikke legges inn.")) == []


def test_if_not_opens_an_exception(norm) -> None:
    found = norm("Jordmor kommer på hjemmebesøk, dersom ikke familien ønsker noe annet.")
    assert exceptions(found) == ["dersom ikke familien ønsker noe annet"]


# -- whom it concerns, and what ------------------------------------------------------------------


def test_a_role_inside_another_name_is_met(norm) -> None:
    assert norm("Samarbeidet må sikre pasientens rett til informasjon.").counterparties == ("pasient",)
    assert "gravid" not in norm("Helsekort for gravide sendes til jordmor.").counterparties


@pytest.mark.parametrize(
    ("sentence", "counterparties"),
    [
        ("Jordmor kan ikke henvise.", ()),
        ("Sekretæren på sengeposten sender meldingen til kommunen.", ("kommune",)),
        ("Kommuneoverlegen leder arbeidet i kommunen.", ()),
    ],
)
def test_a_verb_or_a_place_is_not_met(norm, sentence: str, counterparties: tuple[str, ...]) -> None:
    assert norm(sentence).counterparties == counterparties


def test_an_act_upon_a_thing_is_no_thing_itself(norm) -> None:
    assert norm("Kommunen bekrefter mottak av innleggelsesrapporten.").artifacts == ("innleggelsesrapport",)


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Ved rød respons varsles AMK på 113 først.", ()),
        ("Legetjenesten bør kunne nås på telefon av andre leger.", ()),
        ("Sykehuslegen skal kunne nås på telefon.", ("sykehuslege",)),
        ("Epikrisene lagres i kjernejournalen, der de kan leses av pasienten selv.", ("sykehuslege",)),
        ("Erklæringen skal skrives av spesialisten og ikke av fastlegen.", ("spesialist",)),
        ("Avvik bør meldes av den som oppdager det.", ()),
        ("Utredningen gjøres av fastlegen sammen med kommunens team.", ("fastlege",)),
        ("Før transporten skal sykehusets ergoterapeut melde behovet.", ("ergoterapeut",)),
    ],
)
def test_who_is_called_reached_or_left_out_carries_nothing(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    assert norm(sentence).bearers == bearers


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Helsestasjonen får melding om fødselen fra sykehuset.", ("sykehus",)),
        ("Palliativ plan lages av fastlegen sammen med kreftkoordinatoren.", ("fastlege", "kreftkoordinator")),
        ("Innen et døgn, av sykepleieren på sengeposten.", ("sykepleier",)),
        ("Har legen sluttet, går ansvaret over til avdelingsoverlegen.", ("avdelingsoverlege",)),
        ("Ved utskriving til sykehjem overføres ansvaret til sykehjemslegen når pasienten er framme.",
         ("sykehjemslege",)),
        ("Om kvelden faller oppgaven på legevakten.", ("legevakt",)),
        ("Fastlegen skal kunne ringe sykehuslegen direkte.", ("fastlege",)),
        ("Kontrollen er revmatologens ansvar.", ("revmatolog",)),
        ("Sykehusets oppgave er å føre oversikt.", ("sykehus",)),
        ("Før kontrastundersøkelse må henviser oppgi kreatinin.", ("henviser",)),
        ("Den legen som ser behovet, skriver henvisningen selv.", ("lege",)),
        ("Den legen som oppdager en alvorlig legemiddelreaksjon, skal føre den i kjernejournalen.",
         ("paavisende_lege",)),
        ("Den legen som oppdager at kravene ikke er oppfylt, skal skrive det i journalen.", ("lege",)),
        ("Den som ønsker prøvene, skal sende rekvisisjonen.", ("rekvirerende_lege",)),
        ("Er henvisningen mangelfull, skal mottaker be om opplysninger.", ("mottaker_av_henvisning",)),
        ("Er meldingen uklar, skal mottaker be om opplysninger.", ("mottaker",)),
    ],
)  # fmt: skip
def test_whom_the_words_make_responsible(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    found = norm(sentence)
    assert (found.bearers, found.modality) == (bearers, Modality.OBLIGATION)


def test_what_makes_somebody_able_lays_no_duty_on_them(norm) -> None:
    assert norm("Dette gjør fastlegen i stand til å følge opp.").bearers == ()


def test_a_relative_clause_can_lay_a_duty_on_whom_it_tells_of(norms) -> None:
    found = norms("Sykehuset sender epikrisen til kommuneoverlegen, som har ansvar for å finne en lege.")[-1]
    assert (found.bearers, found.modality) == (("kommuneoverlege",), Modality.OBLIGATION)


@pytest.mark.parametrize(
    "sentence",
    [
        "Fastlegen har ikke ansvar for å kalle inn etter utskrivning.",
        "Fastlegen er ikke ansvarlig for å vurdere svaret.",
        "Fastlegen er ikke bundet av ønsker i løpende tekst.",
        "Kommunen plikter ikke å holde plassen.",
        "Uten notat har fastlegen ikke ansvar for oppfølgingen.",
    ],
)
def test_who_is_freed_of_a_duty_is_bound_to_nothing(norm, sentence: str) -> None:
    assert (norm(sentence).modality, norm(sentence).bearers) == (Modality.INFO, ())


def test_neither_of_two_may(norm) -> None:
    found = norm("Verken fastlegen eller legevakten skal starte antibiotika.")
    assert (found.bearers, found.modality) == (("fastlege", "legevakt"), Modality.PROHIBITION)
    inside = norm("Finner sykehuslegen noe som verken haster eller bekymrer, skal hun skrive det i notatet.")
    assert inside.modality is Modality.OBLIGATION


@pytest.mark.parametrize(
    ("sentences", "bearers"),
    [
        ("Oppdager sykehuset behovet først, skal det melde fra til kommunen.", ("sykehus",)),
        ("Er kommunen uenig i vurderingen, kan den be om et møte.", ("kommune",)),
        ("Gjør en avtalespesialist endringer, skal han melde fra til fastlegen.", ("avtalespesialist",)),
        ("Ser sykehuslegen at pasienten ikke kan kjøre bil, skal hun skrive det i epikrisen.", ("sykehuslege",)),
        ("Sykehuset skal gi fastlegen råd. Hun kan ringe avdelingen.", ("fastlege",)),
        ("Ambulansen leverer legemidlene til sykepleieren. Hun kvitterer for dem.", ("sykepleier",)),
        ("Heimesjukepleia stoppar multidosen. Ho skal starte opp att når pasienten kjem heim.", ("hjemmesykepleie",)),
        ("Kommunen lager en plan. Den skal beskrive tiltakene.", ()),
        ("Radiologen ringer henviseren. Denne tar så kontakt med pasienten.", ("henviser",)),
        ("NAV kaller inn fastlegen. Vedkommende skal ringe NAV.", ("fastlege",)),
        ("Trenger poliklinikken blodprøver før timen, rekvirerer den dem selv.", ("poliklinikk",)),
        ("Får DPS en henvisning for et annet område, sender det henvisningen videre.", ("dps",)),
        ("Overtar fastlegen kontrollene, må hun få en skriftlig plan fra sykehuset.", ("sykehus",)),
        ("Fastlegen kan ta kontrollen, men han bør først ha fått uttale fra kardiologen.", ("fastlege",)),
        ("Overtar fastlegen pasienten, får han ansvaret for kontrollene.", ("fastlege",)),
    ],
)
def test_a_pronoun_takes_up_whom_it_can_stand_for(norms, sentences: str, bearers: tuple[str, ...]) -> None:
    assert norms(sentences)[-1].bearers == bearers


def test_a_condition_after_men_opens_a_norm_of_its_own(norms) -> None:
    first, second = norms("Kommunen stiller med ledsager, men er pasienten under tvang, skal sykehuset stille.")
    assert (first.bearers, second.bearers) == (("kommune",), ("sykehus",))
    assert [c.text for c in second.conditions] == ["er pasienten under tvang"]
    first, second = norms("Det gjør som regel kommunen, men er pasienten under tvang, skal sykehuset stille.")
    assert (first.bearers, second.bearers) == (("kommune",), ("sykehus",))
    (whole,) = norms("Er fastlegen i tvil, og er det langt til sykehuset, avgjør bakvakten saken.")
    assert whole.bearers == ("bakvakt",)


def test_a_main_clause_after_a_semicolon_is_a_norm_of_its_own_whatever_its_subject_is_taken_for(norms) -> None:
    first, second = norms("Ved ventet dødsfall skriver fastlegen meldingen; om natten faller oppgaven på legevakten.")
    assert (first.bearers, second.bearers) == (("fastlege",), ("legevakt",))


def test_who_does_it_later_is_named_without_a_verb(norms) -> None:
    first, second = norms("Prøvene kontrolleres av sykehuslegen, senere av fastlegen.")
    assert (first.bearers, second.bearers) == (("sykehuslege",), ("fastlege",))
    first, second = norms("Tolk til timen bestilles av sykehuset, tolk til fastlegetimen av legekontoret.")
    assert (first.bearers, second.bearers) == (("sykehus",), ("fastlege",))
    (both,) = norms("Meldinger besvares av fastleger, sykehusleger og avtalespesialister.")
    assert both.bearers == ("fastlege", "sykehuslege", "avtalespesialist")
