"""The action of a norm: the verb that says what is to be done, and the actions that it names."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLEFT = ("acl:cleft", "acl:relcl")


def action(verb: Token | None) -> str | None:
    """Return the lemma of the content verb, with its particle or the bare noun that makes it one.

    Support verbs give way to the verb that they govern ("har ansvar for å bestille" → "bestille"), and whoever a cleft
    brings out to what they do ("det er legen som bestiller" → "bestille").
    """
    if verb is None:
        return None
    if any(c.dep_ == "cop" for c in verb.children):
        clause = next((c for c in verb.children if c.dep_ in _CLEFT and c.pos_ == "VERB"), None)
        if clause is not None:
            return action(clause)
    lemma = verb.lemma_.lower()
    if lemma in cues()["support_verb"] or lemma in cues()["support_word"] or omits(verb):
        governed = next((t for t in verb.subtree if t.i > verb.i and _is_governed(t, verb)), None)
        if governed is not None:
            return action(governed)
    particle = next((c for c in verb.children if c.dep_ == "compound:prt"), None)
    if particle is not None:
        return f"{lemma} {particle.lower_}"
    bare = next((c for c in verb.children if c.dep_ == "obj" and c.i == verb.i + 1 and not list(c.children)), None)
    # The parser takes a subject after its verb for an object ("de første dagene gjør sykehuset det").
    if bare is not None and lemma in cues()["light_verb"] and bare.ent_type_ != Kind.ROLE:
        return f"{lemma} {bare.lower_}"
    return lemma


def omits(verb: Token | None) -> bool:
    """Return whether a verb leaves undone what it governs: who must not, must act ("skal ikke vente med å ...")."""
    if verb is None or verb.lemma_.lower() not in cues()["omitting_verb"]:
        return False
    return any(t.i > verb.i and _is_governed(t, verb) for t in verb.subtree)


def _is_governed(token: Token, verb: Token) -> bool:
    """True for an infinitive below a verb, with no clause of its own between them."""
    between = takewhile(lambda above: above.i != verb.i, token.ancestors)
    finite = any("Fin" in above.morph.get("VerbForm", []) for above in between)
    return "Inf" in token.morph.get("VerbForm", []) and not finite


def is_verb_of_act(word: str) -> bool:
    """Return whether a word is the infinitive or the present of a verb that names an action, and no participle of it.

    >>> is_verb_of_act("fornye"), is_verb_of_act("utsteder"), is_verb_of_act("utskrivende"), is_verb_of_act("bestilte")
    (True, True, False, False)
    """
    labels = {label.text for act in acts_of(word) for label in concepts()[act].labels}
    return not labels.isdisjoint({word, word.removesuffix("r")})


def acts_of(verb: str | None) -> list[str]:
    """Return the actions that a verb names; one that only carries its noun ("gi tilbakemelding") names none."""
    words = lexicon("nb").words("" if verb is None or verb in cues()["light_verb"] else verb)
    return [mention.concept for mention in lexicon("nb").mentions(words, Kind.ACTION)]
