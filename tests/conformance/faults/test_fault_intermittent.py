"""Faults that come and go: exactly one answer in a hundred, the same ones for the same seed."""

from __future__ import annotations

import pytest
from asgi_driver import KNOWN, TOKEN, Driver

from stream_contracts.faults.fault import Class
from stream_contracts.faults.table import FAULTS
from stream_contracts.mock.server import make

NAMES = [fault.id for fault in FAULTS.values() if fault.kind is Class.INTERMITTENT]


def _spoilt(name: str, seed: int) -> list[int]:
    clean = Driver(make("streamdetails", seed), TOKEN).ask("/channel/get", KNOWN)
    driver = Driver(make("streamdetails", seed, [name]), TOKEN)
    replies = [driver.ask("/channel/get", KNOWN) for _ in range(300)]
    return [number for number, reply in enumerate(replies) if reply != clean]


@pytest.mark.parametrize("name", NAMES)
def test_one_answer_in_a_hundred_is_spoilt(name: str) -> None:
    assert _spoilt(name, seed=7) == [7, 107, 207]


def test_refusals_are_not_spoilt_by_what_concerns_successes() -> None:
    driver = Driver(make("streamdetails", 1, ["sometimes-empty"]), TOKEN)

    assert all(driver.ask("/channel/get", b"{").body for _ in range(102))
    driver.ask("/channel/get", KNOWN)
    assert not driver.ask("/channel/get", KNOWN).body
