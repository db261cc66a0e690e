"""What a committee reads of a change: one plain Norwegian sentence, and what its kind is called."""

from __future__ import annotations

from collections.abc import Sequence

from kg.difference.changes import ADVISED
from kg.difference.differences import Change
from kg.difference.identity import Identity
from kg.difference.shifts import ChangeKind
from kg.model import Modality, Norm
from kg.overlap.names import KindName
from kg.overlap.sentences import NO_MATTER, matter
from kg.tokens import apart
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import LONGEST_QUOTE, NOUNS, capital, chapter, listed, quoted, roles
from ontology.concepts import concepts

CHANGES = {
    ChangeKind.NEW: KindName("+", "Ny", "Noe binder som ikke sto der før."),
    ChangeKind.DROPPED: KindName("−", "Tatt bort", "Noe som bandt, står der ikke lenger."),
    ChangeKind.BEARER: KindName("⇄", "Ansvarlig", "En annen har ansvaret, alene eller sammen med andre."),
    ChangeKind.MODALITY: KindName("↕", "Styrke", "Det binder sterkere eller svakere, eller det er snudd."),
    ChangeKind.DEADLINE: KindName("◷", "Frist", "Fristen eller tiden er en annen."),
    ChangeKind.CONDITION: KindName("?", "Vilkår", "Det gjelder i andre tilfeller enn før."),
    ChangeKind.EXCEPTION: KindName("≠", "Unntak", "Unntakene er andre enn før."),
    ChangeKind.COUNTERPARTY: KindName("→", "Overfor", "Mottaker eller motpart er en annen."),
    ChangeKind.ARTIFACT: KindName("▤", "Gjelder", "Det gjelder noe annet enn før."),
    ChangeKind.ACTION: KindName("⚙", "Handling", "Det som skal gjøres, er noe annet."),
    ChangeKind.CHANNEL: KindName("✉", "Kanal", "Det skal gå en annen vei."),
    ChangeKind.CONTACT: KindName("☎", "Kontakt", "Nummeret eller adressen er en annen."),
    ChangeKind.NUMBER: KindName("#", "Tall", "Et tall er endret."),
    ChangeKind.REWORDED: KindName("≈", "Ny ordlyd", "Det samme er sagt med andre ord."),
    ChangeKind.MOVED: KindName("⤷", "Flyttet", "Det samme står et annet sted."),
    ChangeKind.NEW_INFORMATION: KindName("+", "Ny opplysning", "En opplysning er kommet til."),
    ChangeKind.DROPPED_INFORMATION: KindName("−", "Opplysning tatt bort", "En opplysning står der ikke lenger."),
}
IDENTITIES = {
    Identity.SAME: "uendret",
    Identity.MOVED: "flyttet",
    Identity.REWORDED: "ny ordlyd",
    Identity.SPLIT: "delt i flere",
    Identity.MERGED: "slått sammen",
    Identity.NEW: "nytt",
    Identity.REMOVED: "tatt bort",
}
_NEW = {
    Modality.OBLIGATION: "Ny plikt",
    Modality.RECOMMENDATION: "Ny anbefaling",
    Modality.PERMISSION: "Ny adgang",
    Modality.PROHIBITION: "Nytt forbud",
    Modality.INFO: "Ny opplysning",
}
_GONE = {
    Modality.OBLIGATION: "denne plikten",
    Modality.RECOMMENDATION: "denne anbefalingen",
    Modality.PERMISSION: "denne adgangen",
    Modality.PROHIBITION: "dette forbudet",
    Modality.INFO: "denne opplysningen",
}
_NAMES = {ChangeKind.DEADLINE: "fristen", ChangeKind.CONDITION: "vilkåret", ChangeKind.EXCEPTION: "unntaket"}
_FRESH = {ChangeKind.DEADLINE: "ny frist", ChangeKind.CONDITION: "nytt vilkår", ChangeKind.EXCEPTION: "nytt unntak"}
_SWAPPED = {
    ChangeKind.COUNTERPARTY: (
        "ikke lenger overfor {0}, men overfor {1}",
        "nå også overfor {1}",
        "ikke lenger overfor {0}",
    ),
    ChangeKind.ARTIFACT: (
        "det gjelder ikke lenger {0}, men {1}",
        "det gjelder nå også {1}",
        "det gjelder ikke lenger {0}",
    ),
    ChangeKind.CHANNEL: ("ikke lenger {0}, men {1}", "nå {1}", "ikke lenger {0}"),
}
"""Where something has become something else, has come, or has gone."""
NOBODY = "Uten ansvarlig"
BEFORE = 30
"""How many characters before what differs a long quote begins."""


def sentence(change: Change) -> str:
    """Say what has changed in one sentence, with how many more norms it holds for."""
    said = _sentence(change)
    more = len(change.more)
    return f"{said} Det samme gjelder {'én norm' if more == 1 else f'{more} normer'} til." if more else said


def _sentence(change: Change) -> str:
    kind, a, b = change.kind, change.a, change.b
    if a is None or b is None:
        return _one_sided(change)
    if kind is ChangeKind.BEARER:
        return _bearers(a, b)
    return f"{_who(change, a, b)}: {_told(change, a, b)}."


def _who(change: Change, a: Norm, b: Norm) -> str:
    """Name who a change is about and, unless it is that which changes, what; the matter alone where nobody is named."""
    about = "" if change.kind is ChangeKind.ARTIFACT else matter(a, b)
    about = "" if about == NO_MATTER else about
    if b.modality is Modality.INFO:
        return "Opplysning"
    if not b.bearers:
        return capital(about) or NOBODY
    return capital(roles(b.bearers)) + (f" ({about})" if about else "")


def _told(change: Change, a: Norm, b: Norm) -> str:
    kind, before, after = change.kind, change.before, change.after
    if kind is ChangeKind.MODALITY:
        return _strength(change)
    if kind in _NAMES:
        return _terms(kind, before, after)
    if kind is ChangeKind.COUNTERPARTY:
        return _swapped(kind, roles(before), roles(after))
    if kind in _SWAPPED:
        return _swapped(kind, _names(before), _names(after))
    if kind is ChangeKind.CONTACT:
        return _became("kontakt", before, after, "er ny", "er tatt bort")
    if kind is ChangeKind.NUMBER:
        return _became("tallet", before, after, "er kommet til", "er tatt bort")
    if kind is ChangeKind.ACTION:
        return _became("det som skal gjøres, er endret:", before, after, "er kommet til", "er tatt bort")
    if kind is ChangeKind.MOVED:
        return f"det samme, flyttet fra {chapter(a.section)} til {chapter(b.section)}"
    return "ny ordlyd, samme innhold"


def _one_sided(change: Change) -> str:
    norm = change.b or change.a
    if norm is None:
        raise ValueError(change)
    who, words = roles(norm.bearers), quoted(norm.text)
    if change.b is not None:
        whom = f" for {who}" if who and norm.modality is not Modality.INFO else ""
        return f"{_NEW[norm.modality]}{whom}: {words}."
    if who and norm.modality is not Modality.INFO:
        return f"{capital(who)} har ikke lenger {_GONE[norm.modality]}: {words}."
    return f"{capital(_GONE[norm.modality])} er tatt bort: {words}."


def _bearers(a: Norm, b: Norm) -> str:
    about = matter(a, b)
    gone = [role for role in a.bearers if role not in b.bearers]
    come = [role for role in b.bearers if role not in a.bearers]
    if not b.bearers:
        return f"Det står ikke lenger hvem som har ansvaret for {about}; før var det {roles(a.bearers)}."
    if not a.bearers:
        return f"{capital(roles(b.bearers))} er nå nevnt som ansvarlig for {about}; før var ingen nevnt."
    if gone and come:
        kept = [role for role in b.bearers if role in a.bearers]
        beside = f" {capital(roles(kept))} har det som før." if kept else ""
        return f"Ansvaret for {about} er gått fra {roles(gone)} til {roles(come)}.{beside}"
    if come:
        return f"{capital(roles(come))} er kommet til som ansvarlig for {about}, sammen med {roles(a.bearers)}."
    return f"{capital(roles(gone))} er ikke lenger ansvarlig for {about}; det er fortsatt {roles(b.bearers)}."


def _strength(change: Change) -> str:
    a, b = change.before[0], change.after[0]
    if Modality.INFO.value in (a, b):
        return f"det som var {NOUNS[Modality(a)]}, er blitt {NOUNS[Modality(b)]}"
    return f"«{verb(a)}» er blitt «{verb(b)}»"


def verb(modality: str) -> str:
    """Return the verb of a modality, and of a prohibition that only advises."""
    return "bør ikke" if modality == ADVISED else MODALITIES[Modality(modality)].verb


def _terms(kind: ChangeKind, before: Sequence[str], after: Sequence[str]) -> str:
    if before and after:
        one, other = _excerpts(before[0], after[0])
        return f"{_NAMES[kind]} {one} er blitt {other}"
    if after:
        return f"{_FRESH[kind]}: {_all(after)}"
    return f"{_NAMES[kind]} {_all(before)} er tatt bort"


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Quote two texts, long ones from a little before the first word that differs.

    >>> long = "for pasienter som behandles langvarig på sykehus og poliklinikk og hos fastlegen samtidig i {} uker"
    >>> _excerpts(long.format(8), long.format(12))
    ('«… og hos fastlegen samtidig i 8 uker»', '«… og hos fastlegen samtidig i 12 uker»')
    """
    if max(len(before), len(after)) <= LONGEST_QUOTE:
        return quoted(before), quoted(after)
    return tuple(  # type: ignore[return-value]
        quoted(_from(text, differing[0].start if differing else 0))
        for text, differing in zip((before, after), apart(before, after), strict=True)
    )


def _from(text: str, start: int) -> str:
    """Return a text from some words before a place."""
    if start <= BEFORE:
        return text
    return "… " + text[start - BEFORE :].partition(" ")[2]


def _became(name: str, before: Sequence[str], after: Sequence[str], come: str, gone: str) -> str:
    if before and after:
        return f"{name} {_all(before)} er blitt {_all(after)}"
    return f"{name} {_all(after)} {come}" if after else f"{name} {_all(before)} {gone}"


def _swapped(kind: ChangeKind, before: str, after: str) -> str:
    both, come, gone = _SWAPPED[kind]
    return (both if before and after else come if after else gone).format(before, after)


def _names(ids: Sequence[str]) -> str:
    return listed([concepts().name(each) for each in ids])


def _all(words: Sequence[str]) -> str:
    return listed([quoted(each) for each in words])
