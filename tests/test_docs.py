"""The documentation says what is so: commands, options, files, outputs, figures and examples."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cli
from data import PIPELINE
from kg.model import Norm
from ontology.concepts import concepts
from qa.leading import WEIGHTS as LEADING
from qa.ranking import WEIGHTS
from tests.support import ROOT, ansvar, read_all, written

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")])
NOTHING = "–"


# -- the command line --------------------------------------------------------------------------


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of all commands by name."""
    return dict(below(cli.parser()))


def below(parser: argparse.ArgumentParser, prefix: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the commands below a parser; one that only gathers others is none."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                inner = list(below(each, f"{prefix}{name} "))
                yield from inner or [(prefix + name, each)]


def options(name: str) -> list[str]:
    return [option for action in commands()[name]._actions for option in action.option_strings]


def row_of(name: str) -> str:
    (row,) = re.findall(rf"^\| `ansvar {name}\b.*$", README, re.MULTILINE)
    return str(row)


@pytest.mark.parametrize("name", commands())
def test_readme_names_every_command_with_its_options(name: str) -> None:
    common = {"-h", "--help", "-v", "--verbose"}
    for option in options(name):
        place = README if option in common else row_of(name)
        assert f"`{option}" in place, f"README.md does not tell of {option} of ansvar {name}"


def test_readme_names_no_command_or_option_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `ansvar ([a-z]+(?: [a-z]+)?)", README, re.MULTILINE)) == set(commands())
    for name in commands():
        named = re.findall(r"`(--?[a-z][a-z-]*)", row_of(name))
        assert set(named) <= set(options(name)), name


def shown(page: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of a page's console blocks with the output that is shown of each."""
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("ansvar "):
                yield command.removeprefix("ansvar "), output


def words(command: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("command", "output"), list(shown(README)))
def test_commands_print_what_the_readme_shows(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ellipsis stands for anything."""
    printed = ansvar(capsys, monkeypatch, *words(command)).out
    pattern = ".*".join(re.escape(part) for part in output.strip("\n").split("…"))
    assert re.fullmatch(pattern, printed.strip("\n"), re.DOTALL), f"ansvar {command} prints\n{printed[:3000]}"


# -- files, links and knowledge ----------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            name, _, heading = target.partition("#")
            linked = page.parent / name if name else page
            assert linked.exists(), f"{page.name} links to {target}"
            if heading:
                titles = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
                assert heading in {title.lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_folder_named_is_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = re.findall(r"`([\w./-]+(?:/|\.(?:py|ttl|rq|toml|txt|md|json|cfg|tsv|png)))`", text)
    places = (ROOT, ROOT / "ontology", ROOT / "data")
    for name in named:
        invented = "min-region" in name or name.endswith("secrets.toml")
        assert invented or any((place / name).exists() for place in places), f"{page.name} names {name}"


def test_readme_adds_a_role_that_is_not_there_below_one_that_is() -> None:
    (turtle,) = re.findall(r"```turtle\n(.*?)```", README, re.DOTALL)
    new, *others = re.findall(r"\bc:(\w+)", turtle)
    assert new not in concepts()
    assert all(other in concepts() for other in others)


def test_settings_have_the_names_that_the_readme_gives() -> None:
    import ingest.pipeline
    import kg.addresses
    import kg.home
    import kg.remote.address
    import qa.cluster
    import qa.collection
    import qa.encoder
    import qa.milvus

    named = set(re.findall(r"^\| `(ANSVAR_\w+)`", README, re.MULTILINE))
    assert named == {
        kg.home.SETTING, kg.addresses.SETTING, kg.remote.address.STORE, qa.cluster.SETTING, qa.collection.UPLOADS,
        qa.encoder.SETTING, qa.milvus.VECTORS, ingest.pipeline.SETTING,
    }  # fmt: skip


# -- figures -----------------------------------------------------------------------------------


def rows_of(page: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a page's tables by their headings."""
    for table in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
        for row in rows:
            yield dict(zip(heads, row, strict=True))


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["dev", "test"])
def test_the_figures_of_the_pipeline_are_those_it_ships_with(part: str) -> None:
    figures = json.loads((PIPELINE / "figures.json").read_text(encoding="utf-8"))[part]
    said = {row["figure"].strip("`"): row[part] for row in rows_of(page("training.md")) if "figure" in row}
    assert said == {name: f"{value:.2f}" for name, value in figures.items()}


def test_the_weights_and_their_figures_are_those_in_use() -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    text = page("answering.md")
    for name in ("ranking", "confidence"):
        said = {row[f"{name} feature"].strip("`"): row["weight"] for row in rows_of(text) if f"{name} feature" in row}
        assert said == {feature: f"{weight:.2f}" for feature, weight in stored[name].items()}
    figures = stored["figures"]
    curve = [
        {
            "confidence from": f"{row['from']:.1f}",
            "questions": str(row["questions"]),
            "mean confidence": f"{row['confidence']:.2f}",
            "right": f"{row['right']:.2f}",
        }
        for row in figures["reliability"]
    ]
    assert [row for row in rows_of(text) if "confidence from" in row] == curve
    said = {row["figure"].strip("`"): row["value"] for row in rows_of(text) if "figure" in row}
    assert said == {
        "threshold": f"{stored['threshold']:.2f}",
        **{name: f"{value:g}" for name, value in figures.items() if name != "reliability"},
    }


def test_the_signals_of_leading_norms_are_weighed_as_the_page_says() -> None:
    stored = json.loads(LEADING.read_text(encoding="utf-8"))
    text = page("answering.md")
    said = {row["signal"].strip("`"): row["weight"] for row in rows_of(text) if "signal" in row}
    assert said == {signal: f"{weight:.2f}" for signal, weight in stored["weights"].items()}
    figures = stored["figures"]
    assert f"fitted on {figures['questions']:,} questions of {figures['guidelines']} guidelines" in text
    assert f"rightly in {figures['held_out']:.1%} of the cases" in text
    assert f"first is right in {figures['first']:.1%}" in text


# -- examples of extraction --------------------------------------------------------------------


def limit(norm: Norm) -> str:
    words = f"«{norm.deadline}»" if norm.deadline else ""
    return f"{words} = {norm.duration}" if norm.duration else words


FACETS: dict[str, Callable[[Norm], str]] = {
    "norms": lambda norm: norm.text,
    "modality": lambda norm: norm.modality.value,
    "bearers": lambda norm: ", ".join(norm.bearers),
    "conditions": lambda norm: "; ".join(f"«{c.text}»" for c in norm.holds_where),
    "exceptions": lambda norm: "; ".join(f"«{c.text}»" for c in norm.unless),
    "limit": limit,
    "contacts": lambda norm: ", ".join(norm.contacts),
    "action": lambda norm: norm.action or "",
    "artifacts": lambda norm: ", ".join(norm.artifacts),
}
EXAMPLES = [row for row in rows_of(page("extraction.md")) if "example" in row]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["example"])
def test_examples_are_read_as_the_page_says(row: dict[str, str], tmp_path: Path) -> None:
    """A row under "Known not to be read" that fails here is read now: move it up."""
    above, *points = (part.strip() for part in row["example"].split("•"))
    if not points:
        above, points = "", [above]
    heading = f"{above}\n\n" if above else ""
    text = f"1. Samarbeid\n\n{heading}" + "".join(f"• {point}\n" for point in points)
    norms = read_all(written(tmp_path, text)).norms
    for facet in FACETS.keys() & row.keys():
        assert " / ".join(FACETS[facet](norm) or NOTHING for norm in norms) == row[facet], facet
    if "construction" in row:
        assert row["construction"] in {reading for norm in norms for reading in norm.readings}


def test_the_figures_of_overlaps_are_those_of_their_weights() -> None:
    from kg.overlap.model import WEIGHTS as OVERLAP_WEIGHTS

    stored = json.loads(OVERLAP_WEIGHTS.read_text(encoding="utf-8"))["figures"]

    def of(part: str, guideline: str) -> list[str]:
        names = ("recall", "recall_at_2n", "kind_right_when_found")
        return [f"{stored[part][guideline][name]:.2f}" for name in names]

    tables = [list(row.values()) for row in rows_of(page("overlaps.md")) if "guideline" in row]
    for guideline, count in stored["pairs"].items():
        with_vectors, without = (cells[1:] for cells in tables if cells[0] == f"`{guideline}`")
        counts = [str(count), str(stored["reachable"][guideline])]
        assert with_vectors == [*counts, *of("held_out", guideline), *of("fitted", guideline)]
        assert without == of("held_out_without_vectors", guideline)
