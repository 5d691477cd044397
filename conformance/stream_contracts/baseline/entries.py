"""A baseline and its entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stream_contracts.result import RunResult

# How much a run asks of a server, rising.
PROFILES = ("smoke", "standard", "deep")
SAFETY_LEVELS = ("read-only", "own-resources", "full")


@dataclass(frozen=True, slots=True)
class Entry:
    """A known failure. requirement: its full id. link: to where it is being dealt with. expires: the last day on which
    it counts. flaky: it fails at times, so that it may also hold.
    """

    requirement: str
    reason: str
    link: str
    expires: date
    flaky: bool = False

    def expired(self, today: date) -> bool:
        """True after its last day."""
        return today > self.expires


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known failures of a server of an API. profile, safety: of the run that found them."""

    api: str
    profile: str
    safety: str
    entries: tuple[Entry, ...]

    @property
    def by_requirement(self) -> Mapping[str, Entry]:
        """The entries by the id of their requirement."""
        return {entry.requirement: entry for entry in self.entries}

    def is_covered_by(self, result: RunResult) -> bool:
        """True when a run asked at least as much as the one that found the failures.

        One that asks less can let a requirement hold only because it does not send what breaks it.
        """
        return _at_least(PROFILES, result.profile, self.profile) and _at_least(
            SAFETY_LEVELS, result.safety, self.safety
        )


def _at_least(order: tuple[str, ...], given: str, wanted: str) -> bool:
    return given in order and order.index(given) >= order.index(wanted)
