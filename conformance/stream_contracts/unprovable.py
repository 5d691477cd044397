"""What ends a case, a rule or a whole run without a verdict."""

from __future__ import annotations


class Unprovable(Exception):  # noqa: N818 - nothing went wrong in the suite: a precondition did not occur
    """A precondition did not occur, so nothing can be shown. The message is the reason for a report."""


class NotPermitted(Unprovable):
    """The run was told not to send this, or was not given what it takes: skipped, with the reason."""


class NotSent(Exception):  # noqa: N818 - a mark of those that follow: the server knows nothing of the request
    """A request did not leave."""


class Stopped(NotSent):
    """Nothing more is to be sent: the server is dead, wants to be left alone, or a limit of the run is reached."""


class Interrupted(Stopped):
    """Somebody wants the run to end: it cleans up, and its result is partial."""
