"""The command `stream-contracts mock`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream_contracts.commands import completing

if TYPE_CHECKING:  # the server takes half a second to load
    from stream_contracts.mock.server import MockServer


@click.command(name="mock", short_help="Serve a mock of an API.")
@click.option("--api", required=True, metavar="KEY", shell_complete=completing.apis, help="The API to serve.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--seed", default=1, show_default=True, help="Decides ids, keys and the initial world.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="Keep the state in this SQLite file.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[:OPERATION]",
    shell_complete=completing.faults,
    help="Misbehave; may be repeated.",
)
@click.option("--quiet", is_flag=True, help="Print the URL and nothing else.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    api: str, host: str, port: int, seed: int, state: Path | None, faults: tuple[str, ...], quiet: bool
) -> None:
    """Serve a strict, stateful mock of an API until it is interrupted.

    Prints its URL once it accepts connections, then on stderr the credentials to use. `stream-contracts faults
    --list` names the faults. `Prefer: code=409` in a request forces a documented answer; POST /__mock__/reset
    brings the initial world back.
    """
    from stream_contracts.mock.server import make, serve

    mock = make(api, seed, faults, state)

    def announce(server: MockServer) -> None:
        click.echo(server.url)
        if not quiet:
            _explain(server, host)

    serve(mock, host, port, announce)


def _explain(server: MockServer, host: str) -> None:
    from stream_contracts.mock.server import is_loopback

    for scheme, credential in server.credentials.items():
        click.echo(f"{scheme}: {credential}", err=True)
    if not is_loopback(host):
        click.echo(f"warning: {host} can be reached from other machines; the credentials above are public", err=True)
