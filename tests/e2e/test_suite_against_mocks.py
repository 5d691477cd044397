"""The whole path over a real socket: a clean mock passes, a faulty one is caught by the requirement it breaks."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import jsonschema_rs
import pytest

from stream_contracts import checking, data
from stream_contracts.cases import Profile
from stream_contracts.mock.server import MockServer, running_mock
from stream_contracts.reports import result_json
from stream_contracts.result import RunResult
from stream_contracts.target import Options
from stream_contracts.verdicts import ExitCode, Verdict


def check(mock: MockServer, folder: Path, seed: int = 1) -> RunResult:
    auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
    options = Options(url=mock.url, auth=auth)
    return checking.check(checking.prepare(mock.mock.document.api, Profile.STANDARD, seed, options=options), folder)


def run(folder: Path, api: str, seed: int = 1) -> RunResult:
    with running_mock(api, seed=seed) as mock:
        return check(mock, folder, seed)


def ids(result: RunResult, verdict: Verdict) -> list[str]:
    return [outcome.requirement.id for outcome in result.outcomes if outcome.verdict is verdict]


# The large documents take seconds a run, so fewer seeds here; `make faults` runs the clean mocks under 20.
SEEDS = {"owncast": (2,), "streams-live": (2,)}
RUNS = [(api, seed) for api in data.apis() for seed in SEEDS.get(api, (1, 2, 3, 4, 5))]


@pytest.mark.parametrize(("api", "seed"), RUNS)
def test_a_clean_mock_passes_with_nothing_failed_and_nothing_unproven(api: str, seed: int, tmp_path: Path) -> None:
    result = run(tmp_path, api, seed)

    assert ids(result, Verdict.FAIL) == []
    assert ids(result, Verdict.NOT_PROVEN) == []
    assert ids(result, Verdict.WARN) == []
    assert result.leftovers == ()
    assert result.exit_code is ExitCode.OK
    the_result_fits_its_own_schema_and_lists_every_frozen_requirement(api, tmp_path)


def the_result_fits_its_own_schema_and_lists_every_frozen_requirement(api: str, folder: Path) -> None:
    written = json.loads((folder / "result.json").read_text())
    frozen = json.loads((data.root() / "generated" / "requirements" / f"{api}.json").read_text())
    jsonschema_rs.validate(result_json.schema(), written)
    assert [row["id"] for row in written["requirements"]] == [row["id"] for row in frozen["requirements"]]


def test_two_runs_of_one_seed_send_the_same_requests_and_reach_the_same_verdicts(tmp_path: Path) -> None:
    first, second = (run(tmp_path / name, "streamdetails", seed=4) for name in ("a", "b"))

    assert first.plan_sha256 == second.plan_sha256
    assert first.wire == second.wire
    assert [o.verdict for o in first.outcomes] == [o.verdict for o in second.outcomes]


def test_everything_that_a_run_creates_is_removed_again(tmp_path: Path) -> None:
    with running_mock("streamdetails") as mock:
        before = listed_channels(mock)
        result = check(mock, tmp_path)
        after = listed_channels(mock)

    assert result.leftovers == ()
    assert after == before


def listed_channels(mock: MockServer) -> object:
    headers = {"Authorization": f"Bearer {mock.credentials['BearerAuth']}"}
    return httpx.post(f"{mock.url}/channel/get-all", headers=headers).json()
