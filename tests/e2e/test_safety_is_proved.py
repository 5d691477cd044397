"""What each level lets out, for every API and every profile, as a recording server sees it.

The recorder stands in front of a mock and keeps every request that arrives. It knows the document and nothing of the
suite's guard: it finds the operation of a request by its own reading of the paths.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from stream_contracts import checking, data, guard
from stream_contracts.cases import Profile
from stream_contracts.mock import server
from stream_contracts.mock.messages import Answer, Call, Handle
from stream_contracts.result import RunResult
from stream_contracts.target import Options

ALLOWED = {
    "read-only": {"read"},
    "own-resources": {"read", "create", "update", "delete"},
    "full": {"read", "create", "update", "delete", "outbound"},
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
FUZZED_EACH = 3


@dataclass
class Recorder:
    """A server of an API that keeps what arrives. requests: method and path. before: what was there before them."""

    api: str
    url: str = ""
    auth: tuple[str, ...] = ()
    requests: list[tuple[str, str]] = field(default_factory=list)
    state: Any = None
    before: dict[str, list[Any]] = field(default_factory=dict)

    def around(self, call: Call, inner: Handle) -> Answer:
        if not call.path.startswith("/__mock__/"):  # by which the suite recognises a mock of ours
            self.requests.append((call.method, call.path))
        return inner(call)

    def outside(self, level: str) -> list[tuple[str, str, str]]:
        """The requests that a level does not let out: method, path, effect."""
        raw = json.loads((data.root() / "generated" / "bundles" / f"{self.api}.json").read_text("utf-8"))
        effects = list(_effects(raw))
        found = ((method, path, _effect(effects, raw, method, path)) for method, path in self.requests)
        return [(method, path, effect) for method, path, effect in found if effect not in ALLOWED[level]]


def _effects(raw: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[str], bool, dict[str, str]]]:
    """For each path: how it looks, whether it has parameters, and the effect of each of its methods."""
    for path, item in raw["paths"].items():
        pattern = re.compile("".join("[^/]*" if part[:1] == "{" else re.escape(part) for part in _parts(path)))
        yield pattern, "{" in path, {name.upper(): item[name]["x-effect"] for name in METHODS & item.keys()}


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"({[^}]*})", path) if part]


def _effect(effects: list[Any], raw: Mapping[str, Any], method: str, path: str) -> str:
    """The effect of a request; what no operation declares is a read only with a safe method."""
    base = re.sub(r"https?://[^/]*", "", raw["servers"][0]["url"]).rstrip("/")
    own = path.removeprefix(base)
    matching = sorted((templated, by_method) for pattern, templated, by_method in effects if pattern.fullmatch(own))
    for _, by_method in matching:
        if method in by_method:
            return str(by_method[method])
    return "read" if method in SAFE_METHODS else "undeclared"


@contextmanager
def recording(api: str) -> Iterator[Recorder]:
    recorder = Recorder(api)
    mock = server.make(api).with_around(recorder.around)
    with server.running(mock) as running:
        recorder.url = running.url
        recorder.auth = tuple(f"{name}={secret}" for name, secret in running.credentials.items())
        recorder.state = mock.state
        recorder.before = copy.deepcopy({name: list(items) for name, items in mock.state.collections.items()})
        yield recorder


def run(recorder: Recorder, level: str, profile: Profile, folder: Path) -> RunResult:
    options = Options(url=recorder.url, auth=recorder.auth, safety=level)
    prepared = checking.prepare(recorder.api, profile, 1, options=options)
    if profile is Profile.DEEP:
        prepared = checking.with_deep(prepared, FUZZED_EACH, None)
    return checking.check(prepared, folder)


# Fuzzing hundreds of operations takes minutes and goes through the same guard.
RUNS = [
    pytest.param(api, level, profile, id=f"{api}-{level}-{profile}")
    for api in data.apis()
    for level in ALLOWED
    for profile in Profile
    if api != "streams-live" or level == "read-only"  # calls on own channels name media and carts of others
    if profile is not Profile.DEEP or api in ("streamdetails", "twitch-kraken")
]


@pytest.mark.slow
@pytest.mark.parametrize(("api", "level", "profile"), RUNS)
def test_nothing_outside_the_level_arrives(api: str, level: str, profile: Profile, tmp_path: Path) -> None:
    with recording(api) as recorder:
        result = run(recorder, level, profile, tmp_path)
        changed = _changed(recorder)

    outside = [entry for entry in recorder.outside(level) if entry[2] != "undeclared" or level == "read-only"]
    assert outside == []
    assert level == "full" or changed == []
    assert recorder.requests
    assert sum(result.wire.values()) == len(recorder.requests)
    assert result.unsafe_requests == 0
    report = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert (report["unsafe_requests"], report["safety"], report["profile"]) == (0, level, profile)


def _changed(recorder: Recorder) -> list[Any]:
    """What was on the server before the run and is not there any more, or not as it was."""
    now = recorder.state.collections
    return [item for name, items in recorder.before.items() for item in items if item not in list(now[name])]


@pytest.mark.parametrize("profile", [Profile.STANDARD, Profile.DEEP])
def test_the_recorder_notices_a_guard_that_is_open(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "permitted", lambda *_, **__: True)

    with recording("streamdetails") as recorder:
        run(recorder, "read-only", profile, tmp_path)

    assert {effect for _, _, effect in recorder.outside("read-only")} >= {"create", "update", "delete"}


def test_the_recorder_notices_what_is_gone() -> None:
    with recording("streamdetails") as recorder:
        secret = recorder.auth[0].partition("=")[2]
        headers = {"Authorization": f"Bearer {secret}"}
        gone = httpx.post(f"{recorder.url}/channel/remove", json={"channel_id": 12345}, headers=headers)
        changed = _changed(recorder)

    assert gone.status_code == 200
    assert [channel["id"] for channel in changed] == [12345]
    assert recorder.outside("read-only") == [("POST", "/api/v1/channel/remove", "delete")]
