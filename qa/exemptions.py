"""Tells whom a norm frees from a duty: "Fastlegen har ingen plikt til å ..."."""

from __future__ import annotations

from kg.model import Norm
from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import lexicon
from qa.profiles import nearness
from qa.understanding import Ask, Question


def exempted(norm: Norm) -> tuple[str, ...] | None:
    """Return the roles that a norm frees, none where it frees without saying whom; None where it frees nobody."""
    found = cues()["phrase_exemption"].search(norm.text)
    if found is None:
        return None
    freed = lexicon("nb").mentions(lexicon("nb").words(norm.text[: found.start()]), Kind.ROLE)
    return tuple(dict.fromkeys(mention.concept for mention in freed))


def freed(question: Question, norm: Norm) -> tuple[str, ...] | None:
    """Return whom a norm frees from the duty that a question asks about; None where it frees none it asks about.

    Where "who" asks for a duty, whoever is free of it is no answer.
    """
    roles = exempted(norm) if question.binding and question.ask is Ask.MAY else None
    if roles is None or not question.actors:
        return roles
    asked = nearness(question.actors)
    return tuple(role for role in roles if role in asked) or None
