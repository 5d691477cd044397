"""Where documents, rules and behaviours are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream_contracts import data
from stream_specs.errors import UserError


def test_a_folder_of_ones_own_takes_the_place_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundles = tmp_path / "generated" / "bundles"
    bundles.mkdir(parents=True)
    (bundles / "clips.json").write_text("{}")
    monkeypatch.setenv(data.ROOT_VARIABLE, str(tmp_path))

    assert data.apis() == ("clips",)
    assert data.rules_file("clips") == tmp_path / "specs" / "clips" / "rules.yaml"


def test_a_folder_without_bundles_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(data.ROOT_VARIABLE, str(tmp_path))

    with pytest.raises(UserError) as error:
        data.apis()

    assert str(error.value).startswith(f"STREAMCONTRACTS_ROOT={tmp_path}: no folder generated/bundles")


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(data.ROOT_VARIABLE, "")

    assert "streamdetails" in data.apis()
