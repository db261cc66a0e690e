"""The errors that reach a user: each message is one Norwegian line that says what to do next."""

from __future__ import annotations

from enum import StrEnum


class AnsvarError(Exception):
    """What a user can put right; the command line prints it and ends with status 2."""


class DocumentError(AnsvarError):
    """A document cannot be read, or holds nothing that can be used."""


class BuildError(AnsvarError):
    """The built graph and index are missing, damaged, or made by another version or encoder."""


class DamageError(BuildError):
    """A build is half-written, changed, gone, or cannot be read: another one can be used in its place."""


class StoreError(BuildError):
    """The store of graphs or vectors that the settings name cannot be reached, or refuses: the build may be whole."""


class QuestionError(AnsvarError):
    """A question cannot be taken as it stands."""


class ReviewError(AnsvarError):
    """A review cannot be taken or kept as it stands; nothing of it was stored."""


class Fault(StrEnum):
    """What is wrong with a query, or with its run."""

    SYNTAX = "syntax"
    REFUSED = "refused"
    GRAPH = "graph"
    FORMAT = "format"
    TIME = "time"
    MEMORY = "memory"
    SIZE = "size"
    BUSY = "busy"


class SparqlError(AnsvarError):
    """A query cannot be run, or was ended at a limit; ``line`` and ``column`` count from 1 where they are known."""

    def __init__(
        self, message: str, fault: Fault = Fault.REFUSED, *, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.fault = fault
        self.line = line
        self.column = column
