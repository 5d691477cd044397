"""What each level lets out, for every API and every profile, as a recording server sees it.

The recorder stands in front of a mock and keeps every request that arrives. It knows the document and nothing of the
suite's guard: it finds the operation of a request by its own reading of the paths, and the things of others by what is
on the server before the run. Profile deep sends all that the smaller profiles send, which a test of the plans shows; so
it is the one that every API is sent at every level. How long it fuzzes does not matter: each request is judged alone.
What is sent at level full is all that profile deep can send, so the same run shows that the mocks withstand it.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
import unreported

from stream_contracts import checking, data, guard, plan, plan_cache, rulebook, session
from stream_contracts.cases import Profile, to_json
from stream_contracts.mock import server
from stream_contracts.mock.messages import Answer, Call, Handle
from stream_contracts.target import Options
from stream_contracts.verdicts import Verdict
from stream_specs import sources

ALLOWED = {
    "read-only": {"read"},
    "own-resources": {"read", "create", "update", "delete"},
    "full": {"read", "create", "update", "delete", "outbound"},
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
WORD = re.compile(r"[A-Za-z0-9_.@-]+")
LONG_ENOUGH = 5  # characters of an id that is nobody else's by chance
LARGE = ("owncast", "streams-live")


@dataclass
class Recorder:
    """A server of an API that keeps what arrives. requests: method, path and all that can name something in words.

    before: what was there before them.
    """

    api: str
    url: str = ""
    auth: tuple[str, ...] = ()
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    state: Any = None
    before: dict[str, list[Any]] = field(default_factory=dict)

    def around(self, call: Call, inner: Handle) -> Answer:
        if not call.path.startswith("/__mock__/"):  # by which the suite recognises a mock of ours
            said = f"{unquote(call.path)} {unquote(call.query)} {call.body.decode('utf-8', 'replace')}"
            self.requests.append((call.method, call.path, said))
        return inner(call)

    def outside(self, level: str) -> list[tuple[str, str, str]]:
        """The requests that a level does not let out: method, path, effect."""
        found = ((method, path, effect) for method, path, effect, _ in self._with_effects())
        return [each for each in found if each[2] not in ALLOWED[level]]

    def naming_others(self) -> list[tuple[str, str, list[str]]]:
        """The requests that change something and name what was there before: method, path, the names."""
        others = {str(item.get(key, "")) for name, key in self._keys() for item in self.before[name]}
        words = {name for name in others if len(name) >= LONG_ENOUGH}
        changing = (each for each in self._with_effects() if each[2] not in {"read", "create"})
        found = ((method, path, sorted(words.intersection(WORD.findall(said)))) for method, path, _, said in changing)
        return [each for each in found if each[2]]

    def _keys(self) -> list[tuple[str, str]]:
        behaviour = sources.load(data.root() / "specs" / self.api / "behaviour.yaml").value
        resources = behaviour.get("resources", {})
        named = [
            (name, [each["key"], *each.get("also", ())]) for name, each in resources.items() if name in self.before
        ]
        return [(name, key) for name, keys in named for key in keys]

    def _with_effects(self) -> Iterator[tuple[str, str, str, str]]:
        raw = json.loads((data.root() / "generated" / "bundles" / f"{self.api}.json").read_text("utf-8"))
        base = re.sub(r"https?://[^/]*", "", raw["servers"][0]["url"]).rstrip("/")
        effects = functools.cache(functools.partial(_effect, list(_effects(raw))))
        for method, path, said in self.requests:
            yield method, path, effects(method, path.removeprefix(base)), said


def _effects(raw: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[str], bool, dict[str, str]]]:
    """For each path: how it looks, whether it has parameters, and the effect of each of its methods."""
    for path, item in raw["paths"].items():
        pattern = re.compile("".join("[^/]*" if part[:1] == "{" else re.escape(part) for part in _parts(path)))
        yield pattern, "{" in path, {name.upper(): item[name]["x-effect"] for name in METHODS & item.keys()}


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"({[^}]*})", path) if part]


def _effect(effects: list[Any], method: str, path: str) -> str:
    """The effect of a request; what no operation declares is a read only with a safe method."""
    matching = [(templated, by_method) for pattern, templated, by_method in effects if pattern.fullmatch(path)]
    for _, by_method in sorted(matching, key=lambda found: found[0]):
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


def prepare(recorder: Recorder, level: str, profile: Profile = Profile.DEEP, each: int = 1) -> checking.Check:
    """A check of the recorder. each: requests of profile deep for an operation."""
    options = Options(url=recorder.url, auth=recorder.auth, safety=level)
    prepared = checking.prepare(recorder.api, profile, 1, options=options)
    return checking.with_deep(prepared, each, None) if profile is Profile.DEEP else prepared


@pytest.mark.parametrize("api", data.apis())
def test_a_smaller_profile_sends_a_part_of_what_a_larger_one_sends(api: str) -> None:
    document, book = data.document(api), rulebook.load(data.rules_file(api), api)
    plans = [plan.make(document, book, profile, 1, source=plan_cache.cases) for profile in Profile]

    assert [made.profile for made in plans] == [Profile.SMOKE, Profile.STANDARD, Profile.DEEP]
    for smaller, larger in pairwise(plans):
        assert _calls(smaller) <= _calls(larger)
        assert smaller.rules == larger.rules


def _calls(made: plan.Plan) -> set[str]:
    return {json.dumps(to_json(case)["call"], sort_keys=True) for case in made.cases}


@pytest.mark.slow
@pytest.mark.parametrize("level", ALLOWED)
@pytest.mark.parametrize("api", data.apis())
def test_nothing_outside_the_level_arrives(api: str, level: str) -> None:
    with recording(api) as recorder:
        result = unreported.execute(prepare(recorder, level, each=1 if level != "full" else 2 if api in LARGE else 6))
        changed = _changed(recorder)

    outside = [entry for entry in recorder.outside(level) if entry[2] != "undeclared" or level == "read-only"]
    assert outside == []
    assert level == "full" or changed == recorder.naming_others() == []
    assert recorder.requests
    assert sum(result.wire.values()) == len(recorder.requests)
    assert result.unsafe_requests == 0
    assert any(note.startswith("deep: ") for note in result.notes)
    assert (result.summary[Verdict.FAIL], result.leftovers) == (0, ())
    assert level != "full" or result.summary[Verdict.NOT_PROVEN] == 0


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("level", ALLOWED)
def test_the_report_says_so(level: str, profile: Profile, tmp_path: Path) -> None:
    with recording("twitch-kraken") as recorder:
        checking.check(prepare(recorder, level, profile), tmp_path)

    report = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert (report["unsafe_requests"], report["safety"], report["profile"]) == (0, level, profile)
    assert sum(report["wire"].values()) == len(recorder.requests)
    assert [entry for entry in recorder.outside(level) if entry[2] != "undeclared" or level == "read-only"] == []


def _changed(recorder: Recorder) -> list[Any]:
    """What was on the server before the run and is not there any more, or not as it was."""
    now = recorder.state.collections
    return [item for name, items in recorder.before.items() for item in items if item not in list(now[name])]


@pytest.mark.parametrize("profile", [Profile.STANDARD, Profile.DEEP])
def test_the_recorder_notices_a_guard_that_is_open(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "permitted", lambda *_, **__: True)

    with recording("streamdetails") as recorder:
        unreported.execute(prepare(recorder, "read-only", profile))

    assert {effect for _, _, effect in recorder.outside("read-only")} >= {"create", "update", "delete"}


def test_the_recorder_notices_calls_on_own_things_that_name_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "names_known", lambda _: False)

    with recording("streams-live") as recorder:
        prepared = prepare(recorder, "own-resources", Profile.SMOKE)
        only = plan.make(prepared.document, prepared.rulebook, Profile.SMOKE, 1, ("streams-live/updateChannelTeam",))
        unreported.execute(replace(prepared, plan=only))

    contributor = prepared.rulebook.known["contributor"].example
    assert {name for _, _, names in recorder.naming_others() for name in names} == {contributor}


def test_the_recorder_notices_what_is_gone() -> None:
    with recording("streamdetails") as recorder:
        secret = recorder.auth[0].partition("=")[2]
        headers = {"Authorization": f"Bearer {secret}"}
        gone = httpx.post(f"{recorder.url}/channel/remove", json={"channel_id": 12345}, headers=headers)
        changed = _changed(recorder)

    assert gone.status_code == 200
    assert [channel["id"] for channel in changed] == [12345]
    assert recorder.outside("read-only") == [("POST", "/api/v1/channel/remove", "delete")]
    assert recorder.naming_others() == [("POST", "/api/v1/channel/remove", ["12345"])]
