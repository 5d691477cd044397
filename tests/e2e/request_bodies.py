"""The body of a request as each generated package takes it. Bytes in a value are a file of a form."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

_FILE = ("picture.png", "image/png")  # what a file is sent as


def of_client(models: ModuleType, model: str, value: Any) -> Any:
    """A model; its files get a name, without which a server would take them for texts."""
    body = getattr(models, model).from_dict(value)
    for name in value if _parts(value) else ():
        files = getattr(body, name.removesuffix("[]"))
        for file in files if isinstance(files, list) else [files]:
            if hasattr(file, "file_name"):
                file.file_name, file.mime_type = _FILE
    return body


def of_sdk(
    models: ModuleType, model: str, value: Any, form: str = "MultipartBody", *, has_files: bool | None = None
) -> Any:
    """A model, or the parts of a form with files. form: the name of its class; async clients have their own.

    has_files: whether it is such a form, where a list of files may be empty; else its values tell.
    """
    parts = list(_each(value)) if has_files else _parts(value)
    if not parts:
        return getattr(models, model).model_validate(value)
    bodies = importlib.import_module(f"{models.__name__.partition('.')[0]}.bodies")
    made = (
        bodies.FilePart(name, item, *_FILE) if isinstance(item, bytes) else bodies.FieldPart(name, item)
        for name, item in parts
    )
    return getattr(bodies, form)(tuple(made))


def _parts(value: Any) -> list[tuple[str, Any]]:
    """The fields of a form, each item of a list by itself; none for a body that holds no files."""
    if not isinstance(value, Mapping):
        return []
    parts = list(_each(value))
    return parts if any(isinstance(item, bytes) for _, item in parts) else []


def _each(form: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in form.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, item
