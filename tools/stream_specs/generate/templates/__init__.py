"""What openapi-python-client writes, changed to what a user needs: see README.md beside this file."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stream_specs.errors import UserError
from stream_specs.generate.templates.changes import CHANGES, REPLACED
from stream_specs.generate.templates.replacement import changed

_HERE = Path(__file__).parent
RUNTIME = "_runtime"


def installed() -> Path:
    """The folder of the templates of openapi-python-client. It is not imported: that takes half a second."""
    found = importlib.util.find_spec("openapi_python_client")
    if found is None or found.origin is None:
        raise UserError("openapi-python-client is not installed", hint="pip install 'stream-contracts[generate]'")
    return Path(found.origin).parent / "templates"


def write(folder: Path, document: Mapping[str, Any]) -> None:
    """Write into a folder the templates that differ from the installed ones, for one document.

    Raises UserError when an installed template is not the one that was changed, or when the document has something
    that the client cannot do.
    """
    from stream_specs.generate.templates import facts

    for name, text in changed(installed(), CHANGES, REPLACED).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in sorted((_HERE / "own").glob("*.jinja")):
        shutil.copyfile(path, folder / path.name)
    (folder / "facts.jinja").write_text(facts.template(document), encoding="utf-8")


def add_runtime(code: Path) -> None:
    """Copy the modules that are the same in every client into the folder of a generated one."""
    (code / RUNTIME).mkdir()
    for path in sorted((_HERE / "runtime").glob("*.py")):
        shutil.copyfile(path, code / RUNTIME / path.name)
