"""The functions of both packages that change a setting of Owncast offer the type of that setting and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from calls import TABLES

_GENERATED = Path(__file__).parents[2] / "generated"
_CLIENT = _GENERATED / "clients" / "owncast" / "owncast_client"
_SDK = _GENERATED / "sdks" / "owncast" / "owncast_sdk"
_TYPES = {
    "AdminConfigStringValue": "str",
    "AdminConfigBooleanValue": "bool",
    "AdminConfigNumberValue": "int",
    "AdminConfigPortValue": "int",
    "AdminConfigStringListValue": "list[str]",
}
_SETTINGS = {call.operation: call.body[0] for call in TABLES["owncast"].calls if call.body and call.body[0] in _TYPES}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize(("model", "kind"), _TYPES.items())
def test_the_value_of_a_setting_has_one_type(model: str, kind: str) -> None:
    client = (_CLIENT / "models" / f"{_snake(model)}.py").read_text()
    sdk = (_SDK / "models.py").read_text().partition(f"class {model}(")[2].partition("\nclass ")[0]

    assert re.findall(r"^    value: (.*)$", client, re.MULTILINE) == [kind]
    assert re.findall(r"^    value: Annotated\[(.*?), Field", sdk, re.MULTILINE) == [kind]


def test_each_setting_takes_the_model_of_its_type() -> None:
    modules = {path.stem.replace("_", ""): path.read_text() for path in (_CLIENT / "api").glob("*/*.py")}
    methods = dict(re.findall(r"def (\w+)\(\n((?:    .*\n)+)\) ->", (_SDK / "README.md").read_text()))
    names = dict(re.findall(r'"(\w+)": "\w+\.(\w+)"', (_SDK / "operations.py").read_text()))

    assert len(_SETTINGS) == 39
    for operation, model in _SETTINGS.items():
        bodies = set(re.findall(r"^    body: (\w+),$", modules[operation.lower()], re.MULTILINE))
        assert (operation, bodies) == (operation, {model})
        assert f"body: models.{model} | UNSET = UNSET,\n" in methods[names[operation]], operation
        assert f"    value: {_TYPES[model]} | UNSET = UNSET,\n" in methods[names[operation]], operation
