"""`stream-specs diff` and `stream-specs changelog` as a user sees them, with a repository of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from diff_documents import POST, SENT, document

from stream_specs.cli import group
from stream_specs.diff import changelog, rendering
from stream_specs.diff.severity import Severity
from stream_specs.diff.versions import is_raised, lowest
from stream_specs.errors import UserError

ROOT = Path(__file__).parents[2]
STRICT = (SENT, {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}})
VERSION = "/info/version"
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder, which is the working folder, with the bundles of `notes`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    bundle(tmp_path)
    return tmp_path


def bundle(folder: Path, *patches: tuple[str, Any], api: str = "notes") -> Path:
    """Write a document to where bundles are."""
    path = folder / "generated/bundles" / f"{api}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document(*patches)))
    return path


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def tagged(folder: Path, tag: str = "v1") -> None:
    """Make the folder a repository, unless it is one, and tag what is there."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a")
    git(folder, "tag", tag)


def run(*arguments: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments], **options)


def test_changes_are_grouped_by_severity_and_breaking_ones_exit_1(folder: Path) -> None:
    tagged(folder)
    bundle(folder, STRICT, (VERSION, "1.1.0"), (f"{POST}/deprecated", True))

    done = run("diff", "v1", "generated/bundles")

    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "notes 1.0.0 -> 1.1.0: 1 breaking, 1 compatible, 1 documentation",
        "breaking (1)",
        f"  property-added-required  {SENT}/properties/text",
        "      A property is new and must be there: text (in requests)",
        "      addNote",
        "compatible (1)",
        f"  deprecated-added  {POST}/deprecated",
        "      It is deprecated now: false -> true (in requests and responses)",
        "      addNote",
        "documentation (1)",
        "  version-changed  /info/version",
        "      The document has another version: 1.0.0 -> 1.1.0 (in requests and responses)",
    ]


@pytest.mark.parametrize(
    ("patches", "fail_on", "code"),
    [
        ([STRICT], "breaking", 1),
        ([STRICT], "compatible", 1),
        ([STRICT], "none", 0),
        ([(f"{POST}/deprecated", True)], "breaking", 0),
        ([(f"{POST}/deprecated", True)], "compatible", 1),
        ([(f"{POST}/summary", "A")], "compatible", 0),
        ([], "compatible", 0),
    ],
)
def test_the_exit_code_follows_from_the_threshold(folder: Path, patches: Any, fail_on: str, code: int) -> None:
    old = bundle(folder, api="old")
    new = bundle(folder, *patches, api="new")

    assert run("diff", old, new, "--fail-on", fail_on).exit_code == code


def test_two_files_are_compared_whatever_their_names_and_formats_are(folder: Path) -> None:
    (folder / "new.yaml").write_text(yaml.safe_dump(document((VERSION, "2.0.0"))))

    done = run("diff", "generated/bundles/notes.json", "new.yaml")

    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "new 1.0.0 -> 2.0.0: 1 documentation")


def test_revisions_are_compared_without_the_working_tree(folder: Path) -> None:
    tagged(folder)
    bundle(folder, STRICT)
    bundle(folder, api="other")
    tagged(folder, "v2")
    bundle(folder)

    done = run("diff", "v1", "HEAD", "--fail-on", "none")

    assert [line for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        *("notes 1.0.0: 1 breaking", "breaking (1)", ""),
        *("other none -> 1.0.0: 1 compatible", "compatible (1)"),
    ]
    assert run("diff", "v2", "v1", "--api", "notes", "--fail-on", "none").stdout.startswith("notes 1.0.0: 1 breaking")


def test_json_holds_values_as_they_are(folder: Path) -> None:
    old, new = bundle(folder, api="old"), bundle(folder, STRICT, api="new")

    found = json.loads(run("diff", old, new, "--format", "json").stdout)

    (compared,) = found["documents"]
    assert (found["old"], found["new"], compared["api"]) == (str(old), str(new), "new")
    assert compared["counts"] == {"breaking": 1, "compatible": 0, "documentation": 0}
    assert compared["changes"] == [
        {
            "severity": "breaking",
            "direction": "request",
            "kind": "property-added-required",
            "sentence": "A property is new and must be there.",
            "pointer": f"{SENT}/properties/text",
            "operations": ["addNote"],
            "before": None,
            "after": "text",
        }
    ]


def test_markdown_is_a_list_for_each_severity(folder: Path) -> None:
    old = bundle(folder, api="old")
    new = bundle(folder, STRICT, (f"{POST}/summary", "A"), (f"{POST}/description", "`B`"), api="new")

    done = run("diff", old, new, "--format", "markdown")

    assert done.stdout.splitlines() == [
        *("### new 1.0.0", "", "#### Breaking", ""),
        f"- `addNote`: A property is new and must be there: `text` (in requests, at `{SENT}/properties/text`)",
        *("", "#### Documentation", "", "- A description differs: 1 place", "- A summary differs: 1 place"),
    ]


def test_colours_are_for_terminals_that_want_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = bundle(folder, api="old"), bundle(folder, STRICT, api="new")

    assert "\x1b[" in run("diff", old, new, color=True).stdout
    assert "\x1b[" not in run("diff", old, new).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("diff", old, new, color=True).stdout


def test_a_text_of_a_document_reaches_no_terminal_as_a_command(folder: Path) -> None:
    old, new = bundle(folder, api="old"), bundle(folder, (f"{POST}/summary", "\x1b[31mred\nline"), api="new")

    assert "none -> \\u001b[31mred\\u000aline" in run("diff", old, new).stdout


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["v9", "generated/bundles"], "`v9` is neither a file nor a revision of git"),
        (["--", "--output=x", "generated/bundles"], "`--output=x` is neither a file nor a revision of git"),
        (["v1", "generated/bundles", "--api", "note"], "no document of `note` on both sides"),
        (["v1", "broken.json"], "not an OpenAPI document"),
    ],
)
def test_a_side_that_cannot_be_read_is_the_users_mistake(folder: Path, arguments: Sequence[str], what: str) -> None:
    tagged(folder)
    (folder / "broken.json").write_text("[]")

    done = run("diff", *arguments)

    assert isinstance(done.exception, UserError)
    assert what in str(done.exception)


def test_outside_a_repository_a_revision_is_the_users_mistake(folder: Path) -> None:
    assert isinstance(run("diff", "HEAD", "generated/bundles").exception, UserError)


def test_the_guide_shows_the_table_of_kinds() -> None:
    guide = (ROOT / "docs/guides/changes.md").read_text()

    assert run("diff", "--kinds").stdout in guide


def test_the_changelog_is_written_from_the_changes_and_keeps_notes(folder: Path) -> None:
    tagged(folder)
    bundle(folder, STRICT, (VERSION, "2.0.0"))
    file = folder / "specs/CHANGELOG.md"

    run("changelog")
    once = file.read_text()
    file.write_text(once.replace("### notes 2.0.0\n", "### notes 2.0.0\n\n> The page says so since May.\n"))
    run("changelog")
    run("changelog")

    assert once == changelog.HEAD + "\n" + "\n".join(
        [
            *("## Unreleased", "", "### notes 2.0.0", "", "#### Breaking", ""),
            f"- `addNote`: A property is new and must be there: `text` (in requests, at `{SENT}/properties/text`)",
            *("", ""),
        ]
    ).removesuffix("\n")
    assert file.read_text() == once.replace("### notes 2.0.0\n", "### notes 2.0.0\n\n> The page says so since May.\n")


def test_without_a_tag_every_document_is_new(folder: Path) -> None:
    done = run("changelog")

    assert done.stdout == "specs/CHANGELOG.md: changes since the beginning (there is no tag)\n"
    assert (
        "### notes 1.0.0\n\n#### Compatible\n\n- The document is new: 1 operation\n"
        in (folder / "specs/CHANGELOG.md").read_text()
    )


def test_a_release_takes_over_what_was_unreleased(folder: Path) -> None:
    run("changelog", "--release", "v1")
    tagged(folder)
    bundle(folder, (f"{POST}/deprecated", True), (VERSION, "1.1.0"))
    run("changelog")

    headings = [line for line in (folder / "specs/CHANGELOG.md").read_text().splitlines() if line.startswith("##")]
    assert headings == [
        *("## Unreleased", "### notes 1.1.0", "#### Compatible"),
        *("## v1", "### notes 1.0.0", "#### Compatible"),
    ]


def test_the_check_passes_without_a_tag_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "no git tag to compare the documents with: nothing to check\n"

    assert (run("changelog", "--check").exit_code, run("changelog", "--check").stdout) == (0, said)
    monkeypatch.setenv("PATH", "")  # no git at all
    assert (run("changelog", "--check").exit_code, run("changelog", "--check").stdout) == (0, said)


def test_the_check_asks_for_an_entry_and_a_raised_version(folder: Path) -> None:
    tagged(folder)
    bundle(folder, STRICT)

    done = run("changelog", "--check")

    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "notes: a breaking change has no entry: `addNote`: A property is new and must be there:"
        f" `text` (in requests, at `{SENT}/properties/text`)",
        "notes: info.version is 1.0.0 after 1.0.0, and breaking changes need 2.0.0 or more",
    ]
    assert "hint: `make changelog` writes the entries" in done.stderr


def test_the_check_passes_once_both_are_there_and_also_when_the_release_is_named(folder: Path) -> None:
    tagged(folder)
    bundle(folder, STRICT, (VERSION, "2.0.0"))
    run("changelog")

    unreleased = run("changelog", "--check")
    run("changelog", "--release", "v2")
    released = run("changelog", "--check")

    assert (unreleased.exit_code, released.exit_code) == (0, 0)
    assert unreleased.stdout == "documents since v1: 2 changes, every breaking one has its entry\n"


def test_an_entry_of_an_earlier_release_does_not_count(folder: Path) -> None:
    tagged(folder, "v0")
    bundle(folder, STRICT, (VERSION, "2.0.0"))
    run("changelog", "--release", "v1")
    bundle(folder)
    tagged(folder, "v1")
    bundle(folder, STRICT, (VERSION, "2.0.0"))

    done = run("changelog", "--check")

    assert (done.exit_code, "a breaking change has no entry" in done.stdout) == (1, True)


def test_compatible_changes_need_a_version_but_no_entry_and_texts_need_neither(folder: Path) -> None:
    tagged(folder)
    bundle(folder, (f"{POST}/deprecated", True))
    compatible = run("changelog", "--check")
    bundle(folder, (f"{POST}/summary", "A"))
    documentation = run("changelog", "--check")

    assert compatible.stdout == "notes: info.version is 1.0.0 after 1.0.0, and compatible changes need 1.1.0 or more\n"
    assert (compatible.exit_code, documentation.exit_code) == (1, 0)


@pytest.mark.parametrize(
    ("old", "new", "severity", "raised"),
    [
        ("1.2.3", "2.0.0", Severity.BREAKING, True),
        ("1.2.3", "1.3.0", Severity.BREAKING, False),
        ("1.2.3", "1.3.0", Severity.COMPATIBLE, True),
        ("1.2.3", "1.2.4", Severity.COMPATIBLE, False),
        ("1.2.3", "1.2.3", Severity.DOCUMENTATION, True),
        ("0.2.0", "0.3.0", Severity.BREAKING, True),
        ("0.2.0", "0.2.1", Severity.BREAKING, False),
        ("0.2.0", "0.2.1", Severity.COMPATIBLE, True),
        ("1.2.3", "1.2.2", Severity.DOCUMENTATION, False),
        ("v3", "v4", Severity.BREAKING, True),
        ("May", "June", Severity.BREAKING, True),
        ("May", "May", Severity.COMPATIBLE, False),
    ],
)
def test_a_version_is_raised_far_enough(old: str, new: str, severity: Severity, raised: bool) -> None:
    assert is_raised(old, new, severity) is raised


def test_the_lowest_version_that_may_follow_is_named() -> None:
    assert [lowest("1.2.3", each) for each in Severity] == ["2.0.0", "1.3.0", "1.2.3"]
    assert lowest("May", Severity.BREAKING) is None


def test_many_operations_are_named_in_part() -> None:
    assert rendering.named([*"abcdef"], "`") == "`a`, `b`, `c`, `d` and 2 more"
