"""Shell completion: the command that prints a script, and what options complete. Shared by both command lines.

A completer never fails and never speaks: whoever presses TAB has not finished the line, so a mistake in it is no error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from stream_specs.errors import UserError

SHELLS = ("bash", "zsh", "fish")
Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def completer(values: Callable[[click.Context, str], Iterable[str]]) -> Completer:
    """A completer of an option: those of `values(context, incomplete)` that begin as the word does, sorted."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        try:
            return sorted({value for value in values(ctx, incomplete) if value.startswith(incomplete)})
        except (UserError, OSError):
            return []

    return complete


@completer
def keys(ctx: click.Context, _: str) -> Iterable[str]:
    """The APIs below the folder that --specs names, `specs` when the line does not say."""
    from stream_specs import apis

    return [folder.name for folder in apis.find(Path(ctx.params.get("specs") or "specs"))]


@click.command("completion", short_help="Print a script that completes the command line.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a script for SHELL that completes commands, options and their values.

    \b
    bash:  COMMAND completion bash > ~/.local/share/bash-completion/completions/COMMAND
    zsh:   COMMAND completion zsh > "${fpath[1]}/_COMMAND"
    fish:  COMMAND completion fish > ~/.config/fish/completions/COMMAND.fish

    COMMAND is stream-contracts or stream-specs; each has its own script. For this shell only, in bash and zsh:
    eval "$(COMMAND completion bash)".
    """
    group = ctx.find_root()
    name = group.info_name or ""
    made = get_completion_class(shell)
    assert made is not None, "click knows the shells of SHELLS"  # noqa: S101
    click.echo(made(group.command, {}, name, f"_{name}_COMPLETE".replace("-", "_").upper()).source(), nl=False)
