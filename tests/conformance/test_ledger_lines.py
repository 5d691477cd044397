"""The file of a ledger as a file: a line for each change, of which the last complete one counts."""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import tiny

from stream_contracts import ledger_file
from stream_contracts.ledger import Ledger, Pending
from stream_contracts.ledger_file import LedgerFile
from stream_specs.errors import UserError

KEY = {
    "create": {"operation": "add", "body": {"name": "$unique"}},
    "fields": {"id": "/id"},
    "remove": {"operation": "remove", "path": {"id": "$key.id"}},
}
FIXTURE = tiny.book(fixtures={"key": KEY}).fixtures["key"]
# Adds and strikes out keys as fast as it can, and says so once it does.
BUSY = """
import itertools, sys
from pathlib import Path
from test_ledger_lines import kept, key
ledger = kept(Path(sys.argv[1]))
for number in itertools.count():
    ledger.add(key(f"{number:05}" * 500))
    ledger.strike(*ledger.entries[:-3])
    if number == 5:
        print("busy", flush=True)
"""


def key(name: str) -> Pending:
    return Pending(FIXTURE, {"id": name}, certain=True)


def kept(path: Path, secrets: dict[str, str] | None = None) -> Ledger:
    """An empty ledger that a file keeps."""
    file = LedgerFile(path, "tiny", "http://127.0.0.1:9", "full", lambda: secrets or {})
    return Ledger(on_change=file.keep)


def names(path: Path) -> list[Any]:
    """What is owed, by the ids of the keys."""
    return [entry["fields"]["id"] for entry in ledger_file.read(path).entries]


def test_each_change_adds_a_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = kept(path)
    first, second = key("first"), key("second")

    ledger.add(first)
    inode = path.stat().st_ino
    ledger.add(second)
    ledger.strike(first)

    lines = [json.loads(line)["entries"] for line in path.read_text().splitlines()]
    assert [[entry["fields"]["id"] for entry in entries] for entries in lines] == [
        ["first"],
        ["first", "second"],
        ["second"],
    ]
    assert path.stat().st_ino == inode
    assert names(path) == ["second"]


@pytest.mark.parametrize("half", ['{"about": "What', '{"api": "tiny", "entries": [{}', "{", "\\"])
def test_half_a_line_does_not_count(half: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = kept(path)
    ledger.add(key("first"))
    ledger.add(key("second"))

    path.write_text(path.read_text() + half)

    assert names(path) == ["first", "second"]


def test_a_last_line_that_lacks_its_line_feed_counts(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = kept(path)
    ledger.add(key("first"))
    ledger.add(key("second"))

    path.write_text(path.read_text().removesuffix("\n"))

    assert names(path) == ["first", "second"]


def test_a_killed_process_leaves_what_it_owed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    command = [sys.executable, "-c", BUSY, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "busy\n"
        time.sleep(0.05)
        process.kill()

    assert process.returncode == -9
    assert len(names(path)) in (3, 4)
    assert len({len(name) for name in names(path)}) == 1


def test_a_long_file_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_file, "_LARGEST", 4000)
    path, sizes = tmp_path / "ledger.jsonl", []
    ledger = kept(path)

    for number in range(60):
        ledger.add(key(str(number)))
        ledger.strike(*ledger.entries[:-2])
        sizes.append(path.stat().st_size)
        assert names(path)[-1] == str(number)

    assert max(sizes) <= 4000
    assert sum(later < earlier for earlier, later in itertools.pairwise(sizes)) > 2


def test_a_line_that_is_longer_than_the_file_may_get_is_not_written_anew_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_file, "_LARGEST", 10)
    path = tmp_path / "ledger.jsonl"
    ledger = kept(path)

    ledger.add(key("a" * 1000))
    ledger.add(key("b"))

    assert len(path.read_text().splitlines()) == 2


def test_a_ledger_that_owes_nothing_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    earlier = kept(path)
    earlier.add(key("first"))
    nothing = {**json.loads(path.read_text()), "entries": []}
    path.write_text(f"{path.read_text()}{json.dumps(nothing)}\n")

    ledger_file.must_not_exist(path)
    kept(path).add(key("second"))

    assert names(path) == ["second"]


def test_a_ledger_that_owes_something_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    kept(path).add(key("first"))

    with pytest.raises(UserError, match="an earlier run left something"):
        ledger_file.must_not_exist(path)


def test_what_is_a_secret_only_now_leaves_the_earlier_lines_too(tmp_path: Path) -> None:
    path, secrets = tmp_path / "ledger.jsonl", {"Another": "long-secret"}
    ledger = kept(path, secrets)
    ledger.add(key("t0ken-1234"))
    assert "t0ken-1234" in path.read_text()

    secrets["Bearer"] = "t0ken-1234"
    ledger.add(key("other"))

    assert "t0ken-1234" not in path.read_text()
    assert [entry["fields"] for entry in ledger_file.read(path).entries] == [{}, {"id": "other"}]


def test_a_full_disk_is_said_and_does_not_spoil_what_comes_after(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = kept(path)
    ledger.add(key("first"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, hard))
    try:
        with pytest.raises(UserError, match="cannot write"):
            ledger.add(key("second"))
        torn = path.read_text()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    after_error = names(path)
    ledger.add(key("third"))

    assert len(torn.split("\n")[-1]) == 10
    assert after_error == ["first"]
    assert names(path) == ["first", "second", "third"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UserError, match="cannot write"):
        kept(tmp_path / "file" / "ledger.jsonl").add(key("first"))


def test_a_file_that_cannot_be_removed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = kept(path)
    ledger.add(key("first"))
    path.unlink()
    (path / "of somebody else").mkdir(parents=True)

    with pytest.raises(UserError, match="cannot remove the ledger"):
        ledger.strike(*ledger.entries)
