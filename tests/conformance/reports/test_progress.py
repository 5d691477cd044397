from __future__ import annotations

import io

from stream_contracts.reports.progress import Progress


class Clock:
    """Seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_plain_lines_come_at_most_every_five_seconds() -> None:
    stream, clock = io.StringIO(), Clock()
    with Progress(40, "streamdetails", stream=stream, clock=clock) as progress:
        for _ in range(40):
            clock.now += 0.4
            progress.advance("addChannel\x1b[2J")
    assert stream.getvalue().splitlines() == [
        "streamdetails: 40 cases",
        "streamdetails: 13 of 40, addChannel\\x1b[2J",
        "streamdetails: 26 of 40, addChannel\\x1b[2J",
        "streamdetails: 39 of 40, addChannel\\x1b[2J",
    ]


def test_quiet_says_nothing() -> None:
    for stream in (io.StringIO(), Terminal()):
        with Progress(1, "streamdetails", quiet=True, stream=stream) as progress:
            progress.advance("addChannel")
        assert stream.getvalue() == ""


def test_a_terminal_shows_a_bar_that_disappears() -> None:
    stream = Terminal()
    with Progress(2, "streamdetails", stream=stream) as progress:
        progress.advance("[bold]addChannel[/bold]")
        progress.advance()
    assert "streamdetails" in stream.getvalue()
    assert "2/2" in stream.getvalue()
