"""Documents made ready by the workers of a Dask cluster: one at an address, or one of this machine's processors.

Only what says where a document lies goes to a worker; what it makes lies in a folder that all see (``qa/staging.py``).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from kg.errors import AnsvarError, BuildError
from qa.sources import Source
from qa.staging import Task, digest_of, make_ready

if TYPE_CHECKING:
    from distributed import Client, Future

SETTING = "ANSVAR_CLUSTER"
"""The setting that names the cluster of builds: ``local`` or the address of a scheduler; none where empty."""
LOCAL = "local"
PATIENCE = 20
"""Seconds to wait for a scheduler to answer, and for its first worker."""
T = TypeVar("T")
V = TypeVar("V")


def closed() -> dict[str, Any]:
    """Return the settings by which nothing is served beside scheduler and workers: no dashboard, no figures.

    The lists are new each time, for Dask adds to those that it is given.
    """
    return {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}


def chosen(named: str | None) -> str:
    """Return the cluster that builds go to: the one that is named, else the setting's; empty for none."""
    return (os.environ.get(SETTING, "") if named is None else named).strip()


class Workers:
    """The workers of a cluster."""

    def __init__(self, client: Client, where: str) -> None:
        self._client = client
        self._where = where

    @property
    def address(self) -> str:
        """The address of the scheduler."""
        return str(self._client.scheduler.address)

    def digests(self, sources: Sequence[Source]) -> list[str]:
        """Return the digest of each document.

        :raises DocumentError: where one cannot be used; the message names it.
        :raises BuildError: where the cluster fails.
        """
        found = dict(self.run(digest_of, sources, [source.path.name for source in sources]))
        return [found[at] for at in range(len(sources))]

    def make_ready(self, tasks: Sequence[Task], folder: Path) -> Iterator[Task]:
        """Have documents made ready, and yield each as soon as it is.

        :param folder: that of what is made ready, seen by all workers under this name.
        :raises DocumentError: where one cannot be used; the message names it.
        :raises BuildError: where the cluster fails, or a graph does not conform.
        """
        names = [task.source.path.name for task in tasks]
        for at, _ in self.run(partial(make_ready, folder=folder), tasks, names):
            yield tasks[at]

    def run(self, work: Callable[[V], T], given: Sequence[V], names: Sequence[str]) -> Iterator[tuple[int, T]]:
        """Do some work for each of many things, and yield what comes of it with the thing's place, as it comes.

        :param names: what the things are called where one fails.
        :raises BuildError: where the cluster fails, or the work for a reason that is not the program's own.
        """
        from distributed import as_completed

        run = uuid4().hex
        futures = self._client.map(work, given, key=[f"ansvar-{run}-{at}" for at in range(len(given))])
        places = {future.key: at for at, future in enumerate(futures)}
        try:
            for future in as_completed(futures, loop=self._client.loop):
                at = places[future.key]
                yield at, self._result(future, names[at])
                future.release()
        finally:
            self._client.cancel(futures, force=True)

    def _result(self, future: Future, name: str) -> Any:
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            return future.result()
        except AnsvarError:
            raise
        except KilledWorker as error:
            raise BuildError(
                f"Arbeiderne døde gang på gang mens de leste {name}. Gi dem mer minne, eller ta ut dokumentet."
            ) from error
        except (CancelledError, OSError) as error:
            raise BuildError(
                f"Klyngen {self._where} sluttet å svare. Det gjorte er tatt vare på: kjør «ansvar build» på nytt."
            ) from error
        except Exception as error:
            raise BuildError(
                f"Arbeiderne kunne ikke lese {name} ({type(error).__name__}: {error}). "
                "Se at programmet er installert hos dem, i samme utgave."
            ) from error


@contextmanager
def workers(where: str) -> Iterator[Workers]:
    """Give the workers of a cluster.

    :param where: the address of a scheduler (``tcp://...``, or ``tls://...`` with certificates in Dask's own
        configuration), or ``local`` for a cluster of this machine's processors, which ends with the call.
    :raises BuildError: where Dask is not installed, or the scheduler cannot be reached.
    """
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise _missing("Dask") from error
    with ExitStack() as held:
        if where == LOCAL:
            held.enter_context(dask.config.set(closed()))
            client = Client(held.enter_context(_local()))
        else:
            client = _reached(where)
        yield Workers(held.enter_context(client), where)


def _local() -> Any:
    """Return a cluster of a process a processor, which only this process can talk to."""
    from distributed import LocalCluster
    from distributed.security import Security

    try:
        security = Security.temporary()
    except ImportError as error:
        raise _missing("cryptography") from error
    return LocalCluster(
        n_workers=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        security=security,
        silence_logs=logging.ERROR,
    )


def _reached(address: str) -> Client:
    from distributed import Client

    secret = ", med de sertifikatene som Dasks oppsett nevner" if address.startswith("tls://") else ""
    again = f"Se at adressen stemmer og at planleggeren går{secret}, eller bygg uten --cluster ({SETTING})."
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    # Dask asserts that its own loop has begun within ten seconds.
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError, AssertionError) as error:
        raise BuildError(f"Når ikke planleggeren på {address}. {again}") from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        raise BuildError(f"Planleggeren på {address} har ingen arbeidere. Start noen, og prøv igjen.") from error
    return client


def _missing(what: str) -> BuildError:
    return BuildError(
        f"{what} er ikke installert, og trengs for å bygge på en klynge. Kjør pip install 'ansvarsgraf[cluster]'."
    )
