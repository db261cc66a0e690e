"""Where the graph and the vectors of a build lie, as the settings say, and whether they can be asked there."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import BuildError
from kg.home import Build
from kg.keeping import keeper
from qa import milvus
from qa.vectors import vectors_held


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The addresses of graph and vectors without credentials, each empty where they lie in the build."""

    graph: str
    vectors: str

    def text(self) -> str:
        """Return both in some words of Norwegian.

        >>> Whereabouts("https://graf.example/sparql", "").text()
        'Grafen ligger i https://graf.example/sparql, vektorene i bygget.'
        """
        return f"Grafen ligger i {self.graph or 'bygget'}, vektorene i {self.vectors or 'bygget'}."


def whereabouts() -> Whereabouts:
    """Return where graph and vectors lie.

    :raises StoreError: where the settings cannot be used.
    """
    server = milvus.chosen()
    return Whereabouts(keeper().where, "" if server is None else server.where)


def reach() -> Whereabouts:
    """Return where graph and vectors lie, after having looked whether they can be asked there; without waiting long.

    :raises StoreError: where they cannot.
    """
    keeper().reach()
    if (server := milvus.chosen()) is not None:
        server.reach()
    return whereabouts()


def check(build: Build) -> None:
    """Check that graph and vectors of a build are whole where they lie.

    :raises BuildError: where they are not.
    """
    keeper().check(build)
    if not vectors_held(build.index):
        raise BuildError(
            f"Vektorene til bygget er ikke i {whereabouts().vectors or build.index}. Kjør «ansvar build» på nytt."
        )
