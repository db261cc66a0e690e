"""Splits a sentence into propositions, each of which can state one norm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.clefts import it_is
from ingest.limits import limit
from ingest.passives import hangs_on_a_noun
from ingest.sentences import Reading, is_finite, is_person
from ontology.concepts import Kind
from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_COMPLEMENTS = ("obj", "iobj", "obl", "ccomp", "xcomp", "nsubj", "nsubj:pass", "advcl", "expl")
_NOMINAL = ("NOUN", "PROPN", "PRON", "DET")
_DASHES = frozenset("-–—")
LONGEST_LABEL = 4
"""Words of the matter that a sentence may name before a colon."""


@dataclass(frozen=True)
class Proposition:
    """A stretch of a sentence with its content verb (or None where there is none).

    ``sentence`` is the whole sentence, ``order`` the proposition's place in it from 0. ``participle`` only says which
    thing is meant, where the parser takes it for a main verb ("prøve *rekvirert* av lege/spesialist tas").
    ``gapped`` is true for one that leaves out the verb of the one before ("..., deretter fastlegen i tre år").
    """

    span: Span
    verb: Token | None
    sentence: Span
    order: int = 0
    participle: Token | None = None
    gapped: bool = False

    @cached_property
    def text(self) -> str:
        """The words of the stretch."""
        return str(self.span.text)


def propositions(reading: Reading, sentence: Span) -> list[Proposition]:
    """Return the propositions of a sentence in order.

    Coordinated verbs are split where each has an object of its own, and kept whole where they
    share it; a participle with an agent, a relative clause with a role as subject, and what
    stands after "alternativt" or "- da" are propositions of their own.
    """
    first = _root(_labelled(sentence))
    root = _past_slash(reading, first)
    participle = None if root is first else first
    apart = _apart(sentence)
    asides = _asides(reading, sentence, apart)
    found = {*_coordinations(reading, sentence, root), *_main_clauses(sentence, root), *asides}
    gap = _gap(reading, sentence, root)
    cuts = sorted([*found, *([(gap, gap, None)] if gap is not None else [])], key=lambda cut: cut[0])
    # A verb begins one proposition: where two rules find it, the first cut holds.
    cuts = [cut for at, cut in enumerate(cuts) if cut[2] is None or cut[2] not in [each[2] for each in cuts[:at]]]
    bounds: list[tuple[int, int, Token | None]] = []
    start, verb = sentence.start, root
    for end, begin, new in cuts:
        if end - start < 2 or begin >= sentence.end - 1:
            continue
        bounds.append((start, end, verb))
        start, verb = begin, new
    bounds.append((start, sentence.end, verb))
    return [
        Proposition(
            _trimmed(sentence.doc[a:b]),
            v if v is None or a <= v.i < b else _verb_in(sentence.doc[a:b]),
            sentence,
            n,
            sentence.doc[a] if a in apart else participle,
            gapped=a == gap,
        )
        for n, (a, b, v) in enumerate(bounds)
    ]


def _labelled(sentence: Span) -> Span:
    """Return a sentence without the few words that name its matter before a colon ("Kreft: Finner legen ...")."""
    named = label(sentence)
    return sentence if named is None else sentence.doc[named.end + 1 : sentence.end]


def label(span: Span) -> Span | None:
    """Return the few words before a colon that name the matter of what follows, or who does it; None where none do."""
    colon = next((t for t in span[1 : LONGEST_LABEL + 1] if t.text == ":"), None)
    return None if colon is None or colon.i + 1 >= span.end else span.doc[span.start : colon.i]


def _root(sentence: Span) -> Token | None:
    """Return the sentence's main verb, or its predicate where a copula makes the sentence."""
    roots = [
        token for token in sentence if token.head.i == token.i or not sentence.start <= token.head.i < sentence.end
    ]
    verbal = [
        t for t in roots if t.pos_ in ("VERB", "AUX") or any(c.dep_ in ("cop", "aux", "aux:pass") for c in t.children)
    ]
    main = main_clause(sentence)
    if main is not None:
        auxiliary = main.dep_ in ("aux", "cop", "aux:pass") and main.head.i > main.i
        return next((t for t in verbal if t.i >= main.i), main.head if auxiliary else main)
    if verbal and (_introduced(verbal[0]) or _subordinated(sentence[0], verbal[0])):
        earlier = (
            t for t in sentence if t.pos_ == "VERB" and "Fin" in t.morph.get("VerbForm", []) and t.i < verbal[0].i
        )
        return next((t for t in earlier if not _introduced(t)), verbal[0])
    if verbal:
        return next((t for t in verbal[0].children if hangs_on_a_noun(t)), verbal[0])
    if len(roots) == 1 and roots[0].pos_ in ("VERB", "AUX"):
        return roots[0]
    predicates = (t for t in sentence if any(c.dep_ == "cop" for c in t.children))
    return _after_relative(_verb_in(sentence)) or next(predicates, None)


def _after_relative(verb: Token | None) -> Token | None:
    """Return a verb; where it ends a relative clause, the finite verb after it that the parser hangs on it.

    "Legen som undersøker pasienten og rekvirerer prøven har ansvaret ...": no complementizer makes it a complement.
    """
    if verb is None or verb.dep_ != "conj" or verb.head.dep_ != "acl:relcl":
        return verb
    bare = (c for c in verb.children if c.dep_ == "ccomp" and not any(t.dep_ == "mark" for t in c.children))
    return next((c for c in bare if is_finite(c)), verb)


def _past_slash(reading: Reading, root: Token | None) -> Token | None:
    """Return a main verb; where it is a participle that a slash seems to coordinate with a verb, that verb.

    A slash coordinates words, never clauses: "prøve rekvirert av sykehuslege/avtalespesialist tas på ..." has one verb.
    """
    if root is None or "Part" not in root.morph.get("VerbForm", []):
        return root
    origins, source = reading.passage.origins, reading.source
    joined = (verb for verb in root.children if verb.dep_ == "conj" and source[origins[verb.left_edge.idx]] == "/")
    return next(joined, root)


def main_clause(sentence: Span) -> Token | None:
    """Return the finite verb of the main clause where a clause of condition opens the sentence, else None.

    "Dersom ..., skal": after the comma the finite verb stands first. The condition may itself
    open with its verb ("Er svaret kritisk, ringer ...").
    """
    sentence = _labelled(sentence)
    opens = cues()["condition_clause"].match(sentence.text)
    if not (opens or _verb_first(sentence)):
        return None
    after = (t.nbor(1) for t in sentence[1 : len(sentence) - 1] if t.text == ",")
    return next((t for t in after if is_finite(t) or t.text in cues()["modal_obligation"]), None)


def _verb_first(sentence: Span) -> bool:
    """True where a sentence opens with its finite verb; after a passive, its subject must stand.

    That tells "Sendes pasienten hjem, ..." from a point without a subject ("Sendes elektronisk ..."). The parser takes
    short verbs for imperatives ("Dør pasienten hjemme, ..."), as it does where they are followed by what is acted upon.
    """
    first = sentence[0]
    if not is_finite(first):
        return False
    after = next((t for t in sentence[1:] if t.text not in cues()["negation"]), None)
    subject_only = "Pass" in first.morph.get("Voice", []) or "Imp" in first.morph.get("Mood", [])
    return not subject_only or (after is not None and after.pos_ in _NOMINAL)


def _verb_in(span: Span) -> Token | None:
    """Return the first verb of a span that no subordinate clause holds."""
    subordinate = ("acl:relcl", "advcl", "ccomp", "acl", "csubj")
    for token in span:
        if token.pos_ == "VERB" and token.dep_ not in subordinate:
            return token
    return None


def _coordinations(reading: Reading, sentence: Span, root: Token | None) -> list[tuple[int, int, Token]]:
    """Return (end of the one, start of the next, its verb) for coordinated main verbs."""
    found: list[tuple[int, int, Token]] = []
    for chain in _chains(sentence, root):
        for at, second in enumerate(chain[1:], start=1):
            first = chain[at - 1]
            another = _somebody_else(reading, second)
            named = reading.is_role_noun(second) and not _is_cleft(second)
            if _introduced(second) or _subordinated(first, second) or named:
                continue
            if _shares_object(second) and not another:
                continue
            before = [verb for verb in chain[:at] if found == [] or verb.i >= found[-1][2].i]
            objects = any(_own_object(verb, second) for verb in before)
            voices = bool(second.morph.get("Voice", [])) != bool(first.morph.get("Voice", []))
            contrary = any(c.dep_ == "cc" and c.text in cues()["adversative"] for c in second.children)
            acts = any(c.dep_ == "nsubj" and c.i > second.i for c in second.children) or _goes_later(second)
            parted = objects or voices or contrary or acts or _own_modal(second)
            if another or (parted and (_own_object(second, None) or voices)):
                end, begin = _border(second, first)
                found.append((end, begin, second))
    return found


def _somebody_else(reading: Reading, second: Token) -> bool:
    """True for a verb after "og" with a subject of its own that is somebody ("..., og fastlegen avgjør om ...").

    So for a cleft ("..., og ellers er det sykepleieren som avgjør").
    """
    joins = next((c.i for c in second.children if c.dep_ == "cc"), second.i)
    subjects = (c for c in second.children if c.dep_ == "nsubj" and joins < c.i < second.i)
    return any(reading.named_by(c) or is_person(c) for c in subjects) or _is_cleft(second)


def _is_cleft(word: Token) -> bool:
    """True for the noun of a cleft ("det er fastlegen som ...")."""
    return it_is(word) and any(child.dep_ in ("acl:cleft", "acl:relcl") for child in word.children)


def _main_clauses(sentence: Span, root: Token | None) -> list[tuple[int, int, Token]]:
    """Return main clauses that the parser hangs on a subordinate clause before them, though they do not belong to it.

    A comma before "og" parts main clauses; they have a subject of their own ("... når pasienten reiser, og
    en kopi gis til pasienten"), or a modal verb opens them ("..., og kan delta på video").
    """
    found: list[tuple[int, int, Token]] = []
    if root is None:
        return found
    opens = main_clause(sentence)
    for word in sentence:
        verb = word.head
        joins = word.dep_ == "cc" and verb.dep_ == "conj" and root.i < word.i < verb.i and word.nbor(-1).text == ","
        if not joins or _introduced(verb) or _asks(word.nbor(1)) or not _is_present(verb):
            continue
        own = any(c.dep_.startswith("nsubj") and word.i < c.i < verb.i for c in verb.children)
        own = own or any(c.dep_ == "aux" and c.i == word.i + 1 for c in verb.children)
        in_condition = opens is not None and verb.head.i < opens.i < word.i
        if own and (in_condition or _subordinate_above(verb.head, root)):
            found.append((word.i, word.i + 1, verb))
    return found


def _asks(token: Token) -> bool:
    """True for a word that opens an indirect question or a clause of condition."""
    groups = ("interrogative", "ask_when", "ask_where", "ask_how", "condition_clause", "complementizer")
    return any(cues()[name].match(token.text) for name in groups)


def _is_present(verb: Token) -> bool:
    return any("Pres" in t.morph.get("Tense", []) for t in (verb, *verb.children) if t.dep_ != "advcl")


def _subordinate_above(token: Token, root: Token) -> bool:
    """True for a word of a subordinate clause of a main verb."""
    while token.i != root.i and token.head.i != token.i:
        if token.dep_ in ("advcl", "ccomp"):
            return True
        token = token.head
    return False


def _chains(sentence: Span, root: Token | None) -> list[list[Token]]:
    """Return the main verb with the verbs coordinated with it, and the same of the verb that it supports."""
    if root is None:
        return []
    governed = [
        t
        for t in root.subtree
        if t.dep_ in ("acl", "xcomp") and "Inf" in t.morph.get("VerbForm", []) and sentence.start <= t.i < sentence.end
    ]
    supported = governed[:1] if root.lemma_.lower() in cues()["support_verb"] else []
    # What stands before the main clause is its condition ("Er legen i tvil, og er det langt, avgjør ...").
    opens = main_clause(sentence)
    first = sentence.start if opens is None else opens.i
    return [[verb for verb in _chain(sentence, start) if verb.i >= first] for start in (root, *supported)]


def _chain(sentence: Span, start: Token) -> list[Token]:
    """Return a verb and the verbs coordinated with it, in order."""
    chain: list[Token] = []
    # A first verb that the parser takes for a noun ("Samstemmer og ...") leaves the others side by side.
    queue = [start, *(_joined(sentence, start.head) if start.dep_ == "conj" and start.head.pos_ != "VERB" else ())]
    while queue:
        verb = queue.pop(0)
        if verb not in chain:
            chain.append(verb)
            queue += _joined(sentence, verb)
    return sorted(chain, key=lambda verb: verb.i)


def _joined(sentence: Span, word: Token) -> list[Token]:
    """Return the verbs that are coordinated with a word."""
    return [
        child
        for child in word.children
        if child.dep_ in ("conj", "parataxis")
        and (child.pos_ in ("VERB", "AUX") or any(c.dep_ in ("cop", "aux") for c in child.children))
        and sentence.start <= child.i < sentence.end
    ]


def _subordinated(first: Token, second: Token) -> bool:
    """True where an opening of condition or exception between two words makes the second verb a clause of its own."""
    between = first.doc[first.i + 1 : second.i]
    for name in ("exception", "condition_clause"):
        for found in cues()[name].pattern.finditer(between.text):
            opening = between.doc.char_span(
                between.start_char + found.start(), between.start_char + found.end(), alignment_mode="expand"
            )
            if opening is not None and not any(
                t.text == "," or t.dep_ == "cc" for t in first.doc[opening.end : second.i]
            ):
                return True
    return False


def _shares_object(verb: Token) -> bool:
    """True for a verb whose object is a pronoun that takes up the object before ("skrive brevet og sende det")."""
    objects = [c for c in verb.children if c.dep_ == "obj"]
    return bool(objects) and all(c.text in cues()["thing_pronoun"] for c in objects)


def _goes_later(verb: Token) -> bool:
    """True for a verb after "deretter" and its like, which open a main clause of their own."""
    return any(c.i < verb.i and c.dep_ == "advmod" and c.text in cues()["later"] for c in verb.children)


def _own_modal(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.i < verb.i for child in verb.children)


def _introduced(verb: Token) -> bool:
    """True where the verb stands in an indirect question or relative clause of its own."""
    if any(t.i < verb.i and t.lower_ in cues()["interrogative"] for t in verb.children):
        return True
    opening = verb.doc[verb.left_edge.i : verb.i].text
    groups = ("exception", "condition_clause", "deadline_opening")
    return any(cues()[name].match(opening) for name in groups if opening)


def _own_object(verb: Token, before: Token | None) -> bool:
    """True where the verb has a complement after it (and before the other verb)."""
    limit = before.i if before is not None else verb.doc[-1].i + 1
    for child in verb.children:
        if child.dep_ in _COMPLEMENTS and verb.i < child.i < limit and not _bare(verb, child):
            return True
        if before is None and child.dep_ in ("iobj", "nmod", "acl:relcl") and child.i > verb.i:
            return True
        if child.dep_ == "nsubj" and child.i < verb.i and before is None:
            return True
    return any(c.dep_ in ("cop",) for c in verb.children)


def _bare(verb: Token, noun: Token) -> bool:
    """True for the bare noun that makes one verb with a light verb ("ta initiativ")."""
    bare = (
        noun.pos_ == "NOUN"
        and noun.i == verb.i + 1
        and not any(c.dep_ != "cc" for c in noun.children if c.dep_ != "conj")
    )
    return bare and verb.lemma_.lower() in cues()["light_verb"]


def _border(verb: Token, first: Token) -> tuple[int, int]:
    """Return where the first proposition ends and the next begins, the conjunction in neither."""
    conjunction = next((c for c in verb.children if c.dep_ == "cc" and first.i < c.i < verb.i), None)
    if conjunction is not None:
        return conjunction.i, conjunction.i + 1
    begin = max(verb.left_edge.i, first.i + 1)
    end = begin
    while begin < verb.i and verb.doc[begin].pos_ in ("PUNCT", "CCONJ"):
        begin += 1
    return end, begin


def _gap(reading: Reading, sentence: Span, root: Token | None) -> int | None:
    """Return where a sentence ends in somebody else who does the same, or in the same within another time.

    "Sykehuset kontrollerer i to år, deretter fastlegen.", "Fastlegen kommer på dagtid, legevaktslegen om natten.",
    "Sykehuset svarer innen ti dager, men ved kreft innen tre."
    """
    commas = [t.i for t in sentence if t.text == ","]
    if root is None or not commas or commas[-1] < root.i or commas[-1] + 2 >= sentence.end:
        return None
    start = commas[-1] + 1
    rest = sentence.doc[start : sentence.end]
    passive = rest[0].text in cues()["later"] and "Pass" in root.morph.get("Voice", [])
    first = _named_next(rest, passive=passive)
    acts = reading.named_by(first) and (passive or not any(c.dep_ == "case" for c in first.children))
    after = sentence.doc[first.i + 1 : sentence.end]
    more = any(t.is_alpha and t.dep_ != "cc" and not (t.dep_ == "conj" and reading.named_by(t)) for t in after)
    verbal = any(t.pos_ in ("VERB", "AUX") for t in rest)
    subject = any(c.dep_.startswith("nsubj") and reading.named_by(c) for c in root.children)
    before = subject or passive or root.i == sentence.start
    other = acts and before and (more or first.i > start)
    return start if not verbal and (other or _limits_another_case(sentence, start)) else None


def _limits_another_case(sentence: Span, start: int) -> bool:
    """True where a sentence ends in another time limit for another case ("innen ti dager, ved kreft innen tre")."""
    joined = sentence.doc[start].text in cues()["adversative"] or sentence.doc[start].dep_ == "cc"
    first, rest = sentence.doc[sentence.start : start], sentence.doc[start + joined : sentence.end]
    case = cues()["condition_phrase"].match(rest.text) if len(rest) else None
    return case is not None and limit(first.text) is not None and limit(rest.text) is not None


def _named_next(rest: Span, *, passive: bool) -> Token:
    """Return the word after "deretter", and after "av" in the words that follow a passive ("senere av fastlegen")."""
    at = 1 if rest[0].text in cues()["later"] else 0
    if passive and at + 1 < len(rest) and rest[at].text in cues()["agent_preposition"]:
        at += 1
    return rest[at]


def _asides(reading: Reading, sentence: Span, apart: Mapping[int, Token]) -> list[tuple[int, int, Token | None]]:
    found: list[tuple[int, int, Token | None]] = []
    roles = {reading.head(m).i for m in reading.within(sentence, Kind.ROLE)}
    for token in sentence[1:]:
        before = token.nbor(-1)
        rest = sentence.doc[token.i : sentence.end]
        if before.text == "," and token.text in cues()["optional_act"] and _acts(rest):
            found.append((token.i, token.i, _verb_in(rest)))
        elif token.text in cues()["contrast"] and any(c.i in roles for c in token.head.children):
            found.append((token.i, token.i + 1, token.head))
        elif before.text[-1:] in _DASHES and token.text in cues()["antecedent_condition"]:
            found.append((token.i, token.i, _verb_in(rest)))
        elif before.dep_ == "cc" and _opens_condition(rest) and _is_main(sentence.doc[sentence.start : token.i]):
            found.append((before.i, token.i, _root(rest)))
        elif before.text == "," and _opens_cleft(rest):
            found.append((token.i, token.i, _verb_in(rest)))
        elif token.i in apart:
            found.append((token.i, token.i, apart[token.i]))
        elif before.text == "," and _agent_participle(token, roles):
            found.append((token.i, token.i, token))
        elif token.dep_ in ("acl:relcl", "acl:cleft") and _goes_on(token, sentence, roles):
            begin = token.left_edge.i
            found.append((begin - 1, begin, token))
        elif token.dep_ == "acl:relcl" and _relative_duty(token, roles):
            begin = token.left_edge.i
            if begin > sentence.start + 1:
                found.append((begin, begin, token))
    return found


def _acts(rest: Span) -> bool:
    """True where the words after an adverb open with a verb."""
    return any(token.pos_ == "VERB" for token in rest[1:3])


def _opens_condition(rest: Span) -> bool:
    """True for a condition that opens with its verb, with a main clause after it ("men mangler den, ber legen om den").

    What has a verb alone in common with it goes on with the subject before.
    """
    if len(rest) < 2 or not is_finite(rest[0]):
        return False
    being = rest[0].dep_ == "cop" and "Def" in rest[1].morph.get("Definite", [])
    standing = being or rest[1].dep_.startswith("nsubj") or rest[1].pos_ == "PRON"
    return standing and main_clause(rest) is not None


def _is_main(first: Span) -> bool:
    """True for words that hold a main clause: a condition that opens with its verb is none, with "og" more of it."""
    return not _verb_first(_labelled(first)) or main_clause(first) is not None


def _opens_cleft(rest: Span) -> bool:
    """True for words that say who acts in the case just told ("..., da er det sykehuslegen som fornyer")."""
    return len(rest) > 2 and rest[0].text in cues()["antecedent_condition"] and rest[1:3].lemma_.lower() == "være det"


def _apart(sentence: Span) -> dict[int, Token]:
    """Return the passives of clauses that open with a participle said again, by where that stands."""
    after_comma = (token for token in sentence[1:] if token.nbor(-1).text == ",")
    verbs = ((token.i, _of_other_things(token, sentence)) for token in after_comma)
    return {at: verb for at, verb in verbs if verb is not None}


def _of_other_things(participle: Token, sentence: Span) -> Token | None:
    """Return the passive of a clause that leaves out its noun, which a participle said again tells apart.

    "Prøver rekvirert av sykehuset tas der, *rekvirert* av fastlegen *tas* på legekontoret."
    """
    doc, lemma = sentence.doc, participle.lemma_
    before = (t for t in doc[sentence.start : participle.i] if "Part" in t.morph.get("VerbForm", []))
    if "Part" not in participle.morph.get("VerbForm", []) or not any(t.lemma_ == lemma for t in before):
        return None
    rest = doc[participle.i + 1 : next((t.i for t in doc[participle.i : sentence.end] if t.is_punct), sentence.end)]
    return next((t for t in rest if is_finite(t) and "Pass" in t.morph.get("Voice", [])), None)


def _agent_participle(token: Token, roles: set[int]) -> bool:
    participle = "Part" in token.morph.get("VerbForm", [])
    return participle and any(
        child.i in roles and any(c.lower_ == "av" for c in child.children) for child in token.children
    )


def _goes_on(verb: Token, sentence: Span, roles: set[int]) -> bool:
    """True for a relative clause that ends a sentence and tells what a role does next ("..., som skriver referat").

    A comma parts it from the role: without one it would only say which is meant.
    """
    first = verb.left_edge
    ends = all(t.is_punct for t in sentence.doc[verb.right_edge.i + 1 : sentence.end])
    subject = any(c.i == first.i and c.dep_ == "nsubj" and c.lower_ in cues()["relative"] for c in verb.children)
    present = "Pres" in verb.morph.get("Tense", []) or any(
        c.dep_ in ("aux", "cop") and "Pres" in c.morph.get("Tense", []) for c in verb.children
    )
    binds = verb.pos_ == "VERB" or cues()["phrase_obligation"].search(sentence.doc[first.i : sentence.end].text)
    comma = first.i > sentence.start + 1 and first.nbor(-1).text == ","
    before = first.nbor(-2) if comma else verb.head
    whose = any(t.i in roles or is_person(t) for t in (verb.head, before))
    # "Det er sykehuset, ikke fastlegen, som ..." says who does not.
    left_out = before.i > 0 and before.nbor(-1).text in cues()["negation"]
    return bool(ends and subject and present and comma and binds and whose and not left_out)


def _relative_duty(token: Token, roles: set[int]) -> bool:
    """True for "hvor fastlege deltar": a finite clause about a place or meeting, with a role as subject."""
    adverb = token.left_edge.pos_ == "ADV" and token.left_edge.head.i == token.i
    present = "Pres" in token.morph.get("Tense", [])
    antecedent = token.head.pos_ in ("NOUN", "PROPN")
    subjects = (c for c in token.children if c.dep_ == "nsubj" and "Gen" not in c.morph.get("Case", []))
    return adverb and present and antecedent and any(c.i in roles for c in subjects)


def _trimmed(span: Span) -> Span:
    """Return the span without punctuation at its start and commas or dashes at its end."""
    doc, start, end = span.doc, span.start, span.end
    while start < end - 1 and (doc[start].text in (",", ";", ".") or doc[start].text in _DASHES):
        start += 1
    while end > start + 1 and (doc[end - 1].text in (",", ";") or doc[end - 1].text in _DASHES):
        end -= 1
    return doc[start:end]
