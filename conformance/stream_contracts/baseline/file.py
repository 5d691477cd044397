"""The file of a baseline: TOML, one `[[failure]]` for each known failure."""

from __future__ import annotations

import datetime
import functools
import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

from stream_contracts.baseline.entries import Baseline, Entry
from stream_specs.errors import UserError

_HEAD = """\
# Known failures: a run with --baseline skips them, and fails when an entry no longer holds.
# `stream-contracts baseline update` writes this file; it keeps the entries, not the comments.
"""
_HINT = "an entry has requirement, reason, link and expires; `stream-contracts baseline update` writes them"


def read_file(path: Path) -> Baseline:
    """Read a baseline. Raises UserError that names the entry that is wrong."""
    try:
        value = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        hint = "`stream-contracts baseline update` writes one"
        raise UserError(f"cannot read the baseline: {error.strerror}", where=str(path), hint=hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"not a TOML file: {error}", where=str(path), hint=_HINT) from error
    plain = _plain(value)
    problem = next(iter(_validator().iter_errors(plain)), None)
    if problem is not None:
        raise UserError(_worded(plain, problem), where=str(path), hint=_HINT)
    return _baseline(plain, path)


def render(baseline: Baseline) -> str:
    """The text of the file, ending in a line feed."""
    head = [f"{name} = {_quoted(getattr(baseline, name))}" for name in ("api", "profile", "safety")]
    return _HEAD + "\n".join(head) + "\n" + "".join(map(_block, baseline.entries))


def _block(entry: Entry) -> str:
    lines = ["", "[[failure]]"]
    lines += [f"{name} = {_quoted(getattr(entry, name))}" for name in ("requirement", "reason", "link")]
    lines += [f"expires = {entry.expires.isoformat()}"]
    lines += ["flaky = true"] if entry.flaky else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does, and DEL as well (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _baseline(value: Mapping[str, Any], path: Path) -> Baseline:
    entries = tuple(
        Entry(
            requirement=each["requirement"],
            reason=each["reason"],
            link=each["link"],
            expires=datetime.date.fromisoformat(each["expires"]),
            flaky=each.get("flaky", False),
        )
        for each in value.get("failure", ())
    )
    twice = [name for name, count in Counter(entry.requirement for entry in entries).items() if count > 1]
    if twice:
        raise UserError(f"two entries for `{twice[0]}`", where=str(path), hint="remove one of them")
    return Baseline(value["api"], value["profile"], value["safety"], entries)


def _plain(value: Any) -> Any:
    """The value as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value


def _worded(value: Any, problem: jsonschema_rs.ValidationError) -> str:
    """The problem, and the entry that has it by its requirement, else by its number."""
    place = list(problem.instance_path)
    if place[:1] == ["failure"] and len(place) > 1:
        number = int(place[1])
        entry = value["failure"][number]
        name = entry.get("requirement") if isinstance(entry, dict) else None
        what = f"entry `{name}`" if isinstance(name, str) else f"entry {number + 1}"
        key = f", `{place[2]}`" if len(place) > 2 else ""
        return f"{what}{key}: {problem.message}"
    return f"`{place[0]}`: {problem.message}" if place else problem.message


@functools.cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads((Path(__file__).parent / "baseline.schema.json").read_text("utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
