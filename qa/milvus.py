"""The vectors of builds in Milvus: a collection for each set of a build, named by its home and its build.

A collection is written under a name of its own and takes its name when all is in it, so that what has the name is
whole. Rows are inserted once and never changed; the flat index compares all of them, as the embedded one does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kg.errors import StoreError
from kg.homename import home_name, home_of, named_home
from kg.remote.address import check, shown

if TYPE_CHECKING:
    from kg.home import Home
    from qa.encoder import Vectors
    from qa.vectors import Near

VECTORS, USER, PASSWORD = "ANSVAR_VECTORS", "ANSVAR_VECTORS_USER", "ANSVAR_VECTORS_PASSWORD"
PLACE, VECTOR = "place", "vector"
EXACT_UP_TO = 200_000
"""Rows that a flat index takes; for more, Milvus chooses an index, which may miss some of the nearest."""
BATCH = 4_000
"""Rows in one request: some 6 MB, well under what a server takes."""
MARGIN = 24
"""Rows asked for beyond those wanted: of those as near, the first by place are wanted, whatever order they come in."""
MOST = 16_384
"""The most rows that Milvus gives for one search."""
CONNECT, ANSWER, WRITE, PING = 5.0, 30.0, 600.0, 2.0
"""Seconds to wait for a connection, for an answer, for a collection to be written, and for a sign of life."""
_PART = "_part"


@dataclass(frozen=True, slots=True)
class Server:
    """A Milvus server by address, or the file of a Milvus Lite, which one process at a time can open."""

    address: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def where(self) -> str:
        """Where it is, for people, without credentials."""
        return shown(self.address) if "://" in self.address else self.address

    def write(self, folder: Path, name: str, rows: npt.NDArray[np.floating]) -> None:
        """Write a set of vectors of a build that is being written; it is done already where the build was here before.

        :param folder: of the index of the build.
        :raises StoreError: where that cannot be done; nothing has the name of the set then.
        """
        named_home(home_of(folder.parent))
        collection = collection_of(folder, name)
        with self._working(WRITE) as client:
            if client.has_collection(collection):
                if _count(client, collection) == len(rows):
                    return
                client.drop_collection(collection)
            if client.has_collection(collection + _PART):
                client.drop_collection(collection + _PART)
            _insert(client, collection + _PART, rows)
            client.rename_collection(collection + _PART, collection)

    def holds(self, folder: Path, name: str) -> bool:
        """Whether a set of vectors of a build is here.

        :raises StoreError: where it cannot be known.
        """
        if home_name(home_of(folder.parent)) is None:
            return False
        with self._working() as client:
            return bool(client.has_collection(collection_of(folder, name)))

    def open(self, folder: Path, name: str) -> MilvusVectors:
        """Open a set of vectors of a build; the server is not asked before its first use."""
        return MilvusVectors(self, folder, name)

    def tidy(self, home: Home) -> None:
        """Remove the collections of this home that none of its builds has.

        :raises StoreError: where that cannot be done.
        """
        if (name := home_name(home.folder)) is None:
            return
        builds = tuple(_begin(name, each.name) for each in (home.folder / "builds").glob("[!.]*"))
        with self._working(WRITE) as client:
            for collection in client.list_collections():
                mine = collection.startswith(_begin(name, ""))
                if mine and (not collection.startswith(builds) or collection.endswith(_PART)):
                    client.drop_collection(collection)

    def reach(self) -> None:
        """Ask the server for next to nothing.

        :raises StoreError: where it cannot be reached.
        """
        with self._working(PING) as client:
            client.has_collection("ansvar")

    @contextmanager
    def _working(self, seconds: float = ANSWER) -> Iterator[Any]:
        """Give a client, and say what is wrong in words of our own: the library's may hold anything.

        :raises StoreError: where the server cannot be reached, or refuses.
        """
        try:
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            raise StoreError(
                f"{VECTORS} trenger Milvus-klienten. Installer den: pip install 'ansvarsgraf[milvus]'"
            ) from error
        try:
            yield _Timed(_client(self), seconds)
        except MilvusException as error:
            raise StoreError(
                f"Vektorlageret på {self.where} {_why(error)}. Sjekk at det kjører, og at {VECTORS} er riktig."
            ) from error
        except (OSError, ValueError) as error:
            raise StoreError(f"Vektorlageret på {self.where} kan ikke brukes. Sjekk {VECTORS}.") from error


class MilvusVectors:
    """A set of vectors of a build in Milvus (``qa.vectors.VectorIndex``)."""

    def __init__(self, server: Server, folder: Path, name: str) -> None:
        self._server = server
        self._folder = folder
        self._name = name

    @cached_property
    def _collection(self) -> str:
        """The name of the collection, ready to be searched.

        :raises StoreError: where it is not there.
        """
        if not self._server.holds(self._folder, self._name):
            raise StoreError(
                f"Vektorlageret på {self._server.where} har ikke vektorene til dette bygget. "
                "Kjør «ansvar build» på nytt, eller hent det nyeste bygget."
            )
        collection = collection_of(self._folder, self._name)
        with self._server._working(WRITE) as client:
            client.load_collection(collection)
        return collection

    @cached_property
    def _length(self) -> int:
        with self._server._working() as client:
            return _count(client, self._collection)

    def __len__(self) -> int:
        return self._length

    def search(self, vector: Vectors, most: int, *, within: Sequence[range] | None = None) -> Near:
        """Return the places nearest to a vector with their cosines, best first."""
        if most < 1 or (within is not None and not within):
            return {}
        chosen = "" if within is None else " or ".join(f"({PLACE} >= {r.start} and {PLACE} < {r.stop})" for r in within)
        wanted = most + MARGIN
        while True:
            asked = min(wanted, MOST)
            found = self._found(vector, asked, chosen)
            # Where the last of those wanted is as near as the last that came, more may be as near.
            if len(found) < asked or asked == MOST or found[most - 1][1] > found[-1][1]:
                break
            wanted *= 4
        return dict(sorted(found, key=lambda each: (-each[1], each[0]))[:most])

    def _found(self, vector: Vectors, most: int, chosen: str) -> list[tuple[int, float]]:
        collection = self._collection
        with self._server._working() as client:
            hits = client.search(
                collection,
                data=[np.asarray(vector[0], dtype=np.float32)],
                limit=most,
                filter=chosen,
                anns_field=VECTOR,
                output_fields=[],
                search_params={"metric_type": "IP"},
            )
        return [(int(hit[PLACE]), float(hit["distance"])) for hit in hits[0]]

    def at(self, places: Sequence[int]) -> Vectors:
        """Return the vectors at some places, in their order; shape (number of places, dimension)."""
        found: dict[int, Any] = {}
        collection, wanted = self._collection, list(dict.fromkeys(int(place) for place in places))
        with self._server._working() as client:
            for start in range(0, len(wanted), BATCH):
                for row in client.get(collection, ids=wanted[start : start + BATCH], output_fields=[VECTOR]):
                    found[row[PLACE]] = row[VECTOR]
            width = 0 if found else _width(client, collection)
        if missing := [place for place in wanted if place not in found]:
            raise IndexError(missing[0])
        rows = [found[int(place)] for place in places]
        return np.asarray(rows, dtype=np.float32) if rows else np.empty((0, width), dtype=np.float32)


class _Timed:
    """A client whose every call waits only so long."""

    def __init__(self, client: Any, seconds: float) -> None:
        self._client = client
        self._seconds = seconds

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            return getattr(self._client, name)(*args, timeout=self._seconds, **options)

        return call


def chosen() -> Server | None:
    """Return the server that the settings name, None where they name none.

    :raises StoreError: where a setting cannot be used.
    """
    address = os.environ.get(VECTORS, "").strip()
    if not address:
        return None
    if "://" in address:
        check(VECTORS, address, USER, PASSWORD)
    elif not address.endswith(".db"):
        raise StoreError(f"{VECTORS} må være en adresse (http:// eller https://) eller en fil (.db). Rett den.")
    return Server(address, os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))


def collection_of(folder: Path, name: str) -> str:
    """Return the name of the collection of a set of vectors.

    :param folder: of the index of a build, finished (``<id>``) or being written (``.<id>.<process>``).
    """
    build = folder.parent.name.strip(".").partition(".")[0]
    return _begin(home_name(home_of(folder.parent)) or "", build) + name


def _begin(home: str, build: str) -> str:
    return f"ansvar_{home}_" + (f"{build}_" if build else "")


@cache
def _client(server: Server) -> Any:
    """Return a client, one a process: it keeps its connection."""
    import logging

    # What gRPC says of its pings is nothing that a user can put right.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    from pymilvus import MilvusClient

    # It writes each error with a traceback to standard error before it raises it.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    token = f"{server.user}:{server.password}" if server.user else ""
    return MilvusClient(uri=server.address, token=token, timeout=CONNECT)


def _insert(client: Any, collection: str, rows: npt.NDArray[np.floating]) -> None:
    """Write a collection, and wait until all of it can be read by others."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field(PLACE, DataType.INT64, is_primary=True)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=rows.shape[1])
    index = MilvusClient.prepare_index_params()
    kind = "FLAT" if len(rows) <= EXACT_UP_TO else "AUTOINDEX"
    index.add_index(VECTOR, index_type=kind, metric_type="IP")
    client.create_collection(collection, schema=schema, index_params=index)
    for start in range(0, len(rows), BATCH):
        some = np.ascontiguousarray(rows[start : start + BATCH], dtype=np.float32)
        client.insert(collection, [{PLACE: start + at, VECTOR: row} for at, row in enumerate(some)])
    client.flush(collection)
    client.load_collection(collection)
    ends = time.monotonic() + WRITE
    while _count(client, collection) != len(rows):
        if time.monotonic() > ends:
            raise ValueError(collection)
        time.sleep(0.2)


def _count(client: Any, collection: str) -> int:
    client.load_collection(collection)
    return int(client.query(collection, filter="", output_fields=["count(*)"])[0]["count(*)"])


def _width(client: Any, collection: str) -> int:
    fields = client.describe_collection(collection)["fields"]
    return int(next(each["params"]["dim"] for each in fields if each["name"] == VECTOR))


def _why(error: Exception) -> str:
    """Say what a failure of Milvus is; its words may hold anything, and are not repeated."""
    said = str(error).lower()
    if "auth" in said or "permission" in said:
        return f"godtok ikke brukernavn og passord (se {USER} og {PASSWORD})"
    if "open local" in said:
        return "er i bruk av et annet program, eller kan ikke åpnes"
    if "connect" in said or "unavailable" in said or "timeout" in said or "deadline" in said:
        return "kan ikke nås"
    return "godtok ikke det som ble bedt om"
