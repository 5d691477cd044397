"""The cases of a plan, kept on disk: to make them takes seconds, and equal input gives equal cases.

A file is found by the hash of all that decides its content: document, rules, profile, this code and the libraries
that generate cases. What cannot be read, or is not as it was written, is made anew; what cannot be written is not kept.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stream_contracts import plan
from stream_contracts.cases import Case, Expectation, Profile
from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call, Credential
from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError
from stream_specs.files import write_text

VARIABLE = "STREAMCONTRACTS_CACHE"
_MOST_KEPT = 24
_LIBRARIES = ("schemathesis", "hypothesis", "jsonschema-rs")


def cases(document: Document, rulebook: Rulebook, profile: Profile) -> tuple[Case, ...]:
    """What `plan.cases_of` gives, from the cache where it is there."""
    folder = _folder()
    if folder is None:
        return plan.cases_of(document, rulebook, profile)
    path = folder / f"{_key(document, rulebook, profile)}.json"
    kept = _read(path)
    if kept is None:
        kept = plan.cases_of(document, rulebook, profile)
        _write(path, kept)
    return kept


def _folder() -> Path | None:
    """Where plans are kept: the folder of VARIABLE (empty: nowhere), else that of the XDG Base Directory standard."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    caches = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(caches) if os.path.isabs(caches) else Path.home() / ".cache"
    except RuntimeError:  # a user without a home
        return None
    return base / "stream-contracts" / "plans"


def _key(document: Document, rulebook: Rulebook, profile: Profile) -> str:
    content = [document.sha256, document.api, _text(dataclasses.asdict(rulebook)), profile, _code(), _versions()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


@functools.cache
def _code() -> str:
    """The hash of this package's own modules: those that make cases, and a few more that change as rarely."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _versions() -> list[str]:
    return [sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES)]


def _read(path: Path) -> tuple[Case, ...] | None:
    """The cases in a file; None when there is no such file, or it is not as it was written."""
    try:
        digest, _, text = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if digest != hashlib.sha256(text.encode()).hexdigest():
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return tuple(_from_record(record) for record in json.loads(text))


def _write(path: Path, kept: tuple[Case, ...]) -> None:
    text = json.dumps([_record(case) for case in kept], separators=(",", ":"))
    with contextlib.suppress(UserError, OSError):
        write_text(path, f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")
        _prune(path.parent)


def _prune(folder: Path) -> None:
    """Keep the files that were used last."""
    by_use = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for file in by_use[:-_MOST_KEPT]:
        file.unlink(missing_ok=True)


def _record(case: Case) -> dict[str, Any]:
    """A case as JSON that gives it back exactly: fields of the call that have their default are left out."""
    usual = Call(case.call.operation)
    names = [field.name for field in dataclasses.fields(case.call)]
    call = {name: getattr(case.call, name) for name in names if getattr(case.call, name) != getattr(usual, name)}
    if isinstance(call.get("raw"), bytes):
        call["raw"] = call["raw"].decode("latin-1")
    call["operation"] = case.call.operation
    return {
        "id": case.id,
        "call": call,
        "expectation": case.expectation,
        "proves": case.proves,
        "description": case.description,
    }


def _from_record(record: Mapping[str, Any]) -> Case:
    call = dict(record["call"])
    if "raw" in call:
        call["raw"] = call["raw"].encode("latin-1")
    call["credential"] = Credential(call.get("credential", Credential.VALID))
    call.setdefault("body", ABSENT)
    return Case(
        record["id"], Call(**call), Expectation(record["expectation"]), tuple(record["proves"]), record["description"]
    )
