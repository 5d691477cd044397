"""Loading servers with wrk, documents of any size, and the table of growth."""

from __future__ import annotations

import json
from pathlib import Path

import growth
import mocks
import pytest
import synthetic
import wrk

from stream_contracts import data
from stream_contracts.exchange import Request, Response
from stream_specs.validate import validate

MEASURED = """Running 1s test
measured {"requests": 500, "microseconds": 2000000, "p50": 900, "p99": 4200, "refused": 1, "broken": 2, "bytes": 1000}
"""


def test_what_wrk_measured_is_read_in_seconds_and_milliseconds() -> None:
    load = wrk.parsed(MEASURED)

    assert load == wrk.Load(requests=500, seconds=2.0, p50=0.9, p99=4.2, refused=1, broken=2, bytes=1000)
    assert (load.rate, load.kilobytes) == (250, 0.002)


def test_wrk_that_did_not_end_measured_nothing() -> None:
    assert wrk.parsed("unable to connect\n") is None


def test_a_request_is_written_for_lua_byte_by_byte() -> None:
    request = Request("POST", '/a?b="', (("Accept", "x"),), b'{"\\\xe9\n')

    script = wrk.lua([request], pause_ms=0)

    assert 'wrk.format("POST", "/a?b=\\034", {["Accept"] = "x"}, "{\\034\\092\\233\\010")' in script
    assert "function delay" not in script


def test_a_pause_is_spread_evenly_up_to_twice_its_mean() -> None:
    assert "math.random(0, 9)" in wrk.lua([], pause_ms=4.5)


def test_at_half_the_load_each_connection_waits_for_what_two_rounds_take_but_its_own_answer() -> None:
    full = wrk.Load(requests=4000, seconds=2.0, p50=1, p99=1, refused=0, broken=0, bytes=0)

    waits_ms, answers_ms = mocks.pause(full), 1000 / full.rate

    assert mocks.CONNECTIONS / (waits_ms + answers_ms) * 1000 == pytest.approx(full.rate / 2)


def _answer(value: object) -> Response:
    return Response(200, (("content-type", "application/json"),), json.dumps(value).encode())


LISTS = {
    "a list": ({"streams": [1, 2], "_total": 9}, "/streams?game=a&limit=2"),
    "nothing in it": ({"streams": []}, "/streams?game=a&limit=25"),
    "no list": ({"stream": None}, "/streams?game=a&limit=25"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_asked_for_as_many_items_as_the_other_server_has(name: str) -> None:
    value, target = LISTS[name]
    operation = data.document("twitch-kraken").operation("listStreams")
    request = Request("GET", "/streams?game=a&limit=25", (), b"")

    assert mocks.as_many(operation, request, _answer(value)).target == target


def test_what_takes_no_limit_is_asked_for_as_documented() -> None:
    operation = data.document("twitch-kraken").operation("getStream")
    request = Request("GET", "/streams/a", (), b"")

    assert mocks.as_many(operation, request, _answer({"streams": [1]})) == request


def test_a_synthetic_document_is_valid_and_as_large_as_was_asked_for(tmp_path: Path) -> None:
    verdict = validate(synthetic.write(tmp_path, 4))

    assert verdict.problems == ()
    assert verdict.counts is not None
    assert verdict.counts.operations == 4


@pytest.mark.parametrize(("seconds", "expected"), [([1.0, 10.0], 1.0), ([1.0, 20.0], 2.0), ([1.0, 5.0], 0.5)])
def test_the_ratio_is_one_where_growth_is_linear(seconds: list[float], expected: float) -> None:
    assert growth.ratio(seconds, [100, 1000]) == expected
