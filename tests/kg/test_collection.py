"""The folder of what was added: written whole or not at all, read back as it was, and nothing left behind."""

from __future__ import annotations

import threading
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata import facts_beside
from kg.collection import Collection, toml
from kg.errors import BuildError, DocumentError
from kg.model import Metadata

META = Metadata("vakt", "Rutine for «vakt»", "MSU", "2.1", 2025, "nn", "2025-02-01")
TIME = "2025-01-01T12:00:00+00:00"


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    made = Collection(tmp_path)
    with made.changing():
        made.keep(META, b"Legen ringer.", file="Vakt.TXT", time=TIME)
    return made


def names(collection: Collection) -> list[str]:
    return sorted(path.name for path in collection.folder.iterdir())


def test_what_was_kept_is_read_back(collection: Collection) -> None:
    (added,) = collection.added()
    assert (added.metadata, added.file, added.time) == (META, "Vakt.TXT", TIME)
    assert added.path.read_bytes() == b"Legen ringer."
    assert added.path.suffix == ".txt"
    assert (added.path.stat().st_mode & 0o777, collection.get("vakt@2.1")) == (0o600, added)


def test_a_new_file_takes_the_place_of_the_old_whatever_its_format(collection: Collection) -> None:
    with collection.changing():
        collection.keep(META, b"<p>Legen ringer.</p>", file="vakt.html", time=TIME)
    assert len(names(collection)) == 2
    assert [each.file for each in collection.added()] == ["vakt.html"]


def test_two_editions_whose_names_begin_alike_are_kept_apart(collection: Collection) -> None:
    longer = Metadata("vakt", "Vakt", version="2.1.3")
    with collection.changing():
        collection.keep(longer, b"Vakten svarer.", file="vakt.txt", time=TIME)
        collection.drop("vakt@2.1")
    assert [each.metadata for each in collection.added()] == [longer]
    assert len(names(collection)) == 2


def test_what_a_killed_writer_left_is_swept_away(collection: Collection) -> None:
    """A file whose metadata were not written yet, one half-written, and one whose metadata are removed already."""
    for name in ("annen@1.0123abcd.txt", ".vakt@2.1.toml.77.part", "vakt@2.1.0123abcd.txt"):
        (collection.folder / name).write_bytes(b"rester")
    with collection.changing():
        pass
    assert len(names(collection)) == 2
    assert [each.metadata for each in collection.added()] == [META]


def test_a_file_of_ones_own_among_them_was_swept_away(collection: Collection) -> None:
    own = ("min-egen.txt", "vakt@2.1.txt", "notat.toml", "utkast.part", "vakt@2.1 (kopi).0123abcd.txt", ".skjult")
    for name in own:
        (collection.folder / name).write_bytes(b"mitt")
    (collection.folder / "annen@1.0123abcd.txt").mkdir()
    (collection.folder / "lenke@1.0123abcd.txt").symlink_to(collection.folder / "min-egen.txt")
    before = names(collection)
    with collection.changing():
        collection.keep(META, b"Legen svarer.", file="vakt.txt", time=TIME)
        collection.drop("vakt@2.1")
    assert names(collection) == [name for name in before if not name.startswith("vakt@2.1.") or name in own]
    assert collection.added() == []


def test_a_subfolder_made_removing_fail(collection: Collection) -> None:
    (collection.folder / "eldre").mkdir()
    (collection.folder / "eldre" / "notat.txt").write_bytes(b"mitt")
    with collection.changing():
        collection.drop("vakt@2.1")
    assert names(collection) == ["eldre"]
    assert (collection.folder / "eldre" / "notat.txt").read_bytes() == b"mitt"


def test_a_reader_took_an_edition_replaced_meanwhile_for_damaged(tmp_path: Path) -> None:
    """A real writer in a thread of its own replaces the edition again and again; no reader ever finds it damaged."""
    writer, reader = Collection(tmp_path), Collection(tmp_path)
    texts = {f"Lege {at} ringer.".encode() for at in range(60)}

    def write() -> None:
        for text in sorted(texts):
            with writer.changing():
                writer.keep(META, text, file="vakt.txt", time=TIME)

    thread = threading.Thread(target=write)
    thread.start()
    reads = 0
    while thread.is_alive():
        reads += sum(each.metadata == META for each in reader.added())
    thread.join()
    assert reads > 0


def test_between_new_metadata_and_the_sweep_a_reader_is_told_of_the_new_file(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader has the old metadata in hand when the edition is replaced; once it is removed there is none."""
    read, other = facts_beside, Collection(collection.folder.parent)
    changes = [
        lambda: other.keep(META, b"Legen svarer.", file="vakt.txt", time=TIME),
        lambda: other.drop("vakt@2.1"),
    ]

    def late(path: Path) -> dict[str, object]:
        facts = read(path)
        if turns:
            turns.pop()()
        return facts

    for change, left in zip(changes, (b"Legen svarer.", None), strict=True):
        turns = []
        monkeypatch.setattr("kg.collection.facts_beside", late)
        turns.append(lambda change=change: (monkeypatch.undo(), change()))
        found = collection.get("vakt@2.1")
        assert (found.path.read_bytes() if found else None) == left


def test_a_fault_of_what_is_done_meanwhile_was_blamed_on_the_folder(collection: Collection) -> None:
    with pytest.raises(FileNotFoundError, match="annet"), collection.changing():
        raise FileNotFoundError("noe helt annet")
    with collection.changing():
        assert [each.metadata for each in collection.added()] == [META]


def test_a_file_whose_metadata_are_damaged_is_not_swept_away(collection: Collection) -> None:
    (collection.folder / "vakt@2.1.toml").write_bytes(b"id = [")
    with pytest.raises(DocumentError, match="skadet"):
        collection.added()
    with collection.changing():
        pass
    assert len(names(collection)) == 2
    with collection.changing():
        collection.drop("vakt@2.1")
    assert names(collection) == []


@pytest.mark.parametrize("change", [b"Legen ringer ikke.", b""])
def test_a_changed_file_is_noticed(collection: Collection, change: bytes) -> None:
    collection.added()[0].path.write_bytes(change)
    with pytest.raises(DocumentError, match=r"vakt@2\.1.*endret"):
        collection.added()


def test_metadata_of_another_edition_are_noticed(collection: Collection) -> None:
    path = collection.folder / "vakt@2.1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"2.1"', '"2.2"'), encoding="utf-8")
    with pytest.raises(DocumentError, match="ansvar remove"):
        collection.added()


def test_a_shipped_edition_is_left_out_until_it_is_shown_again(collection: Collection) -> None:
    collection.hide("agder@1")
    assert collection.hidden() == {"agder@1"}
    collection.show("agder@1")
    assert not collection.hidden()
    assert [each.metadata for each in collection.added()] == [META]


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="Kan ikke skrive"), Collection(tmp_path / "fil").changing():
        pass


@given(st.dictionaries(st.sampled_from(["id", "title", "year"]), st.text() | st.integers()))
def test_facts_are_toml(facts: dict[str, object]) -> None:
    read = tomllib.loads(toml(facts))
    assert read.keys() == facts.keys()
    for name, value in facts.items():
        if isinstance(value, int):
            assert read[name] == value
        else:
            assert read[name] == "".join(char if char.isprintable() else " " for char in str(value))
