"""Reading the two sides of a comparison: a file, a folder of bundles, or a revision of git."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs import json_lines, sources
from stream_specs.diff import git
from stream_specs.diff.changes import Change
from stream_specs.diff.comparison import compare
from stream_specs.errors import UserError

BUNDLES = "generated/bundles"
_SUFFIX = ".json"
_TWIN = ".3.0.json"  # the same document in OpenAPI 3.0

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """The documents of one side by API. label: as the user named it. alone: whether it is a single file."""

    label: str
    documents: Mapping[str, Document]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes of one API. old, new: the `info.version` of its documents, None for one that is not there."""

    api: str
    old: str | None
    new: str | None
    changes: tuple[Change, ...]


def side(name: str, folder: Path = Path(), bundles: str = BUNDLES) -> Side:
    """Read a file, a folder that holds `<api>.json`, or what a revision has in `bundles`. Raises UserError.

    folder: where the name is looked up, and where git is asked.
    """
    path = folder / name
    if path.is_file():
        return Side(name, {_api(path.name): _document(sources.load(path).value, name)}, alone=True)
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if _is_bundle(file.name)]
        return Side(name, {_api(file.name): _document(sources.load(file).value, str(file)) for file in files})
    if not git.is_revision(folder, name):
        hint = "`git tag` lists the tags; bundles are in generated/bundles"
        raise UserError(f"`{name}` is neither a file nor a revision of git", hint=hint)
    found = [file for file in git.names(folder, name, bundles) if _is_bundle(file)]
    return Side(name, {_api(file): _revised(folder, name, f"{bundles}/{file}") for file in found})


def comparisons(old: Side, new: Side, keys: Sequence[str] = ()) -> Iterator[Comparison]:
    """Compare what both sides have: two files with each other, else the documents of each API.

    keys: the APIs, all when empty. Raises UserError for an API that neither side has.
    """
    if old.alone and new.alone:
        (api,) = new.documents
        yield _comparison(keys[0] if len(keys) == 1 else api, *old.documents.values(), *new.documents.values())
        return
    known = sorted({*old.documents, *new.documents})
    lone = next((one for one in (old, new) if one.alone), None)
    chosen = list(keys) or (list(lone.documents) if lone else known)
    for api in sorted(set(chosen)):
        if api not in known or (lone and (api not in old.documents or api not in new.documents)):
            raise UserError(f"no document of `{api}` on both sides", hint=_hint(api, known))
        yield _comparison(api, old.documents.get(api), new.documents.get(api))


def _comparison(api: str, old: Document | None, new: Document | None) -> Comparison:
    try:
        return Comparison(api, _version(old), _version(new), compare(old, new))
    except RecursionError:
        raise UserError("a schema is nested too deeply to be compared", where=api) from None


def _version(document: Document | None) -> str | None:
    return None if document is None else str(document["info"].get("version", ""))


def _hint(api: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(api, known, n=1)
    return f"did you mean `{near[0]}`?" if near else "one of " + (", ".join(known) or "none: no bundle was found")


def _is_bundle(name: str) -> bool:
    return name.endswith(_SUFFIX) and not name.endswith(_TWIN)


def _api(name: str) -> str:
    return name.removesuffix(_TWIN).rpartition(".")[0] or name.removesuffix(_TWIN)


def _revised(folder: Path, revision: str, path: str) -> Document:
    where = f"{revision}:{path}"
    try:
        value, _ = json_lines.parse(git.content(folder, revision, path).decode("utf-8"))
    except json_lines.JsonError as error:
        raise UserError(error.what, where=f"{where}:{error.line}") from None
    except UnicodeDecodeError:
        raise UserError("not UTF-8", where=where) from None
    return _document(value, where)


def _document(value: Any, where: str) -> Document:
    if not isinstance(value, dict) or "openapi" not in value or not isinstance(value.get("info"), dict):
        raise UserError("not an OpenAPI document", where=where, hint="it has `openapi` and `info` at its top")
    return value
