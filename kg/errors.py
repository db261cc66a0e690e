"""The errors that reach a user: each message is one Norwegian line that says what to do next."""

from __future__ import annotations


class AnsvarError(Exception):
    """What a user can put right; the command line prints it and ends with status 2."""


class DocumentError(AnsvarError):
    """A document cannot be read, or holds nothing that can be used."""


class BuildError(AnsvarError):
    """The built graph and index are missing, damaged, or made by another version or encoder."""


class QuestionError(AnsvarError):
    """A question cannot be taken as it stands."""


class ReviewError(AnsvarError):
    """A review cannot be taken or kept as it stands; nothing of it was stored."""
