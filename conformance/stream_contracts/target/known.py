"""The names of known values: those that the rules of an API use, and no others."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError


def check_names(names: Iterable[str], rulebook: Rulebook) -> None:
    """Raise UserError for a name that no rule uses: a mistyped one would only show as something skipped."""
    fields = [f"{name}.{field}" for name, fixture in rulebook.fixtures.items() for field in fixture.fields]
    usable = [*rulebook.known, *fields]
    for name in names:
        if name not in usable:
            near = difflib.get_close_matches(name, usable, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known values: {', '.join(usable) or 'none'}"
            raise UserError(f"no rule uses the known value `{name}`", hint=hint)
