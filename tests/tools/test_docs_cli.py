"""The command `stream-specs docs`, on the smallest API and on mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stream_specs.cli import group
from stream_specs.commands import run

ROOT = Path(__file__).parents[2]


def docs(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(group, ["docs", "--specs", str(ROOT / "specs"), *arguments])
    return int(ended.value.code or 0)


def test_a_page_and_a_document_with_samples_are_written_the_same_each_time(tmp_path: Path) -> None:
    given = ("--api", "streamdetails", "--generated", str(ROOT / "generated"), "--out")

    codes = [docs(*given, str(tmp_path / name)) for name in ("one", "two")]

    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    document = json.loads(one["streamdetails.json"])
    bundle = json.loads((ROOT / "generated/bundles/streamdetails.json").read_text())
    samples = document["paths"]["/channel/add"]["post"].pop("x-codeSamples")
    assert codes == [0, 0]
    assert one.keys() == {"index.html", "streamdetails.json"}
    assert one == two
    assert [each["label"] for each in samples] == ["curl", "streamdetails-client", "streamdetails-sdk"]
    assert document["paths"]["/channel/add"] == bundle["paths"]["/channel/add"]


def test_what_is_not_generated_yet_is_named_with_the_command_that_makes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = docs("--api", "streamdetails", "--generated", str(tmp_path), "--out", str(tmp_path / "out"))

    said = capsys.readouterr().err
    assert code == 2
    assert "streamdetails.json: cannot read" in said
    assert "hint: run `make generate`" in said
    assert not (tmp_path / "out").exists()
