"""How far the version of a document has to be raised for its changes (Semantic Versioning 2.0.0)."""

from __future__ import annotations

import re

from stream_specs.diff.severity import Severity

_NUMBERS = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?![\w.])")

_Numbers = tuple[int, int, int]


def lowest(version: str, severity: Severity) -> str | None:
    """The lowest version that may follow for changes of a severity; None for a version that is not made of numbers.

    Before 1.0.0 the second number counts what breaks, and the third what does not (item 4: anything may change).
    """
    numbers = _numbers(version)
    if numbers is None:
        return None
    major, minor, patch = numbers
    if severity is Severity.DOCUMENTATION:
        raised = numbers
    elif severity is Severity.BREAKING:
        raised = (major + 1, 0, 0) if major else (0, minor + 1, 0)
    else:
        raised = (major, minor + 1, 0) if major else (0, minor, patch + 1)
    return ".".join(map(str, raised))


def is_raised(old: str, new: str, severity: Severity) -> bool:
    """Whether the newer version says what kind of changes there are; of other texts, whether they differ."""
    needed = lowest(old, severity)
    numbers = _numbers(new)
    if needed is None or numbers is None:
        return severity is Severity.DOCUMENTATION or old != new
    return numbers >= (_numbers(needed) or numbers)


def _numbers(version: str) -> _Numbers | None:
    found = _NUMBERS.match(version)
    return (int(found[1]), int(found[2] or 0), int(found[3] or 0)) if found else None
