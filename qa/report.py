"""Draws an evaluation for people: Norwegian tables of figures, misses, contenders and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from rich import box
from rich.table import Table
from rich.text import Text

from qa.answers import Status
from qa.comparison import Comparison, Contender
from qa.evaluation import Bin, Count, Evaluation, Figures, Row

NOTHING = "–"
KINDS = {
    "who": "hvem", "condition": "vilkår", "may": "om noe er lov", "what": "hva", "when": "når", "how": "hvordan",
    "contact": "kontakt", "multi": "flere i ett", "unanswerable": "uten svar",
}  # fmt: skip
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk"}
_FIGURES = {
    "correct": "helt riktige, av alle",
    "hit1": "riktig punkt først, av dem med svar",
    "hit3": "riktig punkt blant de tre første",
    "roles": "riktige roller, der det spørres om roller",
    "said": "svaret sier det det skal",
    "abstained_when_unanswerable": "avstår der retningslinjen ikke svarer",
    "wrong_among_answered": "feil blant dem den besvarer",
}
_ABOUT_OWN = (
    "«øverste punkt»: det ansvar setter først, også der den avstår; de andre avstår aldri.\n"
    "«svaret»: her er det bom når den avstår. Tidene er for hele svaret."
)
_FAULTS = (
    ("hit1", "et annet punkt enn ventet"),
    ("roles", "andre roller enn ventet"),
    ("said", "svaret mangler ord det skal ha"),
)


def tables(evaluation: Evaluation, comparison: Comparison | None, *, misses: int, reliability: bool) -> Iterator[Table]:
    """Draw an evaluation.

    :param misses: how many misses to draw at most.
    :param reliability: whether to draw the confidence against the share right.
    """
    figures = evaluation.figures
    yield figures_table(figures)
    yield groups_table("Helt riktige etter type", figures.by_kind, KINDS)
    yield groups_table("Helt riktige etter språk", figures.by_language, LANGUAGES)
    if comparison is not None:
        yield comparison_table(comparison)
    if reliability:
        yield reliability_table(evaluation.reliability)
    if misses and evaluation.misses:
        yield misses_table(evaluation.misses[:misses], of=len(evaluation.misses))


def record(evaluation: Evaluation, comparison: Comparison | None) -> dict[str, object]:
    """Return an evaluation as plain values: the scorer's figures, the misses' ids, and the rest by name."""
    return evaluation.figures.as_record() | {
        "misses": [row.gold.id for row in evaluation.misses],
        "reliability": [asdict(each) for each in evaluation.reliability],
        "comparison": comparison.as_record() if comparison is not None else None,
    }


def figures_table(figures: Figures) -> Table:
    """Draw the figures of all questions."""
    table = _table(f"Tallene ({figures.n} spørsmål)", ("tall", "verdi"))
    for name, meaning in _FIGURES.items():
        table.add_row(meaning, percent(getattr(figures, name)))
    table.add_row("tid per spørsmål: median og 95-persentil", times(figures.p50_ms, figures.p95_ms))
    return table


def groups_table(title: str, groups: Mapping[str, Count], names: Mapping[str, str]) -> Table:
    """Draw how many questions of each group went right."""
    table = _table(title, ("", "riktige", "andel"))
    for name, count in groups.items():
        table.add_row(names.get(name, name), f"{count.right} av {count.of}", percent(count.share))
    return table


def misses_table(misses: Iterable[Row], *, of: int) -> Table:
    """Draw questions that went wrong, with what was expected and what came."""
    table = _table("", ("spørsmål", "ventet", "fikk", "feilen"), lines=True)
    for row in misses:
        table.add_row(Text(f"{row.gold.question} ({row.gold.id})"), Text(expected(row)), Text(got(row)), fault(row))
    table.title = f"Feil ({table.row_count} av {of})"
    return table


def expected(row: Row) -> str:
    """Return what a question's answer should be: the clause, and the roles where they are asked for."""
    if not row.gold.answerable:
        return "ikke noe svar"
    return _with_roles(row.gold.evidence[0] if row.gold.evidence else NOTHING, row.gold.roles)


def got(row: Row) -> str:
    """Return what came: the clause and the roles answered with, or the clause ranked first."""
    if row.answer.status is Status.REFUSED:
        return "avvist"
    if row.answer.status is Status.ABSTAINED:
        return f"ikke noe svar; nærmest: {row.top or NOTHING}"
    return _with_roles(row.top or NOTHING, [role.id for role in row.answer.roles])


def fault(row: Row) -> str:
    """Return what is wrong with an answer."""
    if not row.gold.answerable:
        return "svarer der retningslinjen ikke svarer"
    if row.answer.status is Status.REFUSED:
        return "avviser et spørsmål med svar"
    if row.answer.status is Status.ABSTAINED:
        return f"avstår; nærmeste punkt er {'riktig' if row.top_hit else 'galt'}"
    return ", ".join(text for name, text in _FAULTS if not getattr(row.verdict, name))


def _with_roles(text: str, roles: Iterable[str]) -> str:
    named = ", ".join(roles)
    return f"{text} [{named}]" if named else text


def comparison_table(comparison: Comparison) -> Table:
    """Draw the program beside the others."""
    table = _table(
        f"Sammenlikning ({comparison.questions} spørsmål med svar)",
        ("hvem", "riktig først", "foran med", "median", "95-persentil"),
    )
    own = comparison.own
    table.add_row("ansvar, øverste punkt", *_measured(own, None))
    table.add_row("ansvar, svaret", *_measured(comparison.own_answers, None))
    table.add_section()
    for other in comparison.others:
        table.add_row(other.name, *_measured(other, own))
    table.caption = Text("\n".join([_ABOUT_OWN, *comparison.missing]))
    return table


def _measured(contender: Contender, own: Contender | None) -> tuple[str, str, str, str]:
    ahead = NOTHING
    if own is not None and own.hit1 is not None and contender.hit1 is not None:
        ahead = f"{100 * (own.hit1 - contender.hit1):+.1f} poeng".replace(".", ",")
    return percent(contender.hit1), ahead, milliseconds(contender.p50_ms), milliseconds(contender.p95_ms)


def reliability_table(bins: Iterable[Bin]) -> Table:
    """Draw the confidence against the share right."""
    table = _table("Sier sikkerheten det den skal?", ("sikkerhet fra", "spørsmål", "i snitt", "øverste punkt riktig"))
    for each in bins:
        table.add_row(percent(each.low), str(each.questions), percent(each.confidence), percent(each.right))
    return table


def _table(title: str, heads: Iterable[str], *, lines: bool = False) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_lines=lines, caption_justify="left")
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if lines or at == 0 else "right", overflow="fold")
    return table


def percent(part: float | None) -> str:
    """Return a share as a reader writes it.

    >>> percent(0.682), percent(None)
    ('68,2 %', '–')
    """
    return NOTHING if part is None else f"{100 * part:.1f} %".replace(".", ",")


def milliseconds(value: float) -> str:
    """Return a time as a reader writes it.

    >>> milliseconds(12.34)
    '12,3 ms'
    """
    return f"{value:.1f} ms".replace(".", ",")


def times(*values: float) -> str:
    """Return some times."""
    return " og ".join(milliseconds(value) for value in values)
