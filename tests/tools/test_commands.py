from __future__ import annotations

import sys
import types

import click
import pytest

from stream_specs.commands import LazyGroup, run
from stream_specs.errors import UserError


@click.command()
@click.argument("how")
def _fail(how: str) -> None:
    errors: dict[str, BaseException] = {
        "user": UserError("it is wrong", where="a.yaml:1", hint="mend it"),
        "usage": click.UsageError("Use it so."),
        "click": click.ClickException("No luck."),
        "interrupt": KeyboardInterrupt(),
        "exit": click.exceptions.Exit(7),
        "ours": ZeroDivisionError(),
    }
    raise errors[how]


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    module = types.ModuleType("lazy_commands_under_test")
    module.__dict__["fail"] = _fail
    monkeypatch.setitem(sys.modules, module.__name__, module)
    places = {"fail": f"{module.__name__}:fail", "absent": "stream_specs.no_such_module:command"}
    return LazyGroup("tool", commands=places)


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["fail", "user"], 2, "error: a.yaml:1: it is wrong\nhint: mend it\n"),
        (["fail", "usage"], 2, "error: use it so\nhint: see `tool fail --help`\n"),
        (["fail", "click"], 2, "error: no luck\n"),
        (["fail", "interrupt"], 130, "\nerror: interrupted\n"),
        (["fail", "exit"], 7, ""),
        (["fail"], 2, "error: missing argument 'HOW'\nhint: see `tool fail --help`\n"),
        (["fial"], 2, "error: unknown command `fial`\nhint: did you mean `fail`?\n"),
        (["absent"], 2, "error: no such command 'absent'\nhint: see `tool --help`\n"),
    ],
)
def test_each_way_to_end_has_its_code_and_words(
    group: LazyGroup, arguments: list[str], code: int, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(group, arguments)

    assert (caught.value.code, capsys.readouterr().err) == (code, expected)


def test_our_own_fault_is_not_hidden(group: LazyGroup) -> None:
    with pytest.raises(ZeroDivisionError):
        run(group, ["fail", "ours"])


def test_help_leaves_out_a_command_that_is_not_installed(group: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(group, ["--help"])

    assert caught.value.code == 0
    assert "absent" not in capsys.readouterr().out


def test_a_user_error_survives_a_with_block_and_another_process() -> None:
    import contextlib
    import pickle

    @contextlib.contextmanager
    def block() -> object:
        yield

    with pytest.raises(UserError) as caught, block():
        raise UserError("a", where="b", hint="c")

    assert pickle.loads(pickle.dumps(caught.value)) == UserError("a", where="b", hint="c")
