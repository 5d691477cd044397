"""From a failing server to a baseline and back, and a server that fails at times, by the command line."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from command_line import Done, stream_contracts

from stream_contracts.mock.server import running_mock

BROKEN, SOUND = "streamdetails/rule/channel-name-limit", "streamdetails/rule/add-twice-conflicts"
EXPLAINED = ("--reason", "before version 3", "--link", "https://example.org/7")


def run(folder: Path, out: str, url: str, *more: str) -> Done:
    server = ("--api", "streamdetails", "--url", url, "--auth", "BearerAuth=mock-token")
    return stream_contracts(
        "run", *server, "--only", BROKEN, "--only", SOUND, "--out", out, "--quiet", *more, cwd=folder
    )


def update(folder: Path, result: str, *more: str) -> Done:
    return stream_contracts("baseline", "update", result, "--baseline", "known.toml", *more, cwd=folder)


def verdict(folder: Path) -> str:
    rows = json.loads((folder / "result.json").read_text())["requirements"]
    return next(row["verdict"] for row in rows if row["id"] == BROKEN)


def test_a_failure_is_accepted_until_it_is_mended(tmp_path: Path) -> None:
    with running_mock("streamdetails", fault="ignore-max-length") as faulty, running_mock("streamdetails") as clean:
        assert run(tmp_path, "first", faulty.url).returncode == 1
        unexplained = update(tmp_path, "first")
        added = update(tmp_path, "first", *EXPLAINED)
        known = run(tmp_path, "known", faulty.url, "--baseline", "known.toml")
        mended = run(tmp_path, "mended", clean.url, "--baseline", "known.toml")
        removed = update(tmp_path, "mended/result.json")
        after = run(tmp_path, "after", clean.url, "--baseline", "known.toml")

    assert (unexplained.returncode, added.returncode) == (2, 0)
    assert "give --reason and --link" in unexplained.stderr
    assert f"added    {BROKEN}" in added.stdout
    assert (known.returncode, verdict(tmp_path / "known")) == (0, "skipped")
    assert (mended.returncode, verdict(tmp_path / "mended")) == (1, "pass")
    assert f"{BROKEN} holds now: remove its entry" in mended.stderr
    assert f"removed  {BROKEN}: it holds now" in removed.stdout
    assert after.returncode == 0


def test_what_changed_between_two_runs_is_shown(tmp_path: Path) -> None:
    with running_mock("streamdetails", fault="ignore-max-length") as faulty, running_mock("streamdetails") as clean:
        run(tmp_path, "good", clean.url)
        run(tmp_path, "bad", faulty.url)

    broken = stream_contracts("diff", "good", "bad", cwd=tmp_path)
    fixed = stream_contracts("diff", "bad/result.json", "good", cwd=tmp_path)
    rows = json.loads(stream_contracts("diff", "good", "bad", "--format", "json", cwd=tmp_path).stdout)

    assert (broken.returncode, fixed.returncode) == (1, 0)
    assert f"{BROKEN}  pass -> fail" in broken.stdout
    assert "expected addChannel: 400, actual addChannel: 200" in broken.stdout
    assert broken.stdout.endswith("1 broken, 0 unproven, 0 fixed, 0 proven, 0 other\n")
    assert f"{BROKEN}  fail -> pass" in fixed.stdout
    assert [row["requirement"] for row in rows["broken"]] == [BROKEN]


@contextmanager
def forwarding(choose: Callable[[], str]) -> Iterator[str]:
    """A server that lets another one answer, chosen anew for each request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
            answer = httpx.request(self.command, choose() + self.path, content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_that_fails_at_times_is_flaky(tmp_path: Path) -> None:
    with running_mock("streamdetails", fault="ignore-max-length") as faulty, running_mock("streamdetails") as clean:
        run(tmp_path, "once", clean.url)
        requests = sum(json.loads((tmp_path / "once" / "result.json").read_text())["wire"].values())
        sent: list[str] = []

        def choose() -> str:
            """The good server for the first run, the bad one afterwards."""
            sent.append("")
            return clean.origin if len(sent) <= requests else faulty.origin

        with forwarding(choose) as url:
            done = run(tmp_path, "twice", url, "--repeat", "2")
        update(tmp_path, "twice", *EXPLAINED)
        known = run(tmp_path, "known", faulty.url, "--baseline", "known.toml")
        held = run(tmp_path, "held", clean.url, "--baseline", "known.toml")

    assert (done.returncode, verdict(tmp_path / "twice")) == (1, "flaky")
    assert "1 requirement is flaky" in done.stderr
    assert "flaky = true" in (tmp_path / "known.toml").read_text()
    assert (known.returncode, verdict(tmp_path / "known")) == (0, "skipped")
    assert (held.returncode, verdict(tmp_path / "held")) == (0, "pass")


MISTAKES = {
    "no baseline": (["run", "--api", "streamdetails", "--baseline", "none.toml"], "cannot read the baseline"),
    "a baseline of another API": (
        ["run", "--api", "twitch-kraken", "--baseline", "known.toml"],
        "is for `streamdetails`, not `twitch-kraken`",
    ),
    "an entry without a requirement": (
        ["run", "--api", "streamdetails", "--baseline", "known.toml"],
        "there is no requirement `streamdetails/rule/channel-name-limits`",
    ),
    "a baseline of all APIs": (["run", "--baseline", "known.toml"], "--baseline, --compare and --shard are of one API"),
    "no repeats": (["run", "--api", "streamdetails", "--repeat", "0"], "'--repeat'"),
    "no result": (["diff", "none", "none"], "none: cannot read"),
    "a day that is over": (
        ["baseline", "update", "none", "--baseline", "x.toml", "--expires", "2020-01-01"],
        "--expires 2020-01-01 is in the past",
    ),
    "a link that is none": (
        ["baseline", "update", "none", "--baseline", "x.toml", "--link", "later"],
        "--link is not an http or https URL",
    ),
    "no subcommand": (["baseline", "udpate"], "No such command 'udpate'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line(name: str, tmp_path: Path) -> None:
    arguments, what = MISTAKES[name]
    (tmp_path / "known.toml").write_text(
        'api = "streamdetails"\nprofile = "standard"\nsafety = "full"\n[[failure]]\nreason = "r"\n'
        f'requirement = "{BROKEN}s"\n'
        'link = "https://example.org/7"\nexpires = 2030-01-01\n'
    )

    done = stream_contracts(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert what.lower() in done.stderr.lower()
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().splitlines()) <= 2
    assert [path.name for path in tmp_path.iterdir()] == ["known.toml"]
