"""Who carries a norm, read from the constructions of its clause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ingest.clefts import cleft_subject
from ingest.constructions import Match
from ingest.denials import denied, is_denied
from ingest.limits import is_unit
from ingest.mentions import role_mentions, told_apart
from ingest.propositions import Proposition, label
from ingest.sentences import VERBAL, Reading, has_subject, inside_subordinate, is_finite, is_person, subtree_span
from kg.model import Bearing
from ontology.concepts import Concept, Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention
from ontology.words import stem

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SUBJECT = ("nsubj", "csubj")
_SUBORDINATE = ("advcl", "ccomp", "acl:relcl", "csubj")
MODALS = ("modal_obligation", "modal_recommendation", "modal_permission")
LONGEST_JOINT = 4
WHOEVER = "whoever does something"
"""The construction of a bearer who is no role, but known by what he does."""
CLEFT = "who a cleft names"
"""The construction of whom a cleft says act."""


@dataclass(frozen=True, slots=True)
class Bearers:
    """Role ids in order of mention, and where they were read."""

    roles: tuple[str, ...] = ()
    bearing: Bearing = Bearing.NONE
    construction: str = ""


def own_bearers(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the bearers that the proposition's own words name.

    In order: the agent of a passive ("av ..."), whom one comes to, the subject of an active verb, what
    opens the sentence before its verb. The subject of a verb of receiving ("får") is no bearer.
    """
    mentions = role_mentions(reading, proposition)
    if agents := matched(mentions, _agents(reading, proposition)):
        agents = [*agents, *_together(mentions, proposition)]
        return Bearers(expanded(reading, mentions, agents), Bearing.AGENT, "passive agent")
    verb = proposition.verb
    if verb is not None and _passive(reading, verb) and _enables(verb):
        reached = matched(mentions, [{"bearer": c} for c in verb.children if c.dep_ == "nsubj:pass"])
        return Bearers(expanded(reading, mentions, reached), Bearing.EXPLICIT, "who can be reached")
    if clefted := cleft_subject(reading, proposition):
        return Bearers(expanded(reading, mentions, clefted), Bearing.EXPLICIT, CLEFT)
    if verb is None or receives(verb) or _nonfinite(proposition):
        return Bearers()
    if (hosts := _whom_one_comes_to(reading, proposition, mentions, verb)).roles:
        return hosts
    if antecedents := _antecedents(reading, proposition, verb):
        roles = expanded(reading, reading.roles, [told_apart(reading, m) or m for m in antecedents])
        return Bearers(roles, Bearing.EXPLICIT, "subject of a relative clause")
    if subjects := _opening_roles(reading, mentions, proposition):
        roles = expanded(reading, mentions, [*subjects, *_together(mentions, proposition)])
        return Bearers(roles, Bearing.EXPLICIT, "active subject")
    by_pattern = ((name, matched(mentions, matches)) for name, matches in _subjects(reading, proposition))
    for name, subjects in chain([("inverted subject", _after_modal(reading, mentions, proposition))], by_pattern):
        if subjects:
            subjects = subjects[:1] if name == "inverted subject" else subjects
            joint = [m for s in subjects for m in _coordinated(s, mentions, proposition)]
            roles = expanded(reading, mentions, [*joint, *_together(mentions, proposition)])
            return Bearers(roles, Bearing.EXPLICIT, name)
    return Bearers()


def _whom_one_comes_to(reading: Reading, proposition: Proposition, mentions: list[Mention], verb: Token) -> Bearers:
    """Return at whose place something is done for those whom norms serve ("pasienten går til kontroll på sykehuset").

    Not so where that is denied, or where it is their leave ("pasienten kan gå til ...").
    """
    leave = any(c.dep_ == "aux" and c.text in cues()["modal_permission"] for c in verb.children)
    subjects = [c for c in verb.children if c.dep_ in SUBJECT]
    others = [c for c in subjects if not any(concepts().served(m.concept) for m in reading.named_by(c))]
    if leave or others or denied(proposition):
        return Bearers()
    hosts = list(reading.constructions.at("whom one comes to", verb))
    known = expanded(reading, mentions, matched(mentions, hosts))
    unknown = reading.provisionals(filter(is_person, (match["bearer"] for match in hosts)))
    return Bearers(known or tuple(unknown), Bearing.EXPLICIT, "whom one comes to")


def receives(verb: Token) -> bool:
    """True for a verb whose subject is on the receiving side: "får tilsendt", "skal ha kopi", "skal ha fått vite"."""
    group = cues()["receiving_verb"]
    if verb.lemma_.lower() in group or _has_given(verb):
        return True
    given = "Part" in verb.morph.get("VerbForm", []) or verb.lemma_.lower() in cues()["learning_verb"]
    return given and any(c.dep_ == "aux" and c.lemma_.lower() in group for c in verb.children)


def _has_given(verb: Token) -> bool:
    """True where somebody shall have what another gives."""
    having = verb.lemma_.lower() == "ha" and any(c.dep_ == "aux" for c in verb.children)
    return having and any(c.dep_ == "obj" and c.lemma_.lower() in cues()["received_noun"] for c in verb.children)


def unknown_bearers(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the agent or subject that no concept knows, as a provisional role: its lemma is its id."""
    verb, span = proposition.verb, proposition.span
    if verb is None or receives(verb):
        return Bearers()
    if (role := _unknown_antecedent(reading, proposition)) is not None:
        return Bearers((role,), Bearing.EXPLICIT, "subject of a relative clause")
    agent, found = _passive(reading, verb), reading.constructions
    matches = [
        ("unknown cleft subject", m) for m in found["unknown cleft subject"] if verb.i in (m["bearer"].i, m["verb"].i)
    ]
    names = ("unknown agent",) if agent else ("unknown subject", "unknown inverted subject")
    matches += [(name, m) for name in (*names, "unknown owner of a duty") for m in found.at(name, verb)]
    if cues()["phrase_obligation"].search(proposition.text):
        matches += [("unknown subject", m) for m in found.at("unknown holder", verb)]
    for construction, match in matches:
        noun = match["bearer"]
        unsure = construction in ("unknown inverted subject", "unknown owner of a duty")
        thing = unsure or verb.lemma_.lower() in cues()["going_verb"]
        thing = thing or _tells_a_state(verb)
        loose = agent and noun.head.i != verb.i
        if (thing or loose or _no_actor(noun)) and not is_person(noun):
            continue
        role = reading.provisional(noun, named=agent or is_person(noun))
        if span.start <= noun.i < span.end and role is not None:
            return Bearers((role,), Bearing.AGENT if agent else Bearing.EXPLICIT, construction)
    return Bearers()


def _tells_a_state(verb: Token) -> bool:
    """True for words that say how something is or has become ("skal være lav", "er skrevet av rådet")."""
    being = [c for c in verb.children if c.dep_ in ("aux", "cop") and c.lemma_.lower() == "være"]
    return bool(being) and (verb.pos_ != "VERB" or "Part" in verb.morph.get("VerbForm", []))


def named_in(reading: Reading, span: Span) -> tuple[str, ...]:
    """Return the roles that a stretch names, those that no concept knows too."""
    mentions = [m for m in reading.roles if span.start_char <= m.start and m.end <= span.end_char]
    unknown = reading.provisionals(filter(is_person, span))
    return expanded(reading, mentions, mentions) or tuple(dict.fromkeys(unknown))


def by_their_act(proposition: Proposition) -> bool:
    """True where whoever does something is the subject, first or right after the verb: no role is its bearer."""
    verb = proposition.verb
    if verb is None or inside_subordinate(verb, proposition.span):
        return False
    after = verb.idx + len(verb) + 1 - proposition.span.start_char
    pattern, text = cues()["whoever"].pattern, proposition.text.lower()
    others = any(c.dep_ in SUBJECT and c.i < verb.i for c in verb.children)
    return pattern.match(text) is not None or (pattern.match(text, after) is not None and not others)


def done_by_whoever(reading: Reading, proposition: Proposition) -> bool:
    """True for a passive whose agent is whoever does something ("meldes av den som oppdager det")."""
    by = cues()["agent_preposition"].labels
    whoever = cues()["whoever"].pattern.finditer(proposition.text.lower())
    agent = any(proposition.text[: found.start()].endswith(tuple(f" {word} " for word in by)) for found in whoever)
    return agent and proposition.verb is not None and _passive(reading, proposition.verb)


def _antecedents(reading: Reading, proposition: Proposition, verb: Token) -> list[Mention]:
    """Return the roles of which a proposition that is a relative clause tells what they do next."""
    if found := matched(reading.roles, reading.constructions.at("subject of a relative clause", verb)):
        return found
    first = proposition.span.start
    opens = first > proposition.sentence.start + 1 and proposition.span[0].text in cues()["relative"]
    return reading.named_by(verb.doc[first - 2]) if opens and verb.doc[first - 1].text == "," else []


def _unknown_antecedent(reading: Reading, proposition: Proposition) -> str | None:
    """Return the people that no concept knows of whom a relative clause tells what they do next."""
    first = proposition.span.start
    if proposition.order == 0 or proposition.span[0].text not in cues()["relative"]:
        return None
    before = next(
        (t for t in reversed(proposition.sentence.doc[proposition.sentence.start : first]) if t.is_alpha), None
    )
    return reading.provisional(before, named=True) if before is not None and is_person(before) else None


def _no_actor(noun: Token) -> bool:
    """True for a noun for an act, a reason or a part of a text: nobody who could carry a norm."""
    lemma = noun.lemma_.lower()
    # The lemma of a word that the parser has not seen may be its plural.
    acts = tuple(cues()["act_ending"].labels)
    return lemma in cues()["reason_noun"] or lemma.endswith(acts) or stem(lemma).endswith(acts)


def _agents(reading: Reading, proposition: Proposition) -> Iterable[Match]:
    """Yield the agents of the main verb, or of one coordinated with it."""
    for match in reading.constructions["passive agent"]:
        verb, by, bearer = match["verb"], match["by"], match["bearer"]
        if not (proposition.span.start <= by.i < proposition.span.end) or verb.i > by.i:
            continue
        if "Gen" in bearer.morph.get("Case", []):  # "av kommunens ergoterapeut"
            continue
        nearest = bearer.head.i == verb.i or not _verb_between(verb, bearer)
        # What is done to somebody may hang on a noun ("gjøres undersøkelsen av pasienten").
        acted_upon = bearer.head.dep_ == "nsubj:pass" and _served(reading, match)
        if nearest and not acted_upon and not _enables(verb) and _main(verb, proposition):
            yield match


def _enables(verb: Token) -> bool:
    """True for a passive by which others can do something ("skal kunne nås av fastlegen"): they do not carry it."""
    return any(c.dep_ == "aux" and c.text in cues()["modal_permission"] and not is_finite(c) for c in verb.children)


def _verb_between(verb: Token, noun: Token) -> bool:
    return any(t.pos_ in VERBAL for t in verb.doc[verb.i + 1 : noun.i])


def _main(verb: Token, proposition: Proposition) -> bool:
    """True for the main verb, one coordinated with it, and one that no subordinate clause holds."""
    main = proposition.verb
    if main is None or verb == proposition.participle:
        return False
    if verb.i == main.i or _conjoined(verb, main):
        return True
    return "Pass" in verb.morph.get("Voice", []) and not _subordinate(verb, proposition)


def _subjects(reading: Reading, proposition: Proposition) -> Iterable[tuple[str, list[Match]]]:
    """Yield the constructions that show a subject of the main verb, with their matches, the surest first."""
    verb, span, found = proposition.verb, proposition.span, reading.constructions
    assert verb is not None  # noqa: S101 - its callers ask for a verb's subjects only
    heads = {verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "cop"))}
    yield "cleft subject", [m for m in found["cleft subject"] if verb.i in (m["bearer"].i, m["verb"].i)]
    yield "doer of what was said", list(found.at("doer of what was said", verb))
    laid = () if denied(proposition) else found.at("laid upon a role", verb)
    yield "laid upon a role", [{"bearer": m.get("bearer", m["verb"])} for m in laid]
    owned = () if denied(proposition) else found.at("genitive of duty", verb)
    # "Det er pasientens sak" leaves it to the patient.
    yield (
        "genitive of duty",
        [m for m in owned if verb.lemma_.lower() in cues()["duty_noun"] or not _served(reading, m)],
    )
    advised = [m for m in found["subject of what is advised"] if m["verb"].i in heads]
    yield "subject of what is advised", [m for m in advised if m["advised"].i < span.end]
    governed = verb.dep_ in _SUBORDINATE or any(found.at("modal verb", verb))
    urged = () if governed else found.at("subject who is urged", verb)
    yield "subject who is urged", [m for m in urged if not _served(reading, m) and not _asked_of(m["bearer"])]
    if _passive(reading, verb):
        return
    subjects = (c for c in verb.children if c.dep_ in SUBJECT and not is_unit(c.lemma_.lower()))
    before = {c.i for c in subjects if not _fronted(c, verb)}
    yield (
        "inverted subject",
        [
            m
            for m in found["inverted subject"]
            if m["finite"].i in heads
            and m["finite"].i > span.start
            and not _bids(m["finite"])
            and (not any(i < m["finite"].i for i in before) or _fronted_thing(reading, m, verb))
        ],
    )
    yield "active subject", _first([m for m in found.at("active subject", verb) if _free(m["bearer"])], verb)


def _fronted(subject: Token, verb: Token) -> bool:
    """True for a noun of a clause that a comma parts from the verb after it ("Påvises MRSA, gir legen beskjed").

    What a relative clause says of a subject ends with a comma, too.
    """
    told = any(c.dep_ in ("acl:relcl", "acl", "appos") for c in subject.children)
    return not told and verb.i > 0 and subject.i < verb.i and verb.nbor(-1).text == ","


def _bids(finite: Token) -> bool:
    """True for an imperative ("ring legen"); the parser takes some verbs in the present for one, too."""
    return "Imp" in finite.morph.get("Mood", []) and not finite.text.endswith("r")


def _first(subjects: list[Match], verb: Token) -> list[Match]:
    """Return the subjects before the verb where it has any, known or not: a second one after it is its object."""
    before = [m for m in subjects if m["bearer"].i < verb.i]
    unknown = any(c.dep_ in SUBJECT and c.i < verb.i and is_person(c) for c in verb.children)
    return before if before or unknown else subjects


def _served(reading: Reading, match: Match) -> bool:
    """True where the bearer of a match is one whom norms serve: who bids the patient act carries the norm."""
    return any(concepts().served(m.concept) for m in reading.named_by(match["bearer"]))


def _asked_of(noun: Token) -> bool:
    """True for the subject of an indirect question ("hva fastlegen bes om")."""
    return noun.i > 0 and noun.nbor(-1).text in cues()["interrogative"]


def _fronted_thing(reading: Reading, match: Match, verb: Token) -> bool:
    """True where what stands before the verb is the thing acted upon, and the role after it acts.

    "Time bestiller pasienten selv": the verb is one that only somebody can do, and its thing is no role.
    """
    fronted = next((c for c in verb.children if c.dep_ in SUBJECT and c.i < match["finite"].i), None)
    if fronted is None or reading.named_by(fronted) or fronted.pos_ == "PRON" or is_person(fronted):
        return False
    after = match["bearer"].nbor(1) if match["bearer"].i + 1 < len(verb.doc) else None
    alone = after is not None and after.text in cues()["by_oneself"]
    return alone or verb.lemma_.lower() in cues()["things_verb"]


def _free(noun: Token) -> bool:
    """True for a noun that no preposition governs and that owns nothing."""
    return not any(c.dep_ == "case" for c in noun.children) and "Gen" not in noun.morph.get("Case", [])


def matched(mentions: list[Mention], matches: Iterable[Match]) -> list[Mention]:
    """Return the role mentions that the bearers of some matches are."""
    tokens = [match["bearer"] for match in matches]
    return [m for m in mentions if any(m.start <= token.idx < m.end for token in tokens)]


def _opening_roles(reading: Reading, mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the roles with which a proposition opens, coordinated before its finite verb.

    Norwegian is a verb-second language: what stands first without a preposition, before an
    active verb that has no other subject before it, is the subject.
    """
    verb, named = proposition.verb, label(proposition.span)
    span = proposition.span if named is None else proposition.span.doc[named.end + 1 : proposition.span.end]
    first = span[1] if span[0].dep_ == "det" and len(span) > 1 else span[0]
    opening = next((m for m in mentions if m.start <= first.idx < m.end), None)
    if verb is None or _passive(reading, verb) or opening is None:
        return []
    if span[0].pos_ == "ADP" or "Gen" in span[0].morph.get("Case", []):
        return []
    finite = next((t for t in span if is_finite(t) and t.idx >= opening.end), None)
    if finite is None:
        return []
    return [m for m in _coordinated(opening, mentions, proposition) if m.end <= finite.idx]


def _after_modal(reading: Reading, mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the role right after a modal verb that stands before its subject ("Før timen må *henviser* oppgi svaret").

    The parser takes some roles for verbs. Who stands before a passive is acted upon.
    """
    span = proposition.span
    for modal in span[1:-2]:
        if not is_finite(modal) or not any(modal.text in cues()[name] for name in MODALS):
            continue
        after = next((t for t in span.doc[modal.i + 1 : span.end] if not _precedes_a_subject(t)), modal)
        named = next((m for m in mentions if m.start <= after.idx < m.end), None)
        act = next((t for t in span if named and t.idx >= named.end and _bidden(reading, t)), None)
        if named is None or act is None or inside_subordinate(modal, span):
            continue
        if "Pass" not in act.morph.get("Voice", []) and not receives(act):
            return [named]
    return []


def _bidden(reading: Reading, token: Token) -> bool:
    """True for an infinitive, and for the name of an action that the parser takes for a noun ("innkalle")."""
    return "Inf" in token.morph.get("VerbForm", []) or (token.lower_.endswith("e") and reading.names_an_act(token))


def _precedes_a_subject(token: Token) -> bool:
    """True for what may stand between a finite verb and its subject ("må *likevel sykehusets* ergoterapeut ...")."""
    return token.pos_ in ("ADV", "PART", "DET") or "Gen" in token.morph.get("Case", [])


def _coordinated(first: Mention, mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return a role with those that "og", "eller" or a comma join to it."""
    text, offset = proposition.text, proposition.span.start_char
    found = [m for m in mentions if (m.start, m.end) == (first.start, first.end)]
    for mention in mentions:
        between = text[found[-1].end - offset : mention.start - offset].split() if mention.start > found[-1].end else []
        joined = bool(between) and (between[-1] == "," or between[-1] in cues()["role_joining"])
        joined = joined and _owns(mention, proposition.span) is _owns(first, proposition.span)
        if joined and len(between) <= LONGEST_JOINT and not _acts_between(found[-1], mention, proposition):
            found.append(mention)
    return found


def _acts_between(one: Mention, other: Mention, proposition: Proposition) -> bool:
    """True where a verb stands between two roles: the second is acted upon ("skal legen ringe vakten eller laben")."""
    return any(t.pos_ in VERBAL and one.end <= t.idx < other.start for t in proposition.span)


def _nonfinite(proposition: Proposition) -> bool:
    """True for an infinitive without a finite verb: it has no subject of its own."""
    verb = proposition.verb
    infinitive = (
        verb is not None and "Inf" in verb.morph.get("VerbForm", []) and "Pass" not in verb.morph.get("Voice", [])
    )
    return infinitive and not any(is_finite(t) for t in proposition.span if verb is not None and t.i < verb.i)


def _together(mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the roles that carry a norm together with its subject or agent.

    Before the verb any words that join them make them so; after it only "sammen med": with whom somebody works
    ("i samarbeid med") takes part. Whom norms serve carries nothing.
    """
    span, verb = proposition.span, proposition.verb
    found = []
    for match in cues()["comitative"].pattern.finditer(span.text):
        end = span.start_char + match.end()
        if verb is None or (end > verb.idx and match[0].lower() not in cues()["jointly"].labels):
            continue
        found += [m for m in mentions if 0 <= m.start - end <= 2 and not concepts().served(m.concept)]
    return [m for m in found if not _owns(m, span)]


def _owns(mention: Mention, span: Span) -> bool:
    """True for a genitive: not the role but what belongs to it is named ("kommunens team")."""
    return any("Gen" in t.morph.get("Case", []) for t in span if mention.start <= t.idx < mention.end)


def _subordinate(verb: Token, proposition: Proposition) -> bool:
    """True for a verb in a subordinate clause before the main verb."""
    main = proposition.verb
    at = verb
    while main is not None and at.i != main.i and at.head.i != at.i:
        if at.dep_ in _SUBORDINATE or (at.dep_ == "acl" and any(c.dep_ == "mark" for c in at.children)):
            return True
        at = at.head
    return False


def _conjoined(verb: Token, main: Token) -> bool:
    return (verb.dep_ == "conj" and verb.head.i == main.i) or (main.dep_ == "conj" and main.head.i == verb.i)


def _passive(reading: Reading, verb: Token) -> bool:
    return reading.constructions.holds("passive", verb)


def expanded(reading: Reading, mentions: list[Mention], chosen: list[Mention]) -> tuple[str, ...]:
    """Return the chosen roles with those coordinated with them, defining clauses left out."""
    heads = {reading.head(m).i for m in chosen}
    grown = True
    while grown:
        more = {
            reading.head(m).i
            for m in mentions
            if reading.head(m).dep_ in ("conj", "appos") and reading.head(m).head.i in heads
        }
        grown = bool(more - heads)
        heads |= more
    negated = {m.start for m in mentions if is_denied(reading, m)}
    picked = [m for m in mentions if m.start not in negated and (m in chosen or reading.head(m).i in heads)]
    named = [(m.start, _by_deed(reading, m)) for m in picked]
    roles = tuple(dict.fromkeys(role for _, role in sorted([*named, *_unknown_beside(reading, heads)])))
    kept = {*concepts().specific(roles), *(m.concept for before, m in pairwise(picked) if _joined(reading, before, m))}
    return tuple(role for role in roles if role in kept)


def _unknown_beside(reading: Reading, heads: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield people that no concept knows and that stand coordinated with a role, each with where it stands."""
    for token in reading.doc:
        beside = token.dep_ == "conj" and token.head.i in heads
        beside = beside or any(child.dep_ == "conj" and child.i in heads for child in token.children)
        if beside and is_person(token) and not reading.named_by(token):
            yield from ((token.idx, role) for role in reading.provisionals([token]))


def _joined(reading: Reading, one: Mention, other: Mention) -> bool:
    """True for roles that one word joins: who lists the broader one beside the other means both ("lege/behandler")."""
    between = reading.passage.text[one.end : other.start].split()
    return len(between) == 1 and between[0] in cues()["role_joining"]


def _by_deed(reading: Reading, mention: Mention) -> str:
    """Return the role that a relative clause makes of another ("legen som har rekvirert prøven")."""
    known = concepts()
    for match in reading.constructions["role by what it does"]:
        if not mention.start <= match["role"].idx < mention.end:
            continue
        deed = match["deed"]
        actions = {m.concept for m in reading.mentions if m.kind is Kind.ACTION and m.start <= deed.idx < m.end}
        things = {m.concept for m in reading.within(subtree_span(deed), Kind.ARTIFACT)}
        made = (c for c in known if actions.intersection(c.does) and mention.concept in known.ancestors(c.id))
        return next((c.id for c in made if _upon(c, things)), mention.concept)
    return mention.concept


def _upon(role: Concept, things: set[str]) -> bool:
    """True where what somebody acts upon is that by which the role is known ("legen som oppdager *reaksjonen*")."""
    known = concepts()
    own = {other for other in role.related if known[other].kind is Kind.ARTIFACT}
    return not own or any(own.intersection((thing, *known.ancestors(thing))) for thing in things)


def inherited_subject(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the subject of the verb before, where this verb is coordinated with it and has none."""
    verb = proposition.verb
    if verb is None or verb.dep_ not in ("conj", "parataxis") or _passive(reading, verb) or has_subject(verb):
        return Bearers()
    first = verb.head
    if not _passive(reading, first):
        return own_bearers(reading, Proposition(proposition.sentence, first, proposition.sentence, 0))
    return _shared_with_passive(reading, first, verb)


def _shared_with_passive(reading: Reading, passive: Token, verb: Token) -> Bearers:
    """Return who is acted upon and then acts ("Vakten skal varsles og ta kontakt"), if it is none whom norms serve.

    In the present only people do so: an ambulance "bestilles og krever ingen rekvisisjon".
    """
    infinitive = "Inf" in verb.morph.get("VerbForm", [])
    subjects = (c for c in passive.children if c.dep_ == "nsubj:pass" and (infinitive or is_person(c)))
    named = (m.concept for c in subjects for m in reading.named_by(c) if not concepts().served(m.concept))
    roles = tuple(dict.fromkeys(named))
    return Bearers(roles, Bearing.EXPLICIT, "active subject") if roles else Bearers()


def place_of_act(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the roles at whose place the act is done ("tas på fastlegekontoret")."""
    verb = proposition.verb
    if verb is None:
        return Bearers()
    mentions = role_mentions(reading, proposition)
    places = (m for m in reading.constructions.at("place of the act", verb) if not _is_addressed(verb, m["at"]))
    found = matched(mentions, (m for m in places if not _verb_between(verb, m["bearer"])))
    if not found:
        return _unknown_place(reading, verb)
    roles = expanded(reading, mentions, [m for each in found for m in _coordinated(each, mentions, proposition)])
    return Bearers(roles, Bearing.IMPLIED, "place of the act")


def _is_addressed(verb: Token, preposition: Token) -> bool:
    """True where something is wanted of whoever a preposition names ("epikrisen etterlyses hos avdelingen")."""
    return verb.lemma_.lower() in cues()["addressed_verb"] and preposition.text in cues()["addressing_preposition"]


def _unknown_place(reading: Reading, verb: Token) -> Bearers:
    """Return the place of an act that no concept knows but that can carry a norm ("på barneavdelingen")."""
    places = (match["bearer"] for match in reading.constructions.at("unknown place of the act", verb))
    role = next(reading.provisionals(filter(is_person, places)), None)
    return Bearers() if role is None else Bearers((role,), Bearing.IMPLIED, "unknown place of the act")


def who_acts_in_the_condition(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the role that acts in the condition of a passive ("Når jordmor har tatt prøven, sendes svaret")."""
    verb = proposition.verb
    if verb is None:
        return Bearers()
    mentions = role_mentions(reading, proposition)
    found = matched(mentions, reading.constructions.at("who acts in the condition", verb))
    acting = [m for m in found if not concepts().served(m.concept)]
    if not acting:
        return Bearers()
    return Bearers(expanded(reading, mentions, acting), Bearing.IMPLIED, "who acts in the condition")
