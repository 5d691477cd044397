"""A plan sent in parts gives the verdicts of one run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Done, stream_contracts

from stream_contracts.mock.server import running_mock

SERVERS = [("streamdetails", ""), ("streamdetails", "ignore-max-length"), ("twitch-kraken", "")]
PARTS = 3


def run(folder: Path, api: str, fault: str, out: str, *more: str) -> Done:
    """A run against a mock of its own."""
    with running_mock(api, fault=fault) as mock:
        auth = [part for name, secret in mock.credentials.items() for part in ("--auth", f"{name}={secret}")]
        server = ("--api", api, "--url", mock.url, *auth, "--quiet")
        return stream_contracts("run", *server, "--out", out, *more, cwd=folder)


def verdicts(folder: Path) -> dict[str, str]:
    rows = json.loads((folder / "result.json").read_text())["requirements"]
    return {row["id"]: row["verdict"] for row in rows}


@pytest.mark.parametrize(("api", "fault"), SERVERS)
def test_the_parts_together_give_the_verdicts_of_one_run(tmp_path: Path, api: str, fault: str) -> None:
    whole = run(tmp_path, api, fault, "whole")
    parts = [run(tmp_path, api, fault, str(i), "--shard", f"{i}/{PARTS}") for i in range(1, PARTS + 1)]

    merged = stream_contracts("merge", "3", "1/result.json", "2", "--out", "merged", "--quiet", cwd=tmp_path)

    assert verdicts(tmp_path / "merged") == verdicts(tmp_path / "whole")
    assert merged.returncode == whole.returncode == max(part.returncode for part in parts) == bool(fault)
    assert all("not-proven" in verdicts(tmp_path / str(i)).values() for i in range(1, PARTS + 1))


def test_what_is_known_is_left_out_of_the_whole_only(tmp_path: Path) -> None:
    for index in (1, 2):
        run(tmp_path, "streamdetails", "ignore-max-length", str(index), "--shard", f"{index}/2")
    explained = ("--reason", "later", "--link", "https://example.org/7")
    stream_contracts("merge", "1", "2", "--out", "merged", "--quiet", cwd=tmp_path)
    stream_contracts("baseline", "update", "merged", "--baseline", "known.toml", *explained, cwd=tmp_path)

    judged = stream_contracts("merge", "1", "2", "--baseline", "known.toml", "--out", "merged", cwd=tmp_path)
    refused = run(tmp_path, "streamdetails", "", "x", "--shard", "1/2", "--baseline", "known.toml")

    assert judged.returncode == 0
    assert verdicts(tmp_path / "merged")["streamdetails/rule/channel-name-limit"] == "skipped"
    assert refused.returncode == 2
    assert "stream-contracts merge" in refused.stderr


def test_a_whole_is_not_made_of_some_parts(tmp_path: Path) -> None:
    part = run(tmp_path, "streamdetails", "", "1", "--shard", "1/2")
    merged = stream_contracts("merge", "1", cwd=tmp_path)

    assert (part.returncode, merged.returncode) == (0, 2)
    assert merged.stderr.startswith("error: part 2 of 2 is missing\nhint: ")
