"""Our own checks of a bundled document. A check is a pure function `check(context) -> Iterator[Problem]`.

To add one: write it in the module of its family, add it to that module's CHECKS, and a case to the tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from stream_specs.lint import evidence, examples, extensions, links, operations, style, texts
from stream_specs.lint.context import Context
from stream_specs.problems import Problem

CHECKS = (
    *operations.CHECKS,
    *texts.CHECKS,
    *style.CHECKS,
    *evidence.CHECKS,
    *extensions.CHECKS,
    *examples.CHECKS,
    *links.CHECKS,
)


def lint(context: Context) -> Iterator[Problem]:
    """Everything that the checks find, one after the other."""
    for check in CHECKS:
        yield from check(context)
