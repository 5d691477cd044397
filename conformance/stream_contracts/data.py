"""Where the bundles, rules and behaviours are: package data in the wheel, the repository in a checkout.

The wheel holds them under `stream_contracts/data` in the layout of the repository. STREAMCONTRACTS_ROOT names another
folder of that layout, for APIs of one's own.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from stream_contracts import reading
from stream_contracts.documents import Document
from stream_specs.errors import UserError

ROOT_VARIABLE = "STREAMCONTRACTS_ROOT"


def root() -> Path:
    """The folder that holds `specs` and `generated`. Raises UserError when STREAMCONTRACTS_ROOT names none."""
    chosen = os.environ.get(ROOT_VARIABLE)
    if chosen:
        return _of_ones_own(Path(chosen))
    packaged = Path(__file__).parent / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def _of_ones_own(folder: Path) -> Path:
    if not (folder / "generated" / "bundles").is_dir():
        hint = f"`stream-specs bundle` makes it there; or unset {ROOT_VARIABLE}"
        raise UserError("no folder generated/bundles", where=f"{ROOT_VARIABLE}={folder}", hint=hint)
    return folder


def apis() -> tuple[str, ...]:
    """The keys of all APIs that have a bundle, sorted."""
    bundles = (root() / "generated" / "bundles").glob("*.json")
    return tuple(sorted(path.stem for path in bundles if "." not in path.stem))


def check_api(api: str) -> str:
    """Give `api` back, or raise UserError with the nearest known key."""
    known = apis()
    if api in known:
        return api
    near = difflib.get_close_matches(api, known, n=1)
    known_keys = ", ".join(known) or "none; run `make generate`"
    hint = f"did you mean `{near[0]}`?" if near else f"known: {known_keys}"
    raise UserError(f"unknown API `{api}`", hint=hint)


def document(api: str) -> Document:
    """The bundled document of an API."""
    return reading.load(root() / "generated" / "bundles" / f"{check_api(api)}.json", api)


def rules_file(api: str) -> Path:
    """The relation rules of an API."""
    return root() / "specs" / api / "rules.yaml"


def behaviour_file(api: str) -> Path:
    """The declared behaviour of an API's mock."""
    return root() / "specs" / api / "behaviour.yaml"
