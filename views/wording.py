"""What the pages call things: Norwegian names for the closed sets of the model."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Modality, Norm, Reviewed
from kg.wording.modalities import avoids, name_of
from kg.wording.phrases import NOBODY, day, listed
from ontology.concepts import concepts
from qa.feedback import Verdict

VERDICTS = {Verdict.RIGHT: "Riktig", Verdict.WRONG: "Feil", Verdict.MISSING: "Noe mangler"}

# How a norm was read: ingest names the constructions in English, for developers.
READINGS = {
    "act under a role": "det som rollen over gjør",
    "active subject": "subjektet i setningen",
    "agent alone": "«av» + den som handler, uten verb",
    "aim": "formål",
    "at-clause under a role": "at-setning under en rolle",
    "answer to whether": "svaret på om",
    "answer to who": "svaret på hvem",
    "automatic event": "noe som skjer av seg selv",
    "bearer of the sentence before": "samme ansvarlige som i setningen før",
    "cleft": "utbrytning",
    "cleft subject": "utbrutt subjekt",
    "document as subject": "dokumentet er subjekt",
    "gapped verb": "gjør det samme, uten eget verb",
    "genitive of duty": "«X sitt ansvar»",
    "imperative": "imperativ",
    "infinitive under a role": "infinitiv under en rolle",
    "informative chapter": "kapittel som bare opplyser",
    "inverted subject": "subjektet etter verbet",
    "maker of the thing": "den som lager eller sender det",
    "modal verb": "modalverb",
    "modal verb of avoiding": "«skal unngås»",
    "negated imperative": "nektet imperativ",
    "negated present": "nektet presens",
    "task at a place": "«kontrollen skjer hos X»",
    "laid upon a role": "«det påligger X»",
    "laid upon whoever": "«ansvaret ligger hos den som»",
    "whom one comes to": "«går til kontroll hos X»",
    "doer of what was said": "«det gjør X»",
    "negated infinitive": "nektet infinitiv",
    "negated modal verb": "nektet modalverb",
    "no verb": "uten verb",
    "not in the present": "ikke i presens",
    "optional act": "valgfri handling",
    "passive agent": "«av» + den som handler",
    "passive present": "passiv i presens",
    "phrase_exemption": "uttrykk for fritak",
    "phrase_obligation": "uttrykk for plikt",
    "phrase_permission": "uttrykk for tillatelse",
    "phrase_prohibition": "uttrykk for forbud",
    "phrase_recommendation": "uttrykk for anbefaling",
    "place of the act": "stedet der det skjer",
    "plain present": "presens",
    "prerequisite": "forutsetning",
    "pronoun": "pronomen",
    "question": "spørsmål",
    "responsible field": "feltet for ansvar",
    "right of the receiver": "mottakerens rett",
    "role before a colon": "den som står foran kolon",
    "role in heading": "rolle i overskriften",
    "same as before": "samme som før",
    "shared duty in heading": "felles ansvar i overskriften",
    "shared modal verb": "felles modalverb",
    "statement": "utsagn",
    "stative present": "tilstand i presens",
    "subject of a relative clause": "den som relativsetningen handler om",
    "subject of what is advised": "subjektet i det som anbefales",
    "subject who is urged": "den som oppfordres eller pålegges",
    "thing that is sent": "noe som går til noen",
    "unknown agent": "«av» + en rolle utenfor ordlisten",
    "unknown cleft subject": "utbrutt subjekt utenfor ordlisten",
    "unknown inverted subject": "subjekt utenfor ordlisten, etter verbet",
    "unknown owner of a duty": "«X sitt ansvar», utenfor ordlisten",
    "unknown place of the act": "stedet der det skjer, utenfor ordlisten",
    "unknown subject": "subjekt utenfor ordlisten",
    "whoever does something": "«den som»",
    "who a cleft names": "«det er X som»",
    "who acts in the condition": "den som handler i vilkåret",
    "who can be reached": "den som skal kunne nås",
    "who it is instead": "«ellers er det X»",
    "writer of the document": "den som skriver dokumentet",
}
LEAD_IN = "lead-in: "


def names(ids: Sequence[str]) -> list[str]:
    """Return the Norwegian names of concepts."""
    return [concepts().name(identifier) for identifier in ids]


def reading(construction: str) -> str:
    """Return how a norm was read; a construction without a Norwegian name keeps its own.

    >>> reading("lead-in: modal verb")
    'innledningen: modalverb'
    """
    inner = construction.removeprefix(LEAD_IN)
    named = READINGS.get(inner, inner)
    return f"innledningen: {named}" if construction.startswith(LEAD_IN) else named


def reviewed(mark: Reviewed) -> str:
    """Return who looked a norm over, when and why.

    >>> reviewed(Reviewed("1f", "Kari Nordmann", "2026-11-05T12:30:00Z", "Slik er det"))
    'Av Kari Nordmann den 05.11.2026: Slik er det'
    """
    reason = f": {mark.reason}" if mark.reason else ""
    return f"Av {mark.reviewer} den {day(mark.time)}{reason}"


def norm_rows(norm: Norm) -> list[tuple[str, str]]:
    """Return all that was read from a norm as (heading, content), leaving out what is empty."""
    rows = [
        ("Hvem", listed(names(norm.bearers)) or ("" if norm.modality is Modality.INFO else NOBODY)),
        ("Binder", name_of(norm).full),
        ("Handling", concepts().name(norm.action) if norm.action and not avoids(norm) else ""),
        ("Sak", listed(names(norm.artifacts))),
        ("Overfor", listed(names(norm.counterparties))),
        ("Gjelder", "; ".join(c.text for c in norm.holds_where)),
        ("Unntak", "; ".join(c.text for c in norm.unless)),
        ("Frist eller tid", norm.deadline or ""),
        ("Kanal", concepts().name(norm.channel) if norm.channel else ""),
        ("Kontakt", ", ".join(norm.contacts)),
        ("Lest slik", ", ".join(reading(r) for r in norm.readings)),
        ("Gjennomgått", reviewed(norm.reviewed) if norm.reviewed else ""),
    ]
    return [(heading, content) for heading, content in rows if content]
