from __future__ import annotations

from pathlib import Path

import pytest

from stream_specs.errors import UserError
from stream_specs.generate import allowed
from stream_specs.generate.allowed import Allowed, Said

_ENTRY = Allowed("owncast", "clients", r"binary .*body", "It is served as a file.", "No binary bodies.")
_SAID = Said("owncast", "clients", "WARNING: binary response body")


@pytest.mark.parametrize(
    "said",
    [
        Said("owncast", "clients", "WARNING: another"),
        Said("owncast", "sdks", _SAID.text),
        Said("streamdetails", "clients", _SAID.text),
    ],
)
def test_a_warning_is_allowed_only_for_its_package_and_text(said: Said) -> None:
    assert allowed.unlisted([_SAID, said], [_ENTRY]) == [said]


def test_an_entry_that_matches_nothing_is_stale_only_when_its_package_was_generated() -> None:
    assert allowed.stale([], [_ENTRY], [("owncast", "clients")]) == [_ENTRY]
    assert allowed.stale([], [_ENTRY], [("owncast", "sdks"), ("streamdetails", "clients")]) == []
    assert allowed.stale([_SAID], [_ENTRY], [("owncast", "clients")]) == []


def test_the_shipped_list_is_well_formed() -> None:
    assert isinstance(allowed.load(), tuple)


def test_a_complete_entry_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    lines = [f'{name} = "{getattr(_ENTRY, name)}"' for name in ("api", "kind", "pattern", "reason", "upstream")]
    path.write_text("[[allowed]]\n" + "\n".join(lines))

    assert allowed.load(path) == (_ENTRY,)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[allowed]", "not TOML"),
        ("other = 1", "only tables"),
        ("[[allowed]]\napi = 'owncast'", "not a complete entry"),
        ("[[allowed]]\napi='a'\nkind='clients'\npattern='b'\nreason=' '\nupstream='c'", "not a complete entry"),
        ("[[allowed]]\napi='a'\nkind='clients'\npattern='('\nreason='b'\nupstream='c'", "no regular expression"),
    ],
)
def test_a_malformed_list_is_refused(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "list.toml"
    path.write_text(text)

    with pytest.raises(UserError, match=what) as caught:
        allowed.load(path)

    assert "list.toml" in caught.value.where
