"""Both packages of streams.live have the types of the document: no condition, null or file costs a field its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

_GENERATED = Path(__file__).parents[2] / "generated"
_CLIENT = _GENERATED / "clients" / "streams-live" / "streams_live_client"
_SDK = _GENERATED / "sdks" / "streams-live" / "streams_live_sdk"
_MODULES = [*sorted((_CLIENT / "models").glob("*.py")), _SDK / "models.py"]
# What may be left out, and what only one of the packages calls so.
_SPELLED = {
    "Unset": "absent",
    "MISSING": "absent",
    "datetime.datetime": "time",
    "AwareDatetime": "time",
    "NoAttributes": "list[Any]",
    "list[File]": "files",
    "list[bytes]": "files",
    "File": "file",
    "bytes": "file",
}
_TYPES = {
    "ChannelNotificationRequest": {"event_id": "str", "phone": "absent | str", "email": "absent | str"},  # anyOf
    "ReadQuestionsRequest": {"event_id": "absent | str", "event_slug": "absent | str"},  # anyOf
    "RegisterRequest": {"phone_prefix_value": "absent | str", "phone_value": "absent | str"},  # dependentRequired
    "LoginSociallyRequest": {"provider": "LoginSociallyRequestProvider", "shop": "absent | str"},  # if
    "VoteQuestionRequest": {"direction": "VoteQuestionRequestDirection"},
    "UpdateChannelRequest": {
        "privacy": "UpdateChannelRequestPrivacy | absent",
        "attributes": "ChannelAttributes | absent",
    },
    "StatsIntervalRequest": {"section": "int", "interval": "absent | float", "range": "absent | list[str]"},
    "AddChannelProductForm": {"price": "float", "image": "file"},
    "UpdateProductForm": {"image": "files", "price": "absent | float"},
    "UpdateAppProductRequest": {"data": "AppProduct | absent", "variants": "absent | list[AppVariant]"},
    "Channel": {
        "last_update": "time",
        "disk_quota": "int | str",
        "ecommerce_provider_enabled": "None | bool",
        "attributes": "ChannelAttributes | list[Any]",
        "stream": "StreamEnvelope | UnknownInclude",
        "location": "Any",
    },
    "User": {"id": "int", "disk_quota": "None | int | str", "subscription_details": "SubscriptionDetailsEnvelope"},
    "OAuthClient": {"id": "int | str", "secret": "None | absent | str"},
    "Error": {"code": "int", "title": "absent | str", "messages": "Any | absent"},
}


def _fields(package: Path) -> dict[str, dict[str, str]]:
    """The types of all fields, by the names of model and field, as both packages spell them."""
    modules = [ast.parse(path.read_text()) for path in _MODULES if path.is_relative_to(package)]
    classes = [node for module in modules for node in module.body if isinstance(node, ast.ClassDef)]
    return {
        one.name: {
            field.target.id.rstrip("_"): _spelled(field.annotation)
            for field in one.body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        }
        for one in classes
    }


def _spelled(annotation: ast.expr) -> str:
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        assert isinstance(annotation.slice, ast.Tuple)
        annotation = annotation.slice.elts[0]
    parts = ast.unparse(annotation).split(" | ")
    return " | ".join(sorted(_SPELLED.get(part, part) for part in parts))


@pytest.mark.parametrize("package", [_CLIENT, _SDK], ids=["client", "sdk"])
def test_fields_have_the_types_of_the_document(package: Path) -> None:
    fields = _fields(package)

    found = {model: {name: fields[model][name] for name in types} for model, types in _TYPES.items()}

    assert found == _TYPES


def test_both_packages_have_the_same_models_with_the_same_fields() -> None:
    client, sdk = _fields(_CLIENT), _fields(_SDK)
    models = sorted(client.keys() & sdk.keys())
    enums = {name for name in (*client, *sdk) if not (client.get(name) or sdk.get(name))}

    assert len(models) > 100
    assert {name for name in client.keys() ^ sdk.keys() if name not in enums} == set()
    for name in models:
        names = client[name].keys() - {"additional_properties"}
        assert (name, _letters(names)) == (name, _letters(sdk[name].keys()))


def _letters(names: object) -> list[str]:
    assert isinstance(names, set | type({}.keys()))
    return sorted(re.sub(r"[^a-z0-9]", "", name) for name in names)


def test_a_success_that_is_not_documented_may_be_anything() -> None:
    models = (_SDK / "models.py").read_text()
    answers = (_SDK / "types" / "system" / "_operations.py").read_text()

    assert re.search(
        r'^UndocumentedAnswer = TypeAliasType\(\s*"UndocumentedAnswer",\s*Annotated\[\s*Any,', models, re.M
    )
    assert re.findall(r"^RunTestResponse: TypeAlias = (.*)$", answers, re.M) == ["models.UndocumentedAnswer"]
