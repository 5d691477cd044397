"""Writing files so that nothing half-written is ever seen."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from stream_specs.errors import UserError


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step: into a temporary file beside it, then renamed.

    Raises UserError when the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _cannot_write(path, error) from error


def append_text(path: Path, text: str) -> None:
    """Add `text` to the end of a file in one write, so that others who append do not come between.

    Raises UserError when the file cannot be written; a part of the text may stand there then.
    """
    rest = text.encode("utf-8")
    try:
        with path.open("ab", buffering=0) as file:
            while rest:  # a disk that is nearly full takes a part, and says so when it is given the rest
                rest = rest[file.write(rest) :]
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> UserError:
    reason = error.strerror or type(error).__name__
    return UserError(f"cannot write: {reason}", where=str(path), hint="choose a folder that you can write to")
