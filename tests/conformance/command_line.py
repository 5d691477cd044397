"""Both command lines, called in the process of the test: one of its own costs each call half a second more.

What is about processes (signals, pipes, memory, what a start loads, an end that might not come) starts one.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import click
import pytest

from stream_contracts import cli as contracts_cli
from stream_specs import cli as specs_cli
from stream_specs import commands


@dataclass(frozen=True, slots=True)
class Done:
    """How a call ended, in the names of `subprocess.run`."""

    returncode: object
    stdout: str
    stderr: str


def stream_contracts(*arguments: str, cwd: Path = Path(), **environment: str) -> Done:
    return _call(contracts_cli.group, arguments, cwd, environment)


def stream_specs(*arguments: str, cwd: Path = Path()) -> Done:
    return _call(specs_cli.group, arguments, cwd, {})


def _call(group: click.Command, arguments: tuple[str, ...], cwd: Path, environment: Mapping[str, str]) -> Done:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, environment),
        mock.patch.object(gc, "freeze"),  # what a run does because its process ends with it
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        commands.run(group, arguments)
    return Done(ended.value.code, *(stream.buffer.getvalue().decode() for stream in (out, err)))
