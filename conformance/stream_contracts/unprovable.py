"""Why nothing can be shown: what ends a case or a rule without a verdict."""

from __future__ import annotations


class Unprovable(Exception):  # noqa: N818 - nothing went wrong in the suite: a precondition did not occur
    """A precondition did not occur, so nothing can be shown. The message is the reason for a report."""


class NotPermitted(Unprovable):
    """The run was told not to send this, or was not given what it takes: skipped, with the reason."""
