"""Norms read from small texts of our own: for each construction, what it gives and what it must not match."""

from pathlib import Path

import pytest

from kg.model import Bearing, Modality, Norm
from tests.support import AGDER, Read, read_all, real, written

OBLIGATION, RECOMMENDATION = Modality.OBLIGATION, Modality.RECOMMENDATION
PERMISSION, PROHIBITION, INFO = Modality.PERMISSION, Modality.PROHIBITION, Modality.INFO


@pytest.fixture
def under(tmp_path: Path):
    """Read points under a heading or lead-in of chapter 1."""

    def read(heading: str, *points: str) -> Read:
        above = f"1. Samarbeid\n\n{heading}\n\n" if heading else "1. Samarbeid\n\n"
        return read_all(written(tmp_path, above + "".join(f"• {point}\n" for point in points)))

    return read


@pytest.fixture
def norms(under):
    """Read a sentence as the only point of a chapter, and return its norms."""

    def read(sentence: str) -> list[Norm]:
        return under("", sentence).norms

    return read


@pytest.fixture
def norm(norms):
    """Read a sentence that states one norm."""

    def read(sentence: str) -> Norm:
        (found,) = norms(sentence)
        return found

    return read


# -- modality ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Fastlegen skal oppdatere medisinlisten.", OBLIGATION),
        ("Hjemmesykepleien må varsle pårørende.", OBLIGATION),
        ("Apoteket plikter å kontrollere resepten.", OBLIGATION),
        ("Sykehuslegen bør ringe fastlegen.", RECOMMENDATION),
        ("Kommunen kan be om et møte.", PERMISSION),
        ("Legevakten skal ikke endre behandlingsplanen.", PROHIBITION),
        ("Jordmor må ikke skrive ut legemidler.", PROHIBITION),
        ("Sykehuset kan ikke kreve ny henvisning.", PROHIBITION),
        ("Hjemmesykepleien bør ikke stoppe medisiner.", PROHIBITION),
        ("Fastlegen skal aldri sende resept på brev.", PROHIBITION),
        ("Fastlegen skal oppdatera medisinlista.", OBLIGATION),
        ("Jordmor skal ikkje endre dosen.", PROHIBITION),
        ("Legar bør ringje kvarandre.", RECOMMENDATION),
    ],
)
def test_modal_verbs(norm, sentence: str, modality: Modality) -> None:
    assert norm(sentence).modality is modality


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Medisiner som ikke brukes, skal fastlegen fjerne.", OBLIGATION),
        ("Jordmor skal varsle legen dersom kvinnen ikke møter.", OBLIGATION),
        ("Fastlegen må ringe selv om vakten ikke svarer.", OBLIGATION),
        ("Sykehuslegen bør ringe når brevet ikke har kommet fram.", RECOMMENDATION),
    ],
)
def test_a_negation_in_a_subordinate_clause_forbids_nothing(norm, sentence: str, modality: Modality) -> None:
    assert norm(sentence).modality is modality


@pytest.mark.parametrize(
    ("sentence", "modality", "bearers"),
    [
        ("Apoteket fornyer ikke resepter på vanedannende legemidler.", PROHIBITION, ("apotek",)),
        ("E-post brukes ikke når det haster.", PROHIBITION, ()),
        ("Journalen sendes aldri i posten.", PROHIBITION, ()),
        ("Ingen avdeling skriver ut pasienter om natten.", PROHIBITION, ("avdeling",)),
        ("Det tas ingen prøver i helgen.", PROHIBITION, ()),
        ("Jordmor tek ikkje over kontrollane.", PROHIBITION, ("jordmor",)),
        # What a mark or a joining word sets apart leaves something else out.
        ("Jordmor sender meldingen til avdelingen, ikke til en navngitt lege.", OBLIGATION, ("jordmor",)),
        ("Beskjed om alvorlige funn gis i samtale, aldri i melding.", OBLIGATION, ()),
        ("Jordmor ringer ikke bare legen, men også avdelingen.", OBLIGATION, ("jordmor",)),
        ("Svarer ikke jordmor, ringer legevakten avdelingen.", OBLIGATION, ("legevakt",)),
        ("Fergen går ikke etter kl. 22.", INFO, ()),
        # What holds instead follows.
        ("Pasienten følges ikke opp av sykehuset, men av jordmor.", OBLIGATION, ("jordmor",)),
        ("Brevet sendes ikke senere enn sju dager etter utskrivning.", OBLIGATION, ()),
        # Who must not leave it undone, must do it.
        ("Sykehuset venter ikke med å varsle kommunen.", OBLIGATION, ("sykehus",)),
        ("Jordmor skal ikke unnlate å melde fra.", OBLIGATION, ("jordmor",)),
        ("Legevakten kan ikke nekte å ta imot pasienten.", OBLIGATION, ("legevakt",)),
        ("Apoteket skal ikke vente på svar.", PROHIBITION, ("apotek",)),
        # What somebody does not get, or no longer does, is told.
        ("Fastlegen får ikke kopi av svaret.", INFO, ()),
        ("Sykehuset sender ikke lenger papirbrev.", INFO, ()),
        ("Pasienten møter ikke til time.", INFO, ()),
        ("Ny henvisning kreves ikke ved kontroll.", INFO, ()),
        ("Oppgaver i fritekst er ikke overført.", INFO, ()),
    ],
)
def test_what_the_present_denies_is_forbidden(
    norm, sentence: str, modality: Modality, bearers: tuple[str, ...]
) -> None:
    found = norm(sentence)
    assert (found.modality, found.bearers) == (modality, bearers)


@pytest.mark.parametrize(
    "sentence",
    [
        "Pasienten skal ikke måtte hente papirer på legekontoret.",
        "Fastlegen skal slippe å purre på svar.",
        "Pasienten skal ikkje måtte ringe fleire stader.",
    ],
)
def test_who_shall_not_have_to_is_bound_to_nothing(norm, sentence: str) -> None:
    found = norm(sentence)
    assert (found.modality, found.bearers) == (INFO, ())


@pytest.mark.parametrize(
    "sentence",
    ["Et sår regnes som kronisk etter seks uker.", "Oppgaver i fritekst anses ikke som overført."],
)
def test_what_counts_as_what_binds_nobody(norm, sentence: str) -> None:
    assert norm(sentence).modality is INFO


def test_who_is_called_in_is_not_what_counts_as_what(norm) -> None:
    assert norm("Kvinnen kalles inn av fastlegen til måling hvert år.").bearers == ("fastlege",)


def test_a_noun_that_looks_like_an_imperative_bids_nothing(norm) -> None:
    found = norm("Kontroller som ikke haster, tas hos fastlegen.")
    assert (found.readings, found.bearers) == (("passive present", "place of the act"), ("fastlege",))
    assert norm("Kontroller at listen er ajour.").readings[0] == "imperative"
    assert norm("Adressering av meldinger er som ved brev.").modality is INFO


@pytest.mark.parametrize(
    "sentence",
    [
        "Ordningen ble innført for mange år siden.",
        "Samarbeidet har vært godt i flere år.",
        "Pasienten er ofte engstelig.",
        "Formålet med rutinen er å hindre dobbeltarbeid.",
        "Dette skal sikre at pasienten blir trygg.",
        "Farmasøyten vil komme på besøk.",
        "Rutinen gjelder fra i fjor.",
    ],
)
def test_statements_bind_nobody(norm, sentence: str) -> None:
    found = norm(sentence)
    assert found.modality is INFO
    assert found.bearers == ()
    assert found.bearing is Bearing.NONE


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Det anbefales at fastlegen ringer sykehuslegen.", RECOMMENDATION),
        ("Målet er at pasienten får svar.", RECOMMENDATION),
        ("Legevakten har anledning til å vente.", PERMISSION),
        ("Dobbelte prøver skal unngås.", PROHIBITION),
        ("Jordmor har ansvar for å bestille tolk.", OBLIGATION),
        ("Fastlegen sørger for at resepten er gyldig.", OBLIGATION),
    ],
)
def test_phrases_of_duty_aim_and_leave(norm, sentence: str, modality: Modality) -> None:
    assert norm(sentence).modality is modality


@pytest.mark.parametrize(
    "sentence", ["Fastlegen ringer pårørende.", "Epikrisen sendes elektronisk.", "Jordmor bestiller tolk."]
)
def test_the_plain_present_of_an_act_obliges(norm, sentence: str) -> None:
    assert norm(sentence).modality is OBLIGATION


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("Nås ikke rekvirenten, ringer radiologen legevakten.", "Nås ikke rekvirenten"),
        ("Dør pasienten hjemme, skriver fastlegen dødsattesten.", "Dør pasienten hjemme"),
        ("Svarer ikke vakten, skal fastlegen ringe sentralbordet.", "Svarer ikke vakten"),
    ],
)
def test_a_condition_that_opens_with_its_verb_commands_and_forbids_nothing(norm, sentence: str, condition: str) -> None:
    found = norm(sentence)
    assert (found.modality, [c.text for c in found.conditions]) == (OBLIGATION, [condition])


# -- who carries it ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "served"),
    [
        ("Den som tar prøven, forteller pasienten svaret.", "pasient"),
        ("Den som ber om obduksjon, skal innhente samtykke fra de pårørende.", "paaroerende"),
        ("De som skriver attesten, sender gravide en kopi.", "gravid"),
    ],
)
def test_whoever_does_something_is_bound_and_none_of_those_served(norm, sentence: str, served: str) -> None:
    found = norm(sentence)
    assert (found.modality, found.bearers) == (OBLIGATION, ())
    assert served in found.counterparties


@pytest.mark.parametrize(
    "sentence",
    [
        "Terskelen for å drøfte pasienter skal være lav.",
        "Veilederen er skrevet av et utvalg.",
        "Planlagt kirurgi er ikke med.",
        "Hvis pasienten blir dårligere, ring legen.",
    ],
)
def test_a_state_and_a_command_name_nobody(norm, sentence: str) -> None:
    assert norm(sentence).bearers == ()


def test_a_state_of_somebody_binds_them_all_the_same(norm) -> None:
    assert norm("Avdelingslederen skal være til stede.").bearers == ("avdelingsleder",)


def test_all_agents_of_a_list_carry_what_they_may_do(norm) -> None:
    found = norm("Teamet kan kontaktes av fastlegen, legevaktslegen og hjemmesykepleien.")
    assert (found.modality, found.bearers) == (PERMISSION, ("fastlege", "legevaktslege", "hjemmesykepleie"))


def test_a_cleft_does_what_its_clause_says(norm) -> None:
    found = norm("Ved alt annet er det sykehuslegen som bestiller undersøkelsen.")
    assert (found.bearers, found.action) == (("sykehuslege",), "bestille")


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Kontrollene fordeles mellom fastlegen og sykehuset.", ("fastlege", "sykehus")),
        ("Oppgavene deles mellom kommunen og poliklinikken.", ("kommune", "poliklinikk")),
        ("Pasientene fordeles mellom fastlegene av kommunen.", ("kommune",)),
    ],
)
def test_all_carry_what_is_shared_between_them(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    assert norm(sentence).bearers == bearers


def test_a_noun_for_an_act_in_the_plural_carries_nothing(norm) -> None:
    assert norm("Komplikasjoner i såret hører inn under avdelingen som opererte.").bearers == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Sykehuslegen er ikke lenger ansvarlig når pasienten er utskrevet.",
        "Stabile lidelser hører ikke hjemme hos jordmor.",
        "Hverken fastlegen eller kommunen er lenger ansvarlig.",
        "Ved utskrivning har sykehuset ikke ansvaret.",
        "Fastlegen har aldri det formelle ansvaret for pasienten.",
        "Det er fastlegen som ikke har ansvaret.",
        "Fastlegen har ikke kontroll etter hofteoperasjon.",
        "Pasienten har ikke med seg medisiner hjem.",
        "Ansvaret ligger ikke hos fastlegen.",
        "Dette er pasientens sak.",
        "Sykehuset har årlig 400 kontroller.",
    ],
)
def test_a_duty_denied_is_none(norm, sentence: str) -> None:
    assert (norm(sentence).modality, norm(sentence).bearers) == (Modality.INFO, ())


def test_whom_a_duty_leaves_out_does_not_carry_it(norm) -> None:
    assert norm("Journalen hører hjemme hos fastlegen, ikke hos sykehuset.").bearers == ("fastlege",)


def test_a_clause_that_says_a_participle_again_is_a_norm_of_its_own(norms) -> None:
    _, own, other = norms(
        "Hovedregel er at prøver/undersøkelser tas på det helsenivået de er rekvirert. "
        "Med andre ord, prøver/undersøkelser rekvirert av sykehuslege "
        "tas som regel på sykehuset, rekvirert hos avtalespesialist tas hos avtalespesialist."
    )
    assert (own.bearers, other.bearers) == (("sykehus",), ("avtalespesialist",))
    assert own.artifacts == other.artifacts == ("proeve", "undersoekelse")
    assert [c.text for c in other.conditions] == ["rekvirert hos avtalespesialist"]


def test_a_pronoun_for_a_body_carries_what_it_offers(norms) -> None:
    found = norms("Kommunen har ansvar for bolig. Den skal tilby utlevering av legemidler i helgene.")
    assert [each.bearers for each in found] == [("kommune",), ("kommune",)]


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Fastlegen skal ringe sykehuslegen.", ("fastlege",)),
        ("Ved behov ringer jordmor fastlegen.", ("jordmor",)),
        ("I helgene skal legevakten ta imot pasienten.", ("legevakt",)),
        ("Fastlegen og jordmor skal avtale kontrollene.", ("fastlege", "jordmor")),
        ("Sykehuslege/avtalespesialist skal skrive resept.", ("sykehuslege", "avtalespesialist")),
        ("Apoteket har ansvar for å levere medisinene.", ("apotek",)),
        ("Fastlegen, ikke sykehuset, har ansvaret for oppfølgingen.", ("fastlege",)),
        ("Er legen i tvil, og er det langt til sykehuset, ringer jordmor fastlegen.", ("jordmor",)),
        ("Sendes pasienten hjem fra mottak, skriver sykehuslegen et notat.", ("sykehuslege",)),
        ("Til senere kontroller er det sekretariatet som bestiller time.", ("sekretariat",)),
        ("Under oppholdet er det KAD-legen som har det medisinske ansvaret.", ("kad_lege",)),
        ("Ved alvorlige funn ringer radiologen til rekvirenten samme dag.", ("radiolog",)),
        ("Rekvirenten skal gi pasienten beskjed om svaret.", ("rekvirerende_lege",)),
        ("Avtalespesialisten har frist på sju virkedager.", ("avtalespesialist",)),
        ("Rederiet har ansvaret for skipets medisinkiste.", ("rederi",)),
        ("Inntil meldingen er besvart, ligger ansvaret hos rekvirenten.", ("rekvirerende_lege",)),
        ("Venteliste: Endrer tilstanden seg, skal fastlegen sende et notat.", ("fastlege",)),
        ("Behandlende sykehus har ansvar for oppfølgingen.", ("sykehus",)),
        ("Fastlegen og kreftkoordinatoren avtaler hjemmebesøk.", ("fastlege", "kreftkoordinator")),
        ("Psykologen, barnevernlederen og fastlegen skal møtes.", ("psykolog", "barnevernleder", "fastlege")),
    ],
)
def test_the_subject_of_an_active_verb_carries(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    found = norm(sentence)
    assert found.bearers == bearers
    assert found.bearing is Bearing.EXPLICIT


@pytest.mark.parametrize(
    ("sentence", "bearer"),
    [
        ("Epikrisen skrives av sykehuslegen.", "sykehuslege"),
        ("Henvisningen skal vurderes av avtalespesialisten.", "avtalespesialist"),
        ("Prøven bestilles av fastlegen samme dag.", "fastlege"),
        ("Resepter trekkes tilbake i Reseptformidleren av den legen som avsluttet behandlingen.", "lege"),
        ("Vedtak om tvungen undersøkelse treffes av legevaktslegen.", "legevaktslege"),
        ("Pasienter som bare undersøkes i mottak, gis et skriftlig notat av mottakslegen.", "mottakslege"),
        ("Rapporten sendes fastlegen av patologen.", "patolog"),
        ("Da utføres sperringen av den virksomheten som mottar kravet.", "virksomhet"),
        ("Kontroll av barnet ved seks uker gjøres av helsesykepleieren.", "helsesykepleier"),
    ],
)
def test_the_agent_of_a_passive_carries(norm, sentence: str, bearer: str) -> None:
    found = norm(sentence)
    assert found.bearers == (bearer,)
    assert found.bearing is Bearing.AGENT
    assert bearer not in found.counterparties


@pytest.mark.parametrize(
    ("sentence", "not_bearer"),
    [
        ("Behandlingen av pasienten avsluttes samme kveld.", "pasient"),
        ("Kopi av brevet til fastlegen arkiveres.", "fastlege"),
        ("Pasienten skal varsles.", "pasient"),
        ("Fastlegen skal varsles av jordmor.", "fastlege"),
    ],
)
def test_other_words_with_av_and_the_subject_of_a_passive_do_not(norm, sentence: str, not_bearer: str) -> None:
    assert not_bearer not in norm(sentence).bearers


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        (
            "Samtalen kan starte hos jordmor, eller fra lege/behandler på sykehuset.",
            ("jordmor", "sykehuslege", "behandler"),
        ),
        ("Tilbudet kan gis av lege/behandler på sykehuset.", ("sykehuslege", "behandler")),
        ("Lege/sykepleier i kommunen kan ringe avdelingen.", ("kommunelege", "sykepleier")),
    ],
)
def test_what_stands_after_two_roles_tells_of_both_and_both_carry(
    norm, sentence: str, bearers: tuple[str, ...]
) -> None:
    assert norm(sentence).bearers == bearers


def test_the_duty_of_har_ansvar_for_lies_on_its_subject(norm) -> None:
    found = norm("Helsesykepleier har ansvar for å følge opp barnet.")
    assert (found.modality, found.bearers, found.action) == (OBLIGATION, ("helsesykepleier",), "følge opp")


def test_a_responsibility_that_is_only_mentioned_lies_on_nobody(norm) -> None:
    assert norm("Ansvaret er beskrevet i avtalen med kommunen.").bearers == ()


@pytest.mark.parametrize(
    ("sentence", "receiver"),
    [
        ("Fastlegen får kopi av epikrisen.", "fastlege"),
        ("Hjemmesykepleien får melding fra sykehuset.", "hjemmesykepleie"),
        ("Barnevernet får beskjed av jordmor.", "barnevern"),
        ("Pasienten skal ha fått vite om funnet før brevet sendes.", "pasient"),
    ],
)
def test_who_receives_carries_nothing(norm, sentence: str, receiver: str) -> None:
    found = norm(sentence)
    assert receiver not in found.bearers
    assert receiver in found.counterparties


def test_who_receives_after_a_condition_takes_over_no_subject_from_it(norms) -> None:
    found = norms("Uteblir pasienten, avslutter sykehuset kontrollen, og fastlegen får beskjed.")
    assert [each.bearers for each in found] == [("sykehus",), ("sykehus",)]
    assert "fastlege" in found[1].counterparties


def test_the_giver_of_what_is_received_carries(norm) -> None:
    found = norm("Barnevernet får beskjed av jordmor.")
    assert found.bearers == ("jordmor",)
    assert found.bearing is Bearing.AGENT


def test_a_role_in_a_relative_clause_narrows_the_bearer_and_is_none(norm) -> None:
    found = norm("Legen som overtar pasienten etter jordmor, skal skrive notat.")
    assert "jordmor" not in found.bearers
    assert len(found.bearers) == 1


# -- headings and lead-ins ---------------------------------------------------------------------


@pytest.mark.parametrize("point", ["Send epikrise til fastlegen.", "Sjekk resepten.", "Ring pårørende."])
def test_an_imperative_under_a_role_obliges_that_role(under, point: str) -> None:
    (found,) = under("Sykehuslegens ansvar:", point).norms
    assert (found.modality, found.bearers, found.bearing) == (OBLIGATION, ("sykehuslege",), Bearing.HEADING)


@pytest.mark.parametrize(
    "point",
    [
        "Henviser internt når det oppdages en ny tilstand.",
        "Melde innlagte pasienter til kommunen.",
        "Ringer rekvirenten ved funn som haster.",
        "Gi innleggende lege tilbakemelding samme dag.",
        "Er medisinsk ansvarlig for pasienter som vil dø hjemme.",
        "Rekvirere reiser til alle senere timer.",
    ],
)
@pytest.mark.parametrize(
    ("heading", "bearer"),
    [("Sykehuset", "sykehus"), ("Radiologen", "radiolog"), ("Legeforumets ansvar:", "legeforum"), ("NAV:", "nav")],
)
def test_a_point_that_opens_with_its_act_is_done_by_the_role_above(under, heading, bearer, point) -> None:
    (found,) = under(heading, point).norms
    assert (found.modality, found.bearers, found.bearing) == (OBLIGATION, (bearer,), Bearing.HEADING)


@pytest.mark.parametrize("point", ["Dekker bandasjer de første ukene.", "Syner døde som dør hjemme."])
def test_the_verb_that_opens_a_point_is_nobody_though_the_parser_takes_it_for_a_subject(under, point: str) -> None:
    (found,) = under("Sårpoliklinikken", point).norms
    assert (found.modality, found.bearers, found.bearing) == (OBLIGATION, ("saarpoliklinikk",), Bearing.HEADING)


def test_no_name_reaches_over_a_colon(tmp_path: Path) -> None:
    text = "1. Svar\n\nOppgave: Gi pasienten svar på prøven.\nAnsvarlig: Legen som tok prøven\n"
    (found,) = read_all(written(tmp_path, text)).norms
    assert found.bearers == ("lege",)


@pytest.mark.parametrize(
    ("answer", "bearers"),
    [
        ("Sykehuslegen, så lenge pasienten er til kontroll.", [("sykehuslege",)]),
        ("Er det lenger mellom timene, fastlegen.", [("fastlege",)]),
        ("DPS det første året. Senere fastlegen.", [("dps",), ("fastlege",)]),
        ("Henviseren, til den første timen.", [("henviser",)]),
        ("Forløpskoordinatoren, til behandlingen er i gang.", [("forloepskoordinator",)]),
    ],
)
def test_who_stands_apart_below_a_question_answers_it(tmp_path: Path, answer: str, bearers: list[tuple[str]]) -> None:
    read = read_all(written(tmp_path, f"1. Svar\n\nHvem følger opp pasienten?\n\n{answer}\n"))
    told = [norm for norm in read.norms if norm.bearers]
    assert [(norm.modality, norm.bearers) for norm in told] == [(OBLIGATION, each) for each in bearers]


def test_a_negated_act_under_a_role_is_forbidden(under) -> None:
    (found,) = under("Fastlegen", "Sender ikke samme henvisning til flere steder.").norms
    assert (found.modality, found.bearers) == (PROHIBITION, ("fastlege",))


def test_a_condition_that_opens_with_its_verb_is_no_act_of_the_role_above(under) -> None:
    (found,) = under("Sykehuset", "Er svaret kritisk, ringer laboratoriet.").norms
    assert found.bearers == ("laboratorium",)


def test_the_patient_carries_what_a_heading_lays_on_the_patient(under) -> None:
    (found,) = under("Pasientens ansvar:", "Må si fra minst tre uker før reisen.").norms
    assert found.bearers == ("pasient",)


def test_a_negated_imperative_under_a_role_forbids(under) -> None:
    (found,) = under("Sykehuslegens ansvar:", "Ikke send epikrisen på faks.").norms
    assert (found.modality, found.bearers) == (PROHIBITION, ("sykehuslege",))


def test_a_negated_infinitive_under_a_role_forbids(under) -> None:
    (found,) = under("Fastlegens ansvar:", "Ikke endre dosen uten avtale.").norms
    assert (found.modality, found.bearers) == (PROHIBITION, ("fastlege",))


def test_a_point_with_a_subject_of_its_own_leaves_the_heading(under) -> None:
    read = under("Fastlegens ansvar:", "Send henvisning elektronisk.", "Sykehuset skal svare på henvendelsen.")
    assert [norm.bearers for norm in read.norms] == [("fastlege",), ("sykehus",)]


def test_a_heading_that_only_names_a_place_lays_no_duty_on_it(under) -> None:
    read = under("Innleggelse fra sykehjem om natten", "Brevet legges i konvolutt.")
    assert read.norm("Brevet legges").bearers != ("sykehjem",)


LETTERED = """1. Samarbeid

Jordmor skal:
a) melde fra til fastlegen samme dag
b) ikke avslutte kontrollene for tidlig
c) gi kvinnen skriftlig svar

Sykehuset anbefales å:
a) ringe kommunen om morgenen

Etter dette skjer ikke mer.
"""


def test_lettered_infinitives_take_role_and_modality_of_their_lead_in(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, LETTERED))
    assert [(norm.modality, norm.bearers, norm.bearing) for norm in read.norms[:4]] == [
        (OBLIGATION, ("jordmor",), Bearing.HEADING),
        (PROHIBITION, ("jordmor",), Bearing.HEADING),
        (OBLIGATION, ("jordmor",), Bearing.HEADING),
        (RECOMMENDATION, ("sykehus",), Bearing.HEADING),
    ]
    assert read.norm("melde fra").counterparties == ("fastlege",)
    assert read.norm("melde fra").deadline == "samme dag"


def test_the_lead_in_itself_is_no_norm_and_ends_with_its_list(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, LETTERED))
    assert not any(norm.text == "Jordmor skal:" for norm in read.norms)
    assert read.norm("Etter dette").bearers == ()


def test_at_clauses_under_a_role(under) -> None:
    read = under("Hjemmesykepleien sørger for:", "At medisinlisten er oppdatert.", "Å bestille time hos fastlegen.")
    assert [(norm.modality, norm.bearers) for norm in read.norms] == [(OBLIGATION, ("hjemmesykepleie",))] * 2


def test_a_negated_lead_in_forbids_what_stands_under_it(under) -> None:
    read = under("Dialogmelding skal ikke brukes ved:", "akutt forverring", "beskjeder som haster")
    assert [norm.modality for norm in read.norms] == [PROHIBITION, PROHIBITION]


INFORMATIVE = "1. Bakgrunn\n\nFastlegen skal ha en sentral rolle.\n\n2. Ansvar\n\nFastlegen skal ha oversikt.\n"


def test_an_informative_chapter_binds_nobody_and_the_next_does(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, INFORMATIVE))
    assert [(norm.modality, norm.bearers) for norm in read.norms] == [(INFO, ()), (OBLIGATION, ("fastlege",))]


def test_a_duty_that_an_informative_chapter_lays_on_a_role_binds(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, "1. Bakgrunn\n\nFastlegen gir hver ny vikar denne veilederen.\n"))
    assert [(norm.modality, norm.bearers) for norm in read.norms] == [(OBLIGATION, ("fastlege",))]


def test_a_chapter_that_only_holds_such_a_word_is_not_informative(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, "1. Henvisning med kjent bakgrunn\n\nFastlegen skal ringe.\n"))
    assert read.norms[0].modality is OBLIGATION


# -- conditions and exceptions -----------------------------------------------------------------


def conditions(norm: Norm) -> list[str]:
    return [condition.text for condition in norm.holds_where]


def exceptions(norm: Norm) -> list[str]:
    return [condition.text for condition in norm.unless]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Jordmor skal varsle fastlegen dersom blodtrykket stiger.", "dersom blodtrykket stiger"),
        ("Dersom pasienten er dement, skal kommunen varsle pårørende.", "Dersom pasienten er dement"),
        ("Når brevet er mottatt, skal fastlegen ringe.", "Når brevet er mottatt"),
        ("Hvis svaret haster, ringer laboratoriet fastlegen.", "Hvis svaret haster"),
        ("Ved utskrivning skal sykehuslegen gi pasienten en medisinliste.", "Ved utskrivning"),
        ("Fastlegen ringer vakten ved behov.", "ved behov"),
        ("Viss svaret hastar, ringjer laboratoriet fastlegen.", "Viss svaret hastar"),
        ("Apoteket pakker medisinene etter at legen har signert listen.", "etter at legen har signert listen"),
        ("Apoteket skal, så langt det er mulig, unngå bytte.", "så langt det er mulig"),
        ("Legevaktslegen syner døde utenom kontortid.", "utenom kontortid"),
        ("Sengeposten ringer samme dag når svaret er klart, ellers innen to dager.", "når svaret er klart"),
    ],
)
def test_conditions(norm, sentence: str, words: str) -> None:
    found = norm(sentence)
    assert conditions(found) == [words]
    assert exceptions(found) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Fastlegen skal oppdatere medisinlisten.",
        "Prøvesvar legges ved.",
        "Rådgiveren ved sykehuset skal ringe fastlegen.",
        "Henvisningen vurderes av overlegen ved poliklinikken.",
    ],
)
def test_no_conditions(norm, sentence: str) -> None:
    assert conditions(norm(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Fastlegen skriver sykmelding, med mindre pasienten er innlagt.", "med mindre pasienten er innlagt"),
        ("Sykehuset rekvirerer transport, unntatt når kommunen har egen bil.", "unntatt når kommunen har egen bil"),
        ("Jordmor må reise hjem til kvinnen med mindre veien er stengt.", "med mindre veien er stengt"),
    ],
)
def test_exceptions(norm, sentence: str, words: str) -> None:
    found = norm(sentence)
    assert exceptions(found) == [words]
    assert conditions(found) == []


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("Fastlegen syner den døde på dagtid.", ["på dagtid"]),
        ("Legevakten tar imot pasienter utenfor kontortid.", ["utenfor kontortid"]),
        ("Fastlegen syner den døde på dagtid, ellers legevaktslegen.", []),
    ],
)
def test_the_time_of_day_is_a_condition_unless_another_is_told_too(norms, sentence: str, times: list[str]) -> None:
    assert [c.text for norm in norms(sentence)[:1] for c in norm.conditions] == times


def test_a_smaller_dose_is_no_exception(norm) -> None:
    assert exceptions(norm("Fastlegen skal prøve med mindre doser.")) == []


def test_a_condition_of_the_heading_holds_for_its_points(under) -> None:
    read = under("Ved akutt innleggelse:", "Fastlegen ringer vakten.", "Brevet sendes straks.")
    assert [conditions(norm) for norm in read.norms] == [["Ved akutt innleggelse"]] * 2


def test_a_heading_of_a_topic_is_no_condition(under) -> None:
    read = under("Kommunikasjon", "Fastlegen ringer vakten.")
    assert conditions(read.norm("ringer vakten")) == []


# -- deadlines, channels, contacts, parties ----------------------------------------------------


def test_a_deadline_with_its_duration(norm) -> None:
    found = norm("Fastlegen skal svare på meldingen innen to virkedager.")
    assert (found.deadline, found.duration) == ("innen to virkedager", "P2D")


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("Henvisningen vurderes innen ti virkedager av overlegen.", "innen ti virkedager"),
        ("Trenger pasienten tilsyn innen tre dager, ringer sykehuslegen fastlegen.", None),
        ("Fastlegen skriver fritak, bortsett fra de første seks ukene etter en operasjon.", None),
        ("Jordmor ringer samme dag hvis prøven må tas om igjen innen tre dager.", "samme dag"),
        ("Sykehuset har ansvar så lenge kuren pågår og seks uker etter.", "seks uker etter"),
        ("Kontaktlege oppnevnes innen to dager for pasienter med alvorlig sykdom.", "innen to dager"),
        ("Er det gått ett år siden sist, skal fastlegen henvise innen to uker.", "innen to uker"),
        ("Det trengs ny henvisning først når det er gått to år siden siste kontakt.", "to år siden siste kontakt"),
    ],
)
def test_what_a_condition_says_of_time_limits_nothing(norm, sentence: str, deadline: str | None) -> None:
    assert norm(sentence).deadline == deadline


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("Det er legens ansvar å vurdere om pasienten er klar.", "vurdere"),
        ("Jordmor er ansvarlig for å oppnevne kontaktperson.", "oppnevne"),
        ("Det påhviler fastlegen å bestille tolk.", "bestille"),
        ("Fastlegen er ansvarlig når pasienten ønsker å dø hjemme.", "ansvarlig"),
    ],
)
def test_words_of_duty_leave_the_action_to_what_they_govern(norm, sentence: str, action: str) -> None:
    assert norm(sentence).action == action


def test_an_exception_ends_the_condition_before_it(norm) -> None:
    found = norm("Sykehuset skal ikke gi fastlegen oppgaver etter at brevet er sendt uten at hun har sagt ja.")
    assert conditions(found) == ["etter at brevet er sendt"]
    assert exceptions(found) == ["uten at hun har sagt ja"]


@pytest.mark.parametrize(
    ("sentence", "exception"),
    [
        ("Legen skal undersøke pasienten. Unntak er pasienter med åpen retur.", "pasienter med åpen retur"),
        ("Fastlegen tar prøven. Det gjelder ikke prøver som haster.", "prøver som haster"),
        ("Legen skal undersøke pasienten. Dette gjeld ikkje ved hjartestans.", "ved hjartestans"),
    ],
)
def test_a_sentence_that_excepts_belongs_to_the_norm_before_it(norms, sentence: str, exception: str) -> None:
    bound, excepting = norms(sentence)
    assert exceptions(bound) == [exception]
    assert excepting.modality is INFO


def test_there_is_no_condition(norm) -> None:
    """ "Der" at the end names a place."""
    assert conditions(norm("Legen skal sende kopi til sykehjem når pasienten bor der.")) == ["når pasienten bor der"]
    assert conditions(norm("Barn skal ikke legges der.")) == []


@pytest.mark.parametrize(
    ("sentence", "artifacts"),
    [
        ("Innleggende lege sender med medisinliste.", ("lib_liste",)),
        ("Prøven tas først. Det forventes at epikrisen er klar.", ("epikrise",)),
        ("Legen er ansvarlig for medisinlisten. Under innleggelse er sykehuslegen ansvarlig.", ("lib_liste",)),
        ("Prøven tas først. Det skal framgå av epikrisen hvem som følger opp.", ("epikrise",)),
    ],
)
def test_what_is_only_said_in_passing_is_not_acted_upon(norms, sentence: str, artifacts: tuple[str, ...]) -> None:
    assert norms(sentence)[-1].artifacts == artifacts


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Prøver rekvireres av sykehuset, men kan tas på fastlegekontoret.", ["sykehus", "fastlege"]),
        ("Fastlegen innkalles til møtet og deltar når det trengs.", [None, "fastlege"]),
        ("Ambulanse bestilles på 113 og krever ingen rekvisisjon.", [None, None]),
        ("Henviser beskriver plagene. Er pasienten kjent, bør dette fremgå av henvisningen.", ["henviser", "henviser"]),
        ("Pasienten bestiller time. Dette bør framgå av epikrisen.", ["pasient", "sykehuslege"]),
        ("Individuell plan lages av koordinator.", ["kommunal_koordinator"]),
        ("Ambulanse bestilles av koordinator.", [None]),
        ("Epikrisen etterlyses hos avdelingen.", ["sykehuslege"]),
        ("Oppfølging av sår foregår i hjemmesykepleien.", ["hjemmesykepleie"]),
        ("Møtet foregår på sykehuset.", [None]),
        ("Fastlegen følger opp. Dette gjelder også når pasienten er på sykehjem.", ["fastlege", "fastlege"]),
        ("Pasienten kontakter den som har vakt.", ["pasient"]),
        ("Utstyr bestilles av kommunens ergoterapeut.", ["ergoterapeut"]),
    ],
)
def test_who_is_told_by_place_by_part_or_by_what_stands_before(norms, sentence: str, bearers: list[str | None]) -> None:
    assert [next(iter(norm.bearers), None) for norm in norms(sentence)] == bearers


@pytest.mark.parametrize(
    "stressed",
    ["Dette gjelder ikke bare eldre, men også barn.", "Dette gjelder ikke minst ved hjemreise.", "Unntak er avtalt."],
)
def test_what_only_stresses_excepts_nothing(norms, stressed: str) -> None:
    assert exceptions(norms(f"Sykehuset skal varsle kommunen. {stressed}")[0]) == []


def test_an_exception_belongs_to_all_norms_of_the_sentence_before_it(norms) -> None:
    found = norms("Jordmor ringer avdelingen, og sykehuset sender epikrise. Dette gjelder ikke ved dødsfall.")
    assert [exceptions(each) for each in found[:2]] == [["ved dødsfall"], ["ved dødsfall"]]


@pytest.mark.parametrize(
    ("sentence", "counterparties"),
    [
        ("Jordmor sender brevet til legevakten, ikke til fastlegen.", ("legevakt",)),
        ("Brevet sendes ikke til fastlegen, men til legevakten.", ("legevakt",)),
        ("Jordmor ber ikke fastlegen om svar.", ("fastlege",)),
    ],
)
def test_who_is_left_out_is_no_counterparty(norm, sentence: str, counterparties: tuple[str, ...]) -> None:
    assert norm(sentence).counterparties == counterparties


@pytest.mark.parametrize(
    ("sentence", "limits"),
    [
        (
            "Sykehuset svarer innen ti dager, men ved kreft innen tre.",
            [(None, "innen ti dager"), ("ved kreft", "innen tre")],
        ),
        ("Svar gis innen en uke, og ved blødning samme dag.", [(None, "innen en uke"), ("ved blødning", "samme dag")]),
        ("Sykehuset svarer innen to dager, ved behov.", [("ved behov", "innen to dager")]),
    ],
)
def test_another_case_may_have_another_limit(norms, sentence: str, limits: list[tuple[str | None, str]]) -> None:
    found = norms(sentence)
    assert [(next(iter(conditions(norm)), None), norm.deadline) for norm in found] == limits
    assert len({norm.bearers for norm in found}) == 1


def test_a_verb_of_a_role_s_stem_names_nobody(norm) -> None:
    assert norm("Legevakten kan sykmelde i inntil tre dager.").counterparties == ()


def test_an_age_is_no_deadline(norm) -> None:
    assert norm("Fastlegen skal undersøke barn på to år.").deadline is None


def test_the_channel_to_act_by(norm) -> None:
    assert norm("Fastlegen skal sende henvisningen elektronisk.").channel == "elektronisk"
    assert norm("Fastlegen skal vurdere henvisningen.").channel is None


def test_a_telephone_number(norm) -> None:
    assert norm("Jordmor ringer vakten på 38 11 22 33.").contacts == ("38 11 22 33",)
    assert norm("Jordmor måler blodtrykket 3 ganger.").contacts == ()


def test_artifacts_and_counterparties(norm) -> None:
    found = norm("Sykehuslegen skal sende epikrisen til fastlegen.")
    assert found.artifacts == ("epikrise",)
    assert found.counterparties == ("fastlege",)
    assert found.action == "sende"


def test_an_unknown_thing_acted_upon_is_provisional_and_nobody_else_a_party(norm) -> None:
    found = norm("Apoteket skal låse døren.")
    assert found.artifacts == ("doer",)
    assert found.counterparties == ()


# -- several norms in a sentence ---------------------------------------------------------------


def parts(norms: list[Norm]) -> list[tuple[tuple[str, ...], str]]:
    return [(norm.bearers, norm.text) for norm in norms]


def test_coordinated_verbs_with_objects_of_their_own_are_split(norms) -> None:
    assert parts(norms("Sykehuslegen skal skrive resept og informere fastlegen.")) == [
        (("sykehuslege",), "Sykehuslegen skal skrive resept"),
        (("sykehuslege",), "informere fastlegen."),
    ]


def test_coordinated_sentences_are_split_and_keep_their_own_subjects(norms) -> None:
    assert parts(norms("Fastlegen sender blodprøven, og sykehuslegen vurderer svaret.")) == [
        (("fastlege",), "Fastlegen sender blodprøven"),
        (("sykehuslege",), "sykehuslegen vurderer svaret."),
    ]


def test_split_norms_keep_the_opening_condition(norms) -> None:
    found = norms("Ved uro skal sykepleieren ringe legen og skrive rapport.")
    assert [conditions(norm) for norm in found] == [["Ved uro"], ["Ved uro"]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Jordmor bestiller og følger opp prøvene.",
        "Fastlegen skal ringe og varsle pårørende.",
        "Fastlegen og jordmor skal ringe kommunen.",
        "Legevakten skal ringe fastlegen eller sykehuslegen.",
    ],
)
def test_verbs_with_a_common_object_and_coordinated_nouns_are_not_split(norms, sentence: str) -> None:
    assert [norm.text for norm in norms(sentence)] == [sentence]


def test_two_sentences_are_two_norms_with_their_own_modality(norms) -> None:
    found = norms("Fastlegen skal ringe kommunen. Kommunen kan sende en sykepleier.")
    assert [(norm.modality, norm.bearers) for norm in found] == [
        (OBLIGATION, ("fastlege",)),
        (PERMISSION, ("kommune",)),
    ]


# -- the real guideline ------------------------------------------------------------------------


def test_the_sick_note_after_surgery() -> None:
    found = real(AGDER).norm("skriver sykehuslegen/avtalespesialist sykmelding")
    assert found.modality is OBLIGATION
    assert set(found.bearers) == {"sykehuslege", "avtalespesialist"}
    assert "sykmelding" in found.artifacts
    assert found.deadline == "helt fram til første kontroll hos fastlege"
    assert any("operasjoner" in condition for condition in conditions(found))


def test_informative_text_is_listed_too() -> None:
    first = [norm for norm in real(AGDER).norms if norm.section == "1"]
    assert first
    assert {norm.modality for norm in first} == {INFO}


def test_every_norm_that_binds_says_how_it_was_read() -> None:
    binding = [norm for norm in real(AGDER).norms if norm.modality is not INFO]
    assert binding
    assert all(norm.readings for norm in binding)
    assert all(norm.cue for norm in binding)
    assert all((norm.bearing is Bearing.NONE) == (not norm.bearers) for norm in binding)


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Det er ikke lov å sende prøver i posten.", PROHIBITION),
        ("Det er ikkje lov å sende prøver i posten.", PROHIBITION),
        ("Legevakten har ikke adgang til å endre resepten.", PROHIBITION),
        ("Det er lov å sende prøver i posten.", PERMISSION),
        ("Legevakten har adgang til å endre resepten.", PERMISSION),
        ("Jordmor behøver ikke å møte.", INFO),
        ("Fastlegen har ikke plikt til å møte.", INFO),
        ("Fastlegen har ingen plikt til å møte.", INFO),
        ("Fastlegen har plikt til å møte.", OBLIGATION),
    ],
)
def test_a_denied_permission_forbids_and_a_denied_duty_binds_nobody(norm, sentence: str, modality: Modality) -> None:
    assert norm(sentence).modality is modality


def test_a_slash_joins_words_and_no_clauses(norm) -> None:
    """The participle before it only says which thing is meant; the verb after it is the only one."""
    found = norm("Ved blodprøvetaking kan prøve rekvirert av sykehuslege/avtalespesialist tas på fastlegekontoret.")
    assert (found.modality, found.action, found.bearers) == (PERMISSION, "ta", ("fastlege",))
    assert "rekvirert av sykehuslege/avtalespesialist" in [condition.text for condition in found.conditions]


@pytest.mark.parametrize(
    "further",
    ["Det samme gjelder for søknaden.", "Tilsvarende gjelder for søknaden.", "Dette gjelder også avtalespesialister."],
)
def test_a_norm_that_takes_up_the_one_before_does_the_same(under, further: str) -> None:
    first, second = under("", f"Sykehuslegen skriver sykmeldingen. {further}").norms
    assert (first.action, second.action) == ("skrive", "skrive")
    assert "skrive" in second.concepts


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Ingen kan kreve at fastlegen tar prøven.", ()),
        ("Ingen avdeling skal sende pasienten hjem uten plan.", ("avdeling",)),
    ],
)
def test_what_nobody_may_do_is_forbidden(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    found = norm(sentence)
    assert (found.modality, found.bearers) == (PROHIBITION, bearers)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ansvaret for kontrollen overføres til fastlegen når såret er grodd.",
        "Oppgaven delegeres til fastlegen.",
        "Ansvaret går over til fastlegen når epikrisen er sendt.",
        "Gjelder det noe nytt, kan vurderingen overlates til fastlegen.",
        "Fornyelsen av søknaden kan overlates til fastlegen.",
        "Om natten ligger vurderingen hos fastlegen.",
        "Er prøvene ustabile, blir ansvaret liggende hos fastlegen.",
        "Trengs det drosje, rekvireres turen av fastlegen.",
    ],
)
def test_a_duty_that_comes_to_somebody_lies_on_them(norm, sentence: str) -> None:
    assert norm(sentence).bearers == ("fastlege",)


def test_what_must_not_be_entrusted_to_somebody_does_not_bind_them(norm) -> None:
    assert norm("Kontrollen må ikke overlates til fastlegen.").bearers == ()


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        (
            "Fastlegen skriver attest på dagtid; utenom kontortid gjør legevaktslegen det.",
            ["fastlege", "legevaktslege"],
        ),
        ("Fastlegen fornyer resepten; de første 3 månedene gjør sykehuset det.", ["fastlege", "sykehus"]),
        ("Fastlegen skriver brevet; er kontoret stengt, sender jordmor det.", ["fastlege", "jordmor"]),
        ("Da skal konfereringsvakten varsles og ta kontakt med pasienten.", ["", "konfereringsvakt"]),
        ("Fastlegen fornyer, med mindre pasienten er innlagt, da er det jordmor som fornyer.", ["fastlege", "jordmor"]),
        ("Legen ringer da fastlegen, som er ansvarlig for registreringen.", ["lege", "fastlege"]),
    ],
)
def test_each_of_two_main_clauses_binds_its_own(norms, sentence: str, bearers: list[str]) -> None:
    assert ["".join(norm.bearers) for norm in norms(sentence)] == bearers


def test_whoever_is_called_is_not_who_calls(norm) -> None:
    found = norm("Før hjemreise skal sykehuslegen ringe fastlegen eller jordmor.")
    assert found.bearers == ("sykehuslege",)
    assert {"fastlege", "jordmor"} <= set(found.counterparties)


def test_what_holds_for_both_holds_for_each(norms) -> None:
    _, second = norms("Meldinger skal besvares innen fem dager, og dette gjelder både fastlege og jordmor.")
    assert (second.modality, second.bearers) == (OBLIGATION, ("fastlege", "jordmor"))


def test_whoever_s_place_an_act_is_done_at_carries_it_though_no_concept_knows_them(norm) -> None:
    assert norm("Astma hos barn kontrolleres på barneavdelingen.").bearers == ("barneavdeling",)
    assert norm("Pasienten undersøkes på vaktrommet.").bearers == ()


@pytest.mark.parametrize(
    ("sentences", "bearer"),
    [
        ("Legevaktslegen kan legge inn pasienten. Hun skal ringe sykehuset først.", "legevaktslege"),
        ("Kommunen har ansvar for boligen. Den skal sende melding til sykehuset.", "kommune"),
        ("Jordmor tar prøven før hjemreise. Ble prøven ikke tatt, setter hun opp ny time.", "jordmor"),
    ],
)
def test_a_pronoun_takes_up_whoever_acts_in_the_sentence_before(norms, sentences: str, bearer: str) -> None:
    assert [norm.bearers for norm in norms(sentences)] == [(bearer,), (bearer,)]


def test_a_pronoun_for_a_thing_takes_up_nobody(norms) -> None:
    first, second = norms("Kommunen har ansvar for planen. Den skal inneholde mål.")
    assert (first.bearers, second.bearers) == (("kommune",), ())


@pytest.mark.parametrize(
    ("sentence", "bearer"),
    [
        ("Radiologen: ringer rekvirenten samme dag.", "radiolog"),
        ("Rekvirerende lege: informerer pasienten om svaret.", "rekvirerende_lege"),
        ("Avtalespesialisten: kan henvise til sykehuset.", "avtalespesialist"),
        ("Dødsfall på sykehuset: avdelingen ringer fastlegen.", "avdeling"),
    ],
)
def test_whoever_stands_before_a_colon_and_an_act_does_it(norm, sentence: str, bearer: str) -> None:
    assert norm(sentence).bearers == (bearer,)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sykehuset kontrollerer de to første årene, deretter fastlegen i fem år.",
        "Sykehuset kontrollerer pasienten på dagtid, fastlegen resten av døgnet.",
        "Sykehuset kontrollerer pasienten i to år, og deretter overtar fastlegen.",
        "Sykehuset kontrollerer pasienten i to år, deretter overtar fastlegen.",
    ],
)
def test_somebody_else_who_goes_on_with_an_act_has_a_norm_of_his_own(norms, sentence: str) -> None:
    assert [norm.bearers for norm in norms(sentence)] == [("sykehus",), ("fastlege",)]
    assert {norm.modality for norm in norms(sentence)} == {OBLIGATION}


def test_a_list_of_those_who_receive_is_no_second_act(norm) -> None:
    assert norm("Epikrisen sendes til fastlegen, avtalespesialisten og kommunen.").bearers == ("sykehuslege",)


def test_how_often_is_a_time_limit(norm) -> None:
    assert norm("Fastlegen skal ta blodprøven hver åttende uke.").deadline == "hver åttende uke"


def test_what_a_role_above_shall_give_binds_it(under) -> None:
    (found,) = under("Fastlegen", "skal gi pasienten time innen 48 timer.").norms
    assert (found.modality, found.bearers) == (OBLIGATION, ("fastlege",))


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Etter brystkreft går pasienten til kontroll på sykehuset i to år.", ("sykehus",)),
        ("Pasienter med hjerteklaff går til kontroll på hjertepoliklinikken hvert år.", ("hjertepoliklinikk",)),
        ("Gravide kommer til kontroll hos jordmor.", ("jordmor",)),
        ("Pasienten går til kontroll på mandager.", ("pasient",)),
        ("Pasienten går ikke til kontroll hos fastlegen.", ()),
        ("Pasienten kan gå til kontroll hos fastlegen dersom hun ønsker det.", ("pasient",)),
        ("Pasienten går til kontroll på grunn av funn på sykehuset.", ("pasient",)),
        ("Fastlegen møter pasienten til kontroll på sykehjemmet.", ("fastlege",)),
        ("Er det langt mellom kontrollene, ligger ansvaret for kontrollene hos fastlegen.", ("fastlege",)),
    ],
)
def test_whom_a_patient_comes_to_carries_the_norm(norm, sentence: str, bearers: tuple[str, ...]) -> None:
    assert norm(sentence).bearers == bearers


def test_a_subject_after_its_verb_is_not_what_is_acted_upon(norms) -> None:
    first, then = norms("Fastlegen skriver blå resept på bleier; de første tre månedene gjør sykehuset det.")
    assert (first.bearers, then.bearers) == (("fastlege",), ("sykehus",))
    assert (then.action, then.artifacts) == ("gjøre", first.artifacts[:1])


@pytest.mark.parametrize(
    ("point", "action"),
    [
        (
            "Fornye resepter som spesialist har startet, når behandlingen er stabil og kontrollplan foreligger.",
            "fornye",
        ),
        ("Utsteder helseerklæring for sjøfolk", "utstede"),
    ],
)
def test_a_point_opens_with_the_act_of_the_role_above_whatever_it_is_taken_for(under, point: str, action: str) -> None:
    (found,) = under("Fastlegens ansvar", point).norms
    assert (found.modality, found.bearers, found.action) == (OBLIGATION, ("fastlege",), action)


def test_a_participle_is_no_act_of_the_role_above(under) -> None:
    (found,) = under("Sykehuset", "utskrivende lege ringer fastlegen ved behov for kontroll.").norms
    assert found.bearers == ("sykehuslege",)
    (found,) = under("Fastlegens ansvar", "Bestilte prøver følges opp.").norms
    assert found.action == "følge opp"


def test_a_heading_says_who_does_what_stands_below(under) -> None:
    assert under("Dette gjør sykehuset", "Sender epikrisen samme dag.").norms[0].bearers == ("sykehus",)


@pytest.mark.parametrize(
    ("question", "answer", "modality", "bearers"),
    [
        ("Hvem henviser når sykehuset finner noe nytt?", "Sykehuslegen selv.", OBLIGATION, ("sykehuslege",)),
        (
            "Hvem bestiller ambulanse?",
            "Fastlegen eller legevaktslegen, på 113.",
            OBLIGATION,
            ("fastlege", "legevaktslege"),
        ),
        ("Kan sykehuset avslå en henvisning?", "Ja, men bare med en begrunnelse.", PERMISSION, ("sykehus",)),
        ("Kan sykehuset avslå en henvisning?", "Nei.", PROHIBITION, ("sykehus",)),
        ("Må fastlegen ta blodprøven?", "Ja.", OBLIGATION, ("fastlege",)),
        ("Må fastlegen ta blodprøven?", "Nei.", INFO, ()),
        ("Hvem bestiller ambulanse?", "Det varierer.", INFO, ()),
        ("Hvem kan utstede attesten?", "Bare en godkjent optiker.", PERMISSION, ("optiker",)),
        ("Hvem bør delta i møtet?", "Fastlegen.", RECOMMENDATION, ("fastlege",)),
    ],
)
def test_a_short_answer_takes_its_meaning_from_the_question_above(
    tmp_path: Path, question: str, answer: str, modality: Modality, bearers: tuple[str, ...]
) -> None:
    (found,) = read_all(written(tmp_path, f"1. Samarbeid\n\n{question}\n{answer}\n")).norms
    assert (found.modality, found.bearers) == (modality, bearers)
