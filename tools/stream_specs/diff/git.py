"""What git says about this folder: bounded in time and size, and never in need of a terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from stream_specs.errors import UserError

_SECONDS = 30
_MOST_BYTES = 64 * 2**20  # a bundle has about one megabyte


def last_tag(folder: Path) -> str | None:
    """The nearest tag behind HEAD; None without one, without a repository and without git. Raises UserError."""
    try:
        done = _git(folder, "describe", "--tags", "--abbrev=0")
    except FileNotFoundError:
        return None
    return done.stdout.decode("utf-8", "replace").strip() or None if done.returncode == 0 else None


def is_revision(folder: Path, name: str) -> bool:
    """Whether a name is a commit of the repository that the folder is in. Raises UserError when git is missing."""
    try:
        done = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except FileNotFoundError:
        raise UserError("git is not installed", where=name, hint="name a file instead of a revision") from None
    return done.returncode == 0


def names(folder: Path, revision: str, below: str) -> list[str]:
    """The names in the folder `below` of a revision, sorted; none when it does not have that folder."""
    done = _git(folder, "ls-tree", "-z", "--name-only", f"{revision}:./{below}")
    return sorted(name for name in done.stdout.decode("utf-8", "replace").split("\0") if name)


def content(folder: Path, revision: str, path: str) -> bytes:
    """A file as a revision has it. Raises UserError when it does not have the file, or when it is too large."""
    place = f"{revision}:./{path}"
    size = _git(folder, "cat-file", "-s", place)
    if size.returncode:
        raise UserError(f"this revision has no `{path}`", where=revision)
    if int(size.stdout) > _MOST_BYTES:
        raise UserError(f"larger than {_MOST_BYTES // 2**20} MiB", where=f"{revision}:{path}")
    return _git(folder, "show", place).stdout


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """What a command of git answers. Raises FileNotFoundError without git, UserError when it takes too long."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "--no-pager", *arguments]
    try:
        return subprocess.run(  # noqa: S603  (no shell; names of revisions are behind options)
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"`git {arguments[0]}` did not end within {_SECONDS} s", where=str(folder)) from None
