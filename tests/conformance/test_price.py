"""The price of a plan: counted before a run, near what the run then sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import things
import tiny
import unreported
from command_line import stream_contracts

from stream_contracts import checking, plan, price
from stream_contracts.cases import Profile
from stream_contracts.documents import Effect
from stream_contracts.mock.server import running_mock
from stream_contracts.price import Price, Server
from stream_contracts.target import Options, Safety

INFINITE = float("inf")


def _price(server: Server = Server(), **book: Any) -> Price:  # noqa: B008 - it is frozen
    rulebook = tiny.book(**{**things.BOOK, **book})
    return price.of(plan.make(things.DOCUMENT, rulebook, Profile.SMOKE, 1), things.DOCUMENT, rulebook, server)


def test_requests_are_counted_by_effect_in_the_order_of_their_weight() -> None:
    paid = _price()

    assert list(paid.requests) == [effect for effect in Effect if effect in paid.requests]
    assert paid.requests[Effect.READ] == 3
    assert paid.total == sum(paid.requests.values())
    assert paid.held_back == 0


def test_a_read_only_run_costs_reads_only() -> None:
    paid = _price(Server(Safety.READ_ONLY))

    assert set(paid.requests) == {Effect.READ}
    assert paid.held_back > 0


def test_what_needs_a_fixture_costs_its_creation_and_removal() -> None:
    without = _price()
    bound = _price(bindings={"get": {"path.id": "$thing.id"}})

    assert bound.requests[Effect.CREATE] == without.requests[Effect.CREATE] + 1
    assert bound.requests[Effect.DELETE] == without.requests[Effect.DELETE] + 1


def test_what_needs_a_fixture_is_held_back_where_nothing_may_be_created() -> None:
    bindings = {"get": {"path.id": "$thing.id"}}
    unknown = _price(Server(Safety.READ_ONLY), bindings=bindings)
    known = _price(Server(Safety.READ_ONLY, known={"thing.id": "t1"}), bindings=bindings)

    assert known.requests[Effect.READ] == unknown.requests[Effect.READ] + 1


def test_a_setting_costs_that_it_is_read_and_set_back() -> None:
    setter = {"operation": "resize", "path": {"id": "t1"}, "body": {"size": "$value"}}
    read = {"operation": "get", "path": {"id": "t1"}}
    rule = tiny.rule("setter-readback", set=setter, read=read, at="/size", values=[1, 2])

    paid = _price(rules=[rule])

    assert paid.rules == 10
    assert paid.requests[Effect.UPDATE] == _price().requests[Effect.UPDATE] + 5 + 1


@pytest.mark.parametrize(("rate", "seconds"), [(INFINITE, 5.0), (100.0, 5.0), (10.0, 10.0), (0.5, 200.0)])
def test_time_follows_from_the_rate_and_from_how_long_an_answer_takes(rate: float, seconds: float) -> None:
    assert Price({Effect.READ: 100}, 0, 0).seconds(rate) == pytest.approx(seconds)


@pytest.mark.parametrize("safety", list(Safety))
@pytest.mark.parametrize("profile", [Profile.SMOKE, Profile.STANDARD])
@pytest.mark.parametrize("api", ["streamdetails", "twitch-kraken"])
def test_the_price_is_near_what_a_run_sends(api: str, profile: Profile, safety: Safety) -> None:
    with running_mock(api) as mock:
        auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
        prepared = checking.prepare(api, profile, 1, options=Options(url=mock.url, auth=auth, safety=str(safety)))
        sent = sum(unreported.execute(prepared).wire.values())

    paid = price.of(prepared.plan, prepared.document, prepared.rulebook, Server(safety))

    assert paid.total == pytest.approx(sent, rel=0.25, abs=5)


def test_profile_deep_costs_up_to_so_many_requests_for_what_may_be_sent() -> None:
    made = plan.make(things.DOCUMENT, tiny.book(**things.BOOK), Profile.DEEP, 1)
    full, less = (
        price.of(made, things.DOCUMENT, tiny.book(**things.BOOK), Server(safety))
        for safety in (Safety.FULL, Safety.READ_ONLY)
    )

    assert (full.deep, less.deep) == (8 * 40, 3 * 40)
    assert full.deep_seconds == 300


def test_the_time_of_profile_deep_has_a_limit() -> None:
    short = Price({Effect.READ: 100}, 0, 0, deep=100, deep_seconds=300.0)
    long = Price({Effect.READ: 100}, 0, 0, deep=100_000, deep_seconds=300.0)

    assert short.seconds(INFINITE) == pytest.approx(10.0)
    assert long.seconds(INFINITE) == pytest.approx(305.0)


# --- the command


def _command(*arguments: str) -> str:
    done = stream_contracts("plan", "--api", "streamdetails", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_shows_requests_by_effect_and_seconds_at_the_rate(tmp_path: Path) -> None:
    target = tmp_path / "target.toml"
    target.write_text('url = "https://panel.example"\nsafety = "own-resources"\nrate = 2\n')

    text = _command("--target", str(target))
    record = json.loads(_command("--target", str(target), "--format", "json"))["price"]

    assert f"about {record['total']} requests at safety own-resources: {record['requests']['read']} read" in text
    assert f"about {record['total'] / 2:.0f} s at 2 requests a second" in text
    assert record["seconds"] == record["total"] / 2
    assert (record["safety"], record["rate"]) == ("own-resources", 2)


def test_the_command_shows_what_profile_deep_adds() -> None:
    arguments = ("--profile", "deep", "--deep-requests", "7", "--deep-seconds", "20")

    text = _command(*arguments)
    record = json.loads(_command(*arguments, "--format", "json"))["price"]

    assert record["deep"] == {"requests": 56, "seconds": 20.0}
    assert "up to 56 requests more to fuzz and to walk along links, 20 s at most" in text


def test_the_command_without_a_target_is_about_the_mock() -> None:
    full = json.loads(_command("--format", "json"))["price"]
    less = json.loads(_command("--format", "json", "--safety", "read-only"))["price"]

    assert (full["safety"], full["rate"], full["held_back"]) == ("full", None, 0)
    assert set(less["requests"]) == {"read"}
