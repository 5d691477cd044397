"""What both command lines share: commands that load when they are called, and one place that words errors."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from stream_specs.errors import UserError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class LazyGroup(click.Group):
    """A group whose commands are imported when they are first asked for.

    commands: name of a command -> "module:attribute". short_help of each is its own; listing imports all.
    """

    def __init__(self, *args: Any, commands: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = dict(commands or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which they were given."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None when there is none."""
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        try:
            command: click.Command = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            if error.name and module.startswith(error.name):
                return None
            raise
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names of commands and options. Without the help of commands: it would import all of them for one TAB."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name) for name in self._places if name.startswith(incomplete)]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but an unknown command is answered with the nearest known one."""
        name = args[0] if args else ""
        if name not in self._places and not ctx.resilient_parsing and not name.startswith("-"):
            near = difflib.get_close_matches(name, self._places, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "one of " + ", ".join(self._places)
            raise UserError(f"unknown command `{name}`", hint=hint)
        return super().resolve_command(ctx, args)


def run(group: click.Command, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and leave the process with its exit code.

    A mistake of the user is one line on stderr, `error: ...`, then `hint: ...`, and code 2. Ctrl-C is 130.
    """
    try:
        code = group.main(arguments, prog_name=group.name, standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        code = _refuse(f"{error.where}: {error.what}" if error.where else error.what, error.hint)
    except click.UsageError as error:
        context = error.ctx.command_path if error.ctx else ""
        code = _refuse(_lowered(error.format_message()), f"see `{context} --help`" if context else "")
    except click.ClickException as error:
        code = _refuse(_lowered(error.format_message()), "")
    except (KeyboardInterrupt, click.Abort):
        code = _refuse("interrupted", "", EXIT_INTERRUPTED)
    except BrokenPipeError:
        code = _close_stdout()
    sys.exit(code if isinstance(code, int) else 0)


def _refuse(message: str, hint: str, code: int = EXIT_USAGE) -> int:
    click.echo(f"error: {message}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    return code


def _lowered(message: str) -> str:
    """A message of click in the words of ours: no capital, no full stop."""
    text = " ".join(message.split()).removesuffix(".")
    return text[:1].lower() + text[1:]


def _close_stdout() -> int:
    """The reader of our output has gone: nothing more can be printed, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + 13  # SIGPIPE
