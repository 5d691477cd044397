"""What the command line of `stream-contracts run` asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stream_contracts.commands import options

if TYPE_CHECKING:
    from stream_contracts.checking import Check


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, by the names of its options."""

    apis: tuple[str, ...]
    url: str | None
    file: Path | None
    auth: tuple[str, ...] = field(repr=False)
    known: tuple[str, ...]
    safety: str | None
    allow: tuple[str, ...]
    profile: str
    deep_requests: int | None
    deep_seconds: float | None
    seed: int
    only: tuple[str, ...]
    repeat: int
    baseline: Path | None
    timeout: float | None
    rate: float | None
    max_requests: int | None
    max_seconds: float | None
    shard: str | None
    jobs: int | None
    compare: Path | None
    annotations: bool | None
    summary: Path | None
    out: Path | None
    quiet: bool
    steps: bool

    @property
    def about_server(self) -> bool:
        """Whether an option is given that says something of a server, besides where it is."""
        return bool(self.auth or self.known or self.safety or self.allow or self.timeout is not None)


def apis(asked: Asked) -> tuple[str, ...]:
    """The APIs to check: those named, else that of the target file, else those that --only begins with, else all."""
    from stream_contracts import data
    from stream_contracts.target import read_file

    named = asked.apis
    if not named and asked.file is not None:
        named = tuple(filter(None, [read_file(asked.file).get("api")]))
    if not named:
        named = tuple(entry.partition("/")[0] for entry in asked.only)
    return tuple(dict.fromkeys(map(data.check_api, named))) or data.apis()


def prepare(asked: Asked, api: str) -> Check:
    """The check of one API, without --shard, --baseline and --compare. Raises UserError for what cannot be."""
    from dataclasses import replace

    from stream_contracts import checking
    from stream_contracts.target import Options

    _must_name_server(asked)
    server = Options(
        asked.url,
        asked.auth,
        asked.safety,
        asked.timeout,
        asked.file,
        asked.known,
        allow=asked.allow,
        rate=asked.rate,
        max_requests=asked.max_requests,
        max_seconds=asked.max_seconds,
    )
    prepared = checking.prepare(api, options.check_profile(asked.profile), asked.seed, asked.only, server)
    prepared = checking.with_deep(prepared, asked.deep_requests, asked.deep_seconds)
    return replace(prepared, repeat=asked.repeat)


def _must_name_server(asked: Asked) -> None:
    """The built-in mock takes none of these: whoever gives them means a server and has forgotten to name it."""
    from stream_specs.errors import UserError

    if asked.about_server and not (asked.url or asked.file):
        hint = "give --url, or leave them out to check the built-in mock"
        what = "--auth, --known, --safety, --allow and --timeout are about a server, and none is named"
        raise UserError(what, hint=hint)


def arguments(asked: Asked) -> list[str]:
    """Options that ask for the same of a process of its own: all but those about limits, parts and reports."""
    single = {
        "--url": asked.url,
        "--target": asked.file,
        "--safety": asked.safety,
        "--profile": asked.profile,
        "--deep-requests": asked.deep_requests,
        "--deep-seconds": asked.deep_seconds,
        "--seed": asked.seed,
        "--repeat": asked.repeat,
        "--timeout": asked.timeout,
    }
    many = {"--auth": asked.auth, "--known": asked.known, "--allow": asked.allow, "--only": asked.only}
    pairs = [(name, str(value)) for name, value in single.items() if value is not None]
    pairs += [(name, value) for name, values in many.items() for value in values]
    return [part for pair in pairs for part in pair]
