"""A state file: what it brings back, and files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from asgi_driver import KNOWN, TOKEN, Driver

from stream_contracts.mock.server import make
from stream_contracts.mock.storage import SqliteStorage
from stream_specs.errors import UserError


def _open(path: Path, seed: int = 1) -> Driver:
    return Driver(make("streamdetails", seed, state_file=path), TOKEN)


def _close(driver: Driver) -> None:
    storage = driver.mock.state.storage
    assert isinstance(storage, SqliteStorage)
    storage.close()


def _change_everything(driver: Driver) -> None:
    for name in ("b", "a", "c"):
        driver.ask("/channel/add", {"platform": "twitch", "channel": name})
    driver.ask("/channel/set-thread-count", {**KNOWN, "thread_count": 5})
    driver.ask("/channel/refresh-chatmanagement-url", KNOWN)
    newest = driver.ask("/channel/get-all").value["data"][-1]
    driver.ask("/channel/remove", {"channel_id": newest["id"]})
    driver.mock.state.clock.advance(60)


def test_everything_comes_back_in_its_order(tmp_path: Path) -> None:
    driver = _open(tmp_path / "state.db")
    _change_everything(driver)
    before = driver.ask("/channel/get-all").body
    _close(driver)

    again = _open(tmp_path / "state.db")

    assert again.ask("/channel/get-all").body == before
    assert again.mock.state.clock.text() == "2026-01-01T12:01:00Z"
    assert again.ask("/channel/add", {"platform": "twitch", "channel": "a"}).status == 409
    assert again.ask("/channel/add", {"platform": "twitch", "channel": "c"}).status == 200
    _close(again)


def test_a_mock_goes_on_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    stopped, running = _open(tmp_path / "stopped.db", 7), _open(tmp_path / "running.db", 7)
    _change_everything(stopped)
    _change_everything(running)
    _close(stopped)
    stopped = _open(tmp_path / "stopped.db", 99)

    replies = [driver.ask("/channel/add", {"platform": "twitch", "channel": "z"}).body for driver in (stopped, running)]

    assert replies[0] == replies[1]
    _close(stopped)
    _close(running)


def test_reset_is_kept_too(tmp_path: Path) -> None:
    driver = _open(tmp_path / "state.db")
    _change_everything(driver)
    driver.mock.reset(3)
    _close(driver)

    again = _open(tmp_path / "state.db")

    assert again.ask("/channel/get-all").body == _fresh(3)
    _close(again)


def _fresh(seed: int) -> bytes:
    return Driver(make("streamdetails", seed), TOKEN).ask("/channel/get-all").body


def test_a_file_in_use_is_refused(tmp_path: Path) -> None:
    driver = _open(tmp_path / "state.db")

    with pytest.raises(UserError, match="another mock uses it"):
        _open(tmp_path / "state.db")

    _close(driver)


def test_a_file_of_another_api_is_refused(tmp_path: Path) -> None:
    SqliteStorage(tmp_path / "state.db", "other").close()

    with pytest.raises(UserError, match="holds the state of `other`"):
        _open(tmp_path / "state.db")


def test_a_file_that_is_no_state_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes, which are longer than the header of a database\n" * 20)
    before = path.read_bytes()

    with pytest.raises(UserError, match="not a database"):
        _open(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["missing/state.db", ""])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot keep the state here"):
        _open(tmp_path / name)
