"""Reads the deontic modality of a proposition from its verbs, its cues and what stands above it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.actions import is_verb_of_act, omits
from ingest.bearers import CLEFT, MODALS, Bearers, by_their_act, own_bearers, receives, unknown_bearers
from ingest.denials import denied, is_nobody, no_longer, taken_back, what_denies
from ingest.propositions import Proposition, main_clause
from ingest.sentences import Reading, has_subject, inside_subordinate, is_person, person_lemma
from kg.model import Bearing, Modality
from ontology.concepts import Kind, concepts
from ontology.cues import CueGroup, cues

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_SIGNALS = {
    "Obligation": Modality.OBLIGATION,
    "Recommendation": Modality.RECOMMENDATION,
    "Permission": Modality.PERMISSION,
    "Prohibition": Modality.PROHIBITION,
    "Information": Modality.INFO,
}
_MODALS = (*MODALS, "modal_future")
ACT_FIRST = "act under a role"
"""The construction of words that open with the act of whoever stands above them."""
SENT = "thing that is sent"
"""The construction of what goes from somebody to somebody ("går saken tilbake til fastlegen")."""


@dataclass(frozen=True, slots=True)
class Deontic:
    """A modality, the words that decide it, and the construction by which it was read."""

    modality: Modality
    cue: str
    construction: str


def modality(group: CueGroup) -> Modality:
    """Return what a cue group signals."""
    return _SIGNALS[group.signals]


def own_modality(reading: Reading, proposition: Proposition, above: tuple[str, ...] = ()) -> Deontic | None:
    """Return the modality that the proposition's own words state, or None.

    Phrases of aim come first, then modal verbs with their negation, phrases of duty,
    recommendation and permission, and at last the mood of the verb.

    :param above: the roles above, to whom words without a subject apply.
    """
    text = proposition.text
    aim, duty = cues()["aim"].search(text), cues()["phrase_obligation"].search(text)
    bound = _modal(reading, proposition)
    governed = bound is not None and aim is not None and _governs_at_once(proposition, aim.start())
    earlier = duty is not None and aim is not None and duty.start() < aim.start()
    if aim and not (earlier or governed or _somebody_shall(reading, proposition, aim[0], above)):
        return Deontic(Modality.INFO, aim[0].lower(), "aim")
    return bound or _phrase(proposition)


def _governs_at_once(proposition: Proposition, at: int) -> bool:
    """True where the verb that words of aim begin with is what a modal verb bids ("skal *vises til* fastlegen")."""
    verb = proposition.verb
    begins = verb is not None and verb.idx == proposition.span.start_char + at
    return begins and verb is not None and any(c.dep_ == "aux" for c in verb.children)


def _somebody_shall(reading: Reading, proposition: Proposition, aim: str, above: tuple[str, ...]) -> bool:
    """True where a role is the subject of words that say what a thing is for ("skal gi", "skal sikre")."""
    if not any(aim.split()[0].lower() in cues()[name] for name in _MODALS):
        return False
    if above and proposition.text.lower().startswith(aim.lower()):
        return True
    if by_their_act(proposition):
        return True
    unknown = unknown_bearers(reading, proposition).roles
    return bool(own_bearers(reading, proposition).roles) or any(person_lemma(role) for role in unknown)


def _modal(reading: Reading, proposition: Proposition) -> Deontic | None:
    modal = main_modal(reading, proposition)
    if modal is None:
        return None
    signalled = next(modality(cues()[name]) for name in _MODALS if modal.text in cues()[name])
    text = proposition.text
    if signalled is not Modality.INFO:
        freed = cues()["phrase_exemption"].search(text)
        if freed and proposition.span.start_char + freed.start() == modal.idx:
            return Deontic(Modality.INFO, freed[0].lower(), "phrase_exemption")
        negation = _negation(reading, proposition, modal)
        if negation and omits(proposition.verb):
            return Deontic(Modality.OBLIGATION, f"{modal.lower_} {negation.lower_}", "modal verb")
        if negation:
            return Deontic(Modality.PROHIBITION, f"{modal.lower_} {negation.lower_}", "negated modal verb")
        if found := cues()["phrase_prohibition"].search(text):
            return Deontic(Modality.PROHIBITION, f"{modal.lower_} {found[0].lower()}", "modal verb of avoiding")
    advice = cues()["phrase_recommendation"].search(text)
    if advice and advice.end() <= modal.idx - proposition.span.start_char:
        return Deontic(Modality.RECOMMENDATION, advice[0].lower(), "phrase_recommendation")
    return Deontic(signalled, modal.lower_, "modal verb")


def main_modal(reading: Reading, proposition: Proposition) -> Token | None:
    """Return the modal verb that governs the proposition's main verb."""
    verb, span, found = proposition.verb, proposition.span, reading.constructions
    if verb is not None:
        if _is_modal(verb):
            return verb
        for name in ("modal verb", "shared modal verb"):
            for match in found.at(name, verb):
                if name == "shared modal verb" or span.start <= match["modal"].i < span.end:
                    return match["modal"]
    opens = main_clause(span)
    return next(
        (t for t in span if _is_modal(t) and (opens is None or t.i >= opens.i) and not inside_subordinate(t, span)),
        None,
    )


def _is_modal(token: Token) -> bool:
    return token.pos_ in ("AUX", "VERB") and any(token.text in cues()[name] for name in _MODALS)


def _negation(reading: Reading, proposition: Proposition, modal: Token) -> Token | None:
    """Return the negation whose scope is the governed verb, if any."""
    verb, span, found = proposition.verb, proposition.span, reading.constructions
    heads = {modal.i, modal.head.i} | ({verb.i} if verb is not None else set())
    subjects = (c for at in heads for c in span.doc[at].children if c.dep_.startswith("nsubj"))
    if (nobody := next((t for t in subjects if is_nobody(t)), None)) is not None:
        return nobody
    joined = (t for t in span if t.text in cues()["neither"] and not inside_subordinate(t, span))
    if (neither := next(joined, None)) is not None:
        return neither
    near = [
        m["negation"] for m in found.at("negated modal verb", modal, "modal") if m["negation"].head.dep_ != "acl:relcl"
    ]
    governed = [m["negation"] for m in found["negated verb"] if m["verb"].i in heads]
    found_here = (t for t in sorted([*near, *governed], key=lambda t: t.i) if span.start <= t.i < span.end)
    return next((t for t in found_here if not taken_back(t, span)), None)


def _phrase(proposition: Proposition) -> Deontic | None:
    """Read the phrases of duty, recommendation, permission and prohibition."""
    span = proposition.span
    nonfinite = proposition.verb is not None and "Inf" in proposition.verb.morph.get("VerbForm", [])
    if span[0].text in cues()["optional_act"] and not nonfinite:
        return Deontic(Modality.PERMISSION, span[0].lower_, "optional act")
    for name in (
        "phrase_prohibition",
        "phrase_exemption",
        "phrase_recommendation",
        "phrase_obligation",
        "phrase_permission",
    ):
        for found in cues()[name].pattern.finditer(span.text):
            words = span.doc.char_span(
                span.start_char + found.start(), span.start_char + found.end(), alignment_mode="expand"
            )
            token = span[0] if words is None else words[0]
            commanded = any(_commands(before) for before in span.doc[span.start : token.i])
            if not commanded and not _attributive(token) and not inside_subordinate(token, span):
                if name == "phrase_obligation" and _denied_before(token, span):
                    return Deontic(Modality.INFO, found[0].lower(), "phrase_exemption")
                return Deontic(modality(cues()[name]), found[0].lower(), name)
    return None


def _denied_before(phrase: Token, span: Span) -> bool:
    """True where a negation stands before words of duty, and no mark between ("har *aldri* det formelle ansvaret")."""
    before = reversed(span.doc[span.start : phrase.i])
    near = takewhile(lambda token: not token.is_punct and token.dep_ != "cc", before)
    return any(t.text in cues()["negation"] and t.dep_ != "det" and not taken_back(t, span) for t in near)


def _attributive(token: Token) -> bool:
    """True for a participle that only describes a noun ("før forventet utskrivning"), not what the clause is about."""
    return token.dep_ == "amod" and not token.head.dep_.startswith(("nsubj", "ROOT"))


def answered(proposition: Proposition, asked: Deontic) -> Deontic | None:
    """Return what "yes" or "no" makes of the duty or leave that is asked about; None for words that say neither."""
    first, construction = proposition.span[0].text, "answer to whether"
    if first in cues()["yes"]:
        return replace(asked, construction=construction)
    if first not in cues()["no"]:
        return None
    denied = Modality.PROHIBITION if asked.modality is Modality.PERMISSION else Modality.INFO
    return Deontic(denied, first.lower(), construction)


def negated(proposition: Proposition, governed: bool, heading: tuple[str, ...]) -> Deontic | None:
    """Return the ban of a point that opens with a negation, under a lead-in that binds or under a role.

    :param governed: whether a lead-in above binds ("Legen skal:"); any verb may follow the negation then.
    :param heading: the roles above; under them only an infinitive is forbidden so.
    """
    first, verb = proposition.span[0], proposition.verb
    infinitive = verb is not None and "Inf" in verb.morph.get("VerbForm", [])
    if first.text not in cues()["negation"] or not (governed or (heading and infinitive)):
        return None
    return Deontic(Modality.PROHIBITION, first.lower_, "negated infinitive")


def acts_first(reading: Reading, proposition: Proposition) -> bool:
    """True for words that open with the act of somebody named above them: "Ringer vakten", "Fornye resepter".

    The parser, which has seen few of these, may take the verb for another word.
    """
    first = proposition.span[0]
    if proposition.order or "Pass" in first.morph.get("Voice", []) or main_clause(proposition.sentence) is not None:
        return False
    if _is_subject(first, proposition.verb):
        return False
    verb = first.pos_ in ("VERB", "AUX") and "Part" not in first.morph.get("VerbForm", [])
    named = reading.names_an_act(first) or _names_an_act_with_its_thing(first)
    return named or verb or _commands(first) or _taken_for_a_subject(reading, first)


def _names_an_act_with_its_thing(first: Token) -> bool:
    """True for a verb taken for an adjective, though its name is one with that of its object ("Fornye resepter").

    "Utskrivende lege" and "bestilte prøver" tell which are meant.
    """
    return first.pos_ == "ADJ" and not is_person(first.head) and is_verb_of_act(first.lower_)


def _taken_for_a_subject(reading: Reading, first: Token) -> bool:
    """True for a verb in the present whose object the parser takes for its verb ("Dekker bandasjer")."""
    noun, follows = first.dep_ == "nsubj" and first.head.i == first.i + 1, first.head.lemma_.lower()
    named = is_person(first) or any(m.start == first.idx for m in reading.mentions)
    return noun and not named and first.text.endswith("er") and follows not in _verbs() and first.head.pos_ == "VERB"


def act_under_a_role(proposition: Proposition) -> Deontic:
    """Return the modality of words that open with the act of whoever stands above: a ban where it is negated."""
    first = proposition.span[0]
    following = proposition.span[1].text if len(proposition.span) > 1 else ""
    forbids = following in cues()["negation"]
    return Deontic(Modality.PROHIBITION if forbids else Modality.OBLIGATION, first.lower_, ACT_FIRST)


def present(reading: Reading, proposition: Proposition, bearers: Bearers, heading: tuple[str, ...]) -> Deontic:
    """Return the modality of a proposition without a deontic word: what its verb form says, or denies.

    Read: the bare infinitive and the at-clause under a role (``heading``), the passive present,
    and the plain present with a role as subject. All else is information.
    """
    said = _said(reading, proposition, bearers, heading)
    verb = proposition.verb
    # "Det er ikke legen, men sykehuset som svarer" denies who, not what.
    if said.modality is not Modality.OBLIGATION or said.construction == "cleft" or verb is None:
        return said
    negation = what_denies(proposition)
    if negation is None or omits(verb):
        return said
    gets = receives(verb) or verb.lemma_.lower() in cues()["attending_verb"]
    if gets or said.construction == SENT or no_longer(negation):
        return Deontic(Modality.INFO, "presens", "statement")
    return Deontic(Modality.PROHIBITION, "ikke + presens", "negated present")


def _said(reading: Reading, proposition: Proposition, bearers: Bearers, heading: tuple[str, ...]) -> Deontic:
    """Return what the verb form of a proposition says, whether that is denied or not."""
    verb, found = proposition.verb, reading.constructions
    if verb is None:
        named = bearers.construction == CLEFT
        return Deontic(Modality.OBLIGATION, "presens", "cleft") if named else Deontic(Modality.INFO, "", "no verb")
    if "Inf" in verb.morph.get("VerbForm", []) and heading:
        return Deontic(Modality.OBLIGATION, "infinitiv", "infinitive under a role")
    if found.holds("at-clause", verb) and heading:
        return Deontic(Modality.OBLIGATION, "at", "at-clause under a role")
    if not _in_the_present(proposition) or found.holds("perfect", verb):
        return Deontic(Modality.INFO, "", "not in the present")
    if receives(verb) and (heading or _receiver(reading, verb)):
        return Deontic(Modality.OBLIGATION, "presens", "right of the receiver")
    if bearers.construction == CLEFT or (bearers.roles and found.holds("cleft", verb)):
        return Deontic(Modality.OBLIGATION, "presens", "cleft")
    lemma = verb.lemma_.lower()
    stative = lemma in cues()["stative_verb"] or _tells_what_counts(verb) or verb.pos_ != "VERB"
    if (stative or lemma in cues()["belonging_verb"]) and denied(proposition):
        return Deontic(Modality.INFO, "presens", "stative present")
    for laid in ("genitive of duty", "unknown owner of a duty", "laid upon a role"):
        if bearers.roles and found.holds(laid, verb):
            return Deontic(Modality.OBLIGATION, verb.lower_, laid)
    if not bearers.roles and found.holds("laid upon whoever", verb):
        return Deontic(Modality.OBLIGATION, verb.lower_, "laid upon whoever")
    if stative and "Part" not in verb.morph.get("VerbForm", []) and not _holds(verb, bearers, heading):
        return Deontic(Modality.INFO, "presens", "stative present")
    if cues()["automatic"].search(proposition.text):
        return Deontic(Modality.INFO, "presens", "automatic event")
    if found.holds("passive", verb):
        return Deontic(Modality.OBLIGATION, "presens", "passive present")
    acted = bearers.bearing in (Bearing.EXPLICIT, Bearing.AGENT) or by_their_act(proposition)
    if acted or (heading and _no_subject(proposition)):
        return Deontic(Modality.OBLIGATION, "presens", "plain present")
    if lemma in cues()["happening_verb"] and bearers.bearing is Bearing.IMPLIED and _task_of(verb):
        return Deontic(Modality.OBLIGATION, "presens", "task at a place")
    if lemma in cues()["sent_verb"] and has_subject(verb):
        return Deontic(Modality.OBLIGATION, "presens", SENT)
    return Deontic(Modality.INFO, "presens", "statement")


def _tells_what_counts(verb: Token) -> bool:
    """True for a passive that says what is held to be what ("regnes som kronisk"), but not for "kalles inn av"."""
    particle = any(c.dep_ == "compound:prt" for c in verb.children)
    # The parser takes a particle for a preposition where another one follows.
    following = [t.pos_ for t in verb.doc[verb.i + 1 : verb.i + 3]]
    return verb.lower_ in cues()["stative_verb"] and not particle and following != ["ADP", "ADP"]


def _no_subject(proposition: Proposition) -> bool:
    """True where nothing acts but the role above; what follows a verb that opens a point is its object."""
    verb = proposition.verb
    return verb is None or not has_subject(verb) or proposition.span[0].i == verb.i


def _receiver(reading: Reading, verb: Token) -> bool:
    """True where a role is the subject of a verb of receiving: somebody is bound to give."""
    return any(child.dep_ == "nsubj" and reading.named_by(child) for child in verb.children)


def _holds(verb: Token, bearers: Bearers, heading: tuple[str, ...]) -> bool:
    """True where a role has a definite thing to itself ("kommunen har kontakten med pårørende"): it is its duty.

    So is a task ("senere har fastlegen årlig kontroll"), what somebody brings ("pasienten har med seg listen"), and
    whatever a point says that the role above has ("Legens oppgaver: har samtale med pasienten").
    """
    known = concepts()
    if heading and verb.lemma_.lower() in cues()["having_verb"] and not has_subject(verb):
        return True
    having = verb.lemma_.lower() in cues()["having_verb"] and bearers.bearing is Bearing.EXPLICIT
    if having and any("Yes" in c.morph.get("Reflex", []) for c in verb.children):
        return True
    if not having or any(known.served(role) for role in bearers.roles):
        return False
    things = (c for head in (verb, *verb.children) for c in head.children if c.dep_ == "obj")
    return any("Def" in c.morph.get("Definite", []) or _is_task(c) for c in things)


def _task_of(verb: Token) -> bool:
    """True where a task or an act is the subject of a verb ("*kontroll* etter operasjon skjer på poliklinikken")."""
    acts = tuple(cues()["act_ending"].labels)
    subjects = (c for c in verb.children if c.dep_.startswith("nsubj"))
    return any(_is_task(c) or c.lemma_.lower().endswith(acts) for c in subjects)


def _is_task(thing: Token) -> bool:
    """True for a task that is no number of them ("årlig kontroll", but not "400 kontroller")."""
    counted = any(c.dep_ == "nummod" for c in thing.children)
    return thing.lemma_.lower() in cues()["borne_noun"] and not counted


def _in_the_present(proposition: Proposition) -> bool:
    """True where the verb, or an auxiliary of it, is in the present tense; what opens with a passive is."""
    verb = proposition.verb
    if verb is None:
        return False
    finite = next((t for t in (verb, *verb.children) if "Fin" in t.morph.get("VerbForm", [])), None)
    opens = proposition.span[0].i == verb.i and "Pass" in verb.morph.get("Voice", [])
    return opens or (finite is not None and "Pres" in finite.morph.get("Tense", []))


def mood(proposition: Proposition) -> Deontic | None:
    """Return the modality of an imperative, or None: the verb of a condition ("Nås ikke legen, ...") bids nothing."""
    main, verb = main_clause(proposition.span), proposition.verb
    opening = _opening(proposition) if main is None else None
    commands = (verb is not None and _commands(verb)) or (
        opening is not None and _commands(opening) and not _is_subject(opening, verb)
    )
    if not commands:
        return None
    if any(t.text in cues()["negation"] for t in proposition.span[:2]):
        return Deontic(Modality.PROHIBITION, "ikke + imperativ", "negated imperative")
    if any(t.text in cues()["optional_act"] for t in proposition.span[:3]):
        return Deontic(Modality.PERMISSION, proposition.span[0].lower_, "optional act")
    return Deontic(Modality.OBLIGATION, "imperativ", "imperative")


def _is_subject(opening: Token, verb: Token | None) -> bool:
    """True for a noun that only looks like an imperative or an act: the subject of a verb after it.

    A verb that the parser takes for the subject of its own object ("Dekker bandasjer") is none.
    """
    if verb is None or not opening.dep_.startswith("nsubj") or opening.head.i != verb.i:
        return False
    if opening.lower_.endswith("r") and is_verb_of_act(opening.lower_):
        return False
    finite = "Pass" in verb.morph.get("Voice", []) or any(c.dep_ in ("aux", "cop") for c in verb.children)
    return verb.i > opening.i + 1 or (verb.i > opening.i and finite)


def _commands(token: Token) -> bool:
    """True for an imperative: by its tag, or as the stem of a known verb that heads its words.

    News text, on which the pipeline is trained, has few imperatives.
    """
    if "Imp" in token.morph.get("Mood", []):
        return True
    if "Part" in token.morph.get("VerbForm", []):
        return False
    if token.text in cues()["deadline_opening"]:  # "før" is no bidding to enter something ("føre")
        return False
    before = [t for t in token.doc[token.sent.start : token.i] if t.is_alpha]
    skipped = before and (before[-1].text in cues()["negation"] or before[-1].text in cues()["optional_act"])
    opens = not before or skipped or token.nbor(-1).text in (":", "-", "–")
    infinitives = {token.lower_ + "e"} | ({token.lower_} if not token.lower_.endswith("e") else set())
    return bool(opens) and not infinitives.isdisjoint(_verbs())


@cache
def _verbs() -> frozenset[str]:
    """Return the one-word names of the actions that the ontology knows."""
    actions = (c for c in concepts() if c.kind is Kind.ACTION)
    return frozenset(
        label.text.lower() for c in actions for label in c.labels if label.language != "en" and " " not in label.text
    )


def _opening(proposition: Proposition) -> Token | None:
    """Return the first word after a negation, an adverb, or an opening condition that a colon or dash ends."""
    span = proposition.span
    colon = next((t.i for t in span[:12] if t.text in (":", "-", "–")), None)
    first = span.start if colon is None else colon + 1
    skipped = (*cues()["negation"].labels, *cues()["optional_act"].labels)
    return next((t for t in span.doc[first : span.end] if t.is_alpha and t.lower_ not in skipped), None)
