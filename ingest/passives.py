"""Marks passive verbs by their ending, where the parser has not seen that they are.

Present passives of verbs that news hardly uses so ("møtet ledes", "prøven unngås") are tagged as active
ones; their subject is then what is acted upon, and nobody acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

NAME = "passive_forms"
_ENDINGS = ("es", "ås", "ast")
SHORTEST = 4


def add_passive_forms(nlp: Language) -> None:
    """Add the component to the end of a pipeline."""
    from spacy.language import Language

    if not Language.has_factory(NAME):
        Language.component(NAME, func=mark_passives)
    nlp.add_pipe(NAME, last=True)


def mark_passives(doc: Doc) -> Doc:
    """Give verbs that end like a passive its voice, and their subjects the passive's relation."""
    for token in doc:
        if token.pos_ == "VERB" and token.lower_.endswith(_ENDINGS) and len(token) >= SHORTEST and _unmarked(token):
            token.set_morph(f"{token.morph}|Voice=Pass" if str(token.morph) else "Voice=Pass")  # type: ignore[attr-defined]
            for child in token.children:
                if child.dep_ == "nsubj":
                    child.dep_ = "nsubj:pass"
        main = token.dep_ == "ROOT" or hangs_on_a_noun(token)
        if main and "Pass" in token.morph.get("Voice", []) and not _governed(token):
            token.set_morph("Mood=Ind|Tense=Pres|VerbForm=Fin|Voice=Pass")  # type: ignore[attr-defined]
    return doc


def hangs_on_a_noun(verb: Token) -> bool:
    """True for the passive of a main clause that the parser hangs on a noun.

    On one before it, which it takes for a verb ("Smertepumpe startes av teamet"), or on one of what follows ("Det
    doseres av legen til svaret er i målområdet"). A clause that belongs to another would open with a word for that.
    """
    noun = verb.head
    if noun.dep_ != "ROOT" or not verb.lower_.endswith(_ENDINGS) or _governed(verb):
        return False
    if verb.dep_ == "csubj":
        return noun.pos_ == "NOUN" and any(c.dep_ == "nsubj:pass" and c.i < verb.i for c in verb.children)
    bidding = "Imp" in noun.morph.get("Mood", []) or "Pres" in noun.morph.get("Tense", [])
    opens = bool(noun.is_sent_start) and noun.pos_ == "VERB" and noun.text.istitle() and not bidding
    return opens and verb.dep_ in ("ccomp", "xcomp")


def _governed(token: Token) -> bool:
    """True where the form may be an infinitive: after an auxiliary, or a word that opens one."""
    return any(child.dep_ in ("aux", "mark") for child in token.children)


def _unmarked(token: Token) -> bool:
    forms = token.morph.get("VerbForm", [])
    return (
        "Pass" not in token.morph.get("Voice", []) and "Part" not in forms and token.text not in cues()["deponent_verb"]
    )
