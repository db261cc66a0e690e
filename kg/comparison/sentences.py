"""What a committee reads of two guidelines side by side: plain Norwegian sentences about each pair."""

from __future__ import annotations

from kg.comparison.guidelines import Aspect, Comparison, Counterpart, Theme
from kg.model import Condition, Document, Norm
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital, listed, quoted, roles
from ontology.concepts import concepts

ASPECTS = {
    Aspect.BEARER: "Ansvarlig",
    Aspect.MODALITY: "Styrke",
    Aspect.DEADLINE: "Frist",
    Aspect.CONDITION: "Vilkår",
    Aspect.EXCEPTION: "Unntak",
}
NO_THEME = "Annet"
NOBODY = "ingen nevnt"
NONE = "ingen"


def names(of: Comparison) -> tuple[str, str]:
    """Return what the two guidelines are called: by id, and by version as well where the id is the same."""
    same = of.a.id == of.b.id
    return _name(of.a, versioned=same), _name(of.b, versioned=same)


def _name(document: Document, *, versioned: bool) -> str:
    return document.metadata.edition if versioned else document.id


def theme_name(theme: Theme) -> str:
    """Return what a theme is called."""
    return capital(concepts().name(theme.matter)) if theme.matter else NO_THEME


def sentence(pair: Counterpart, here: str, there: str) -> str:
    """Say in what two norms differ, or that they do not."""
    a, b = pair.a, pair.b
    if not pair.apart:
        verb, same = MODALITIES[a.modality].verb, "uten forskjell i frist, vilkår eller unntak"
        if set(a.bearers) == set(b.bearers):
            who = f"{capital(roles(a.bearers))} {verb}" if a.bearers else "Ansvarlig er ikke nevnt, og det er likt"
            return f"{who} begge steder, {same}."
        return f"{capital(roles(a.bearers))} i {here} og {roles(b.bearers)} i {there} {verb} det samme, {same}."
    about = concepts().name(pair.theme) if pair.theme else "dette"
    return " ".join(_said(aspect, a, b, about, here, there) for aspect in pair.apart)


def _said(aspect: Aspect, a: Norm, b: Norm, about: str, here: str, there: str) -> str:
    if aspect is Aspect.BEARER:
        ours, theirs = (roles(norm.bearers) or NOBODY for norm in (a, b))
        return f"Ansvarlig for {about}: {ours} i {here}, {theirs} i {there}."
    if aspect is Aspect.MODALITY:
        return f"Styrken er «{MODALITIES[a.modality].verb}» i {here}, «{MODALITIES[b.modality].verb}» i {there}."
    if aspect is Aspect.DEADLINE:
        ours, theirs = (quoted(norm.deadline) if norm.deadline else NONE for norm in (a, b))
        return f"Frist: {ours} i {here}, {theirs} i {there}."
    ours, theirs = (_terms(norm.holds_where if aspect is Aspect.CONDITION else norm.unless) for norm in (a, b))
    return f"{ASPECTS[aspect]}: {ours} i {here}, {theirs} i {there}."


def _terms(conditions: tuple[Condition, ...]) -> str:
    return listed([quoted(condition.text) for condition in conditions]) or NONE


def alone(here: str, there: str) -> tuple[str, str]:
    """Say that something is found on one side only, with care: it may be said in other words on the other."""
    return (
        f"Bare i {here} (fant ikke noe tilsvarende i {there}):",
        f"Bare i {there} (fant ikke noe tilsvarende i {here}):",
    )
