"""How the kinds of rules are tested: each against a good server, broken ones, and ones that prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import things


@dataclass(frozen=True)
class KindCase:
    """One kind with its parameters.

    good: servers that keep the rule. breaks: by name, a server and the first expected and actual that a report shows.
    proves_nothing: by name, a server and the reason. options: more for `rule_runs.run`.
    """

    kind: str
    parameters: Mapping[str, Any]
    breaks: Mapping[str, tuple[Callable[[], things.Server], str, str]]
    proves_nothing: Mapping[str, tuple[Callable[[], things.Server], str]]
    good: Callable[[], things.Server] = things.Things
    options: Mapping[str, Any] = field(default_factory=dict)


def breaking(cases: Sequence[KindCase]) -> list[Any]:
    """A parameter set for each broken server."""
    return [pytest.param(case, *row, id=f"{case.kind}-{name}") for case in cases for name, row in case.breaks.items()]


def proving_nothing(cases: Sequence[KindCase]) -> list[Any]:
    """A parameter set for each server that proves nothing."""
    return [
        pytest.param(case, *row, id=f"{case.kind}-{name}")
        for case in cases
        for name, row in case.proves_nothing.items()
    ]
