"""Why a fault survives: `survivors.toml`, a table for each API, a reason for each `fault:operation`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from stream_specs.errors import UserError

FILE = Path(__file__).parent / "survivors.toml"


def of_api(api: str, file: Path = FILE) -> Mapping[str, str]:
    """The reasons for an API, by the name of the fault. Raises UserError when the file is not what it should be."""
    try:
        value = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"cannot read the explanations: {error}", where=str(file), hint="it is TOML") from error
    reasons = value.get(api, {})
    for name, reason in reasons.items():
        if not isinstance(reason, str) or not reason.strip():
            hint = f'write `"{name}" = "why no run can see it"`'
            raise UserError(f"`{name}` has no reason", where=f"{file}, [{api}]", hint=hint)
    return dict(reasons)
