"""How bad a change is, in which direction, and what a kind of change says about both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a change means for a client that was written for the older document."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    DOCUMENTATION = "documentation"


class Direction(StrEnum):
    """Where a change is met: in what is sent, in what is received, or in both."""

    REQUEST = "request"
    RESPONSE = "response"
    BOTH = "both"


SEVERITIES = tuple(Severity)  # the worst first


def worst(*severities: Severity) -> Severity:
    """The worst of the severities. Raises ValueError for none."""
    return min(severities, key=SEVERITIES.index)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change. opposite: the kind that the way back has. request, response: the severity in each direction."""

    name: str
    opposite: str
    sentence: str
    request: Severity
    response: Severity

    def severity(self, direction: Direction) -> Severity:
        """The severity in a direction; that of both is the worse one."""
        if direction is Direction.BOTH:
            return worst(self.request, self.response)
        return self.request if direction is Direction.REQUEST else self.response
