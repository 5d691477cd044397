from __future__ import annotations

from pathlib import Path

import pytest

from stream_specs.errors import UserError
from stream_specs.generate import trees
from stream_specs.generate.trees import Change


def _write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def _texts(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_compare_names_missing_stale_and_surplus_files() -> None:
    new = {"a": b"1", "b": b"1", "c": b"1"}

    assert trees.compare(new, {"b": b"1", "c": b"2", "d": b"1"}) == [
        Change("a", "missing"),
        Change("c", "stale"),
        Change("d", "surplus"),
    ]


def test_read_takes_files_and_folders_and_leaves_byte_code_out(tmp_path: Path) -> None:
    _write(tmp_path, file="1", folder__a="2", folder__b__c="3")
    _write(tmp_path / "folder" / "b" / "__pycache__", c="byte code")

    assert trees.read(tmp_path, "file") == {"file": b"1"}
    assert trees.read(tmp_path, "folder") == {"folder/a": b"2", "folder/b/c": b"3"}
    assert trees.read(tmp_path, "absent") == {}


def test_replace_leaves_no_file_of_the_old_unit_and_no_surplus(tmp_path: Path) -> None:
    root = _write(tmp_path / "root", clients__one__old="old", clients__gone__a="old", bundles__kept="kept")
    fresh = _write(tmp_path / "fresh", clients__one__new="new", clients__two__new="new")

    trees.replace(root, fresh, tmp_path / "attic", ["clients/one", "clients/two"], ["clients/gone"])

    assert _texts(root) == {"clients/one/new": "new", "clients/two/new": "new", "bundles/kept": "kept"}


def test_replace_undoes_everything_when_one_move_fails(tmp_path: Path) -> None:
    root = _write(tmp_path / "root", clients__one__old="old", clients__gone__a="old")
    fresh = _write(tmp_path / "fresh", clients__one__new="new")

    with pytest.raises(UserError, match="cannot replace: No such file"):
        trees.replace(root, fresh, tmp_path / "attic", ["clients/one", "clients/absent"], ["clients/gone"])

    assert _texts(root) == {"clients/one/old": "old", "clients/gone/a": "old"}
    assert _texts(fresh) == {"clients/one/new": "new"}
