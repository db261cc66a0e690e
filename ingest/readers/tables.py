"""Tables as text: each row one line, its cells named by their columns."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_NAME = 6


def rows(cells: Sequence[Sequence[str]], *, headed: bool | None = None) -> list[str]:
    """Return the rows of a table that hold words, each as one text.

    :param cells: the words of each cell, row by row; empty where a cell has none.
    :param headed: whether the first row names the columns; None to judge by its words.

    >>> rows([["Oppgave", "Ansvar"], ["Sende epikrise", "Sykehuslegen"], ["Ringe", ""]])
    ['Oppgave: Sende epikrise; Ansvar: Sykehuslegen', 'Oppgave: Ringe']
    """
    if not cells:
        return []
    names = [cell.rstrip(":") for cell in cells[0]] if (headed or (headed is None and _names(cells))) else []
    written = []
    for row in cells[1:] if names else cells:
        named = [(names[at] if at < len(names) else "", cell) for at, cell in enumerate(row) if cell]
        said = [f"{name}: {cell}" if name and name != cell else cell for name, cell in named]
        if said:
            written.append("; ".join(each.rstrip(";.") for each in said[:-1]) + ("; " if said[:-1] else "") + said[-1])
    return written


def _names(cells: Sequence[Sequence[str]]) -> bool:
    """True where the first row reads like names of columns: short, all different, no sentence."""
    first = list(cells[0])
    short = all(cell and len(cell.split()) <= _LONGEST_NAME and not cell.endswith((".", "!", "?")) for cell in first)
    return len(cells) > 1 and len(first) > 1 and short and len(set(first)) == len(first)


def in_cell(texts: Sequence[str]) -> str:
    """Join the paragraphs and list items of one cell.

    >>> in_cell(["Ringe legen.", "", "Skrive notat", "Be om svar"])
    'Ringe legen. Skrive notat, Be om svar'
    """
    joined = ""
    for text in (each for each in texts if each):
        gap = "" if not joined else " " if joined.endswith((".", "!", "?", ":", ",", ";")) else ", "
        joined += gap + text
    return joined
