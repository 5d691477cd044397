"""The changelog of the documents, `specs/CHANGELOG.md`: its Unreleased section follows from the comparison. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from stream_specs.diff.inputs import Comparison
from stream_specs.diff.rendering import entry, markdown
from stream_specs.diff.severity import SEVERITIES, Severity
from stream_specs.diff.versions import is_raised, lowest

UNRELEASED = "## Unreleased"
_NOTHING = "Nothing has changed."
HEAD = """# Changes of the documents

What changed in the documents of the APIs, by release of this project, API and version of the document. The lists are
written by `make changelog`, from what `stream-specs diff TAG generated/bundles --format markdown` says; lines that
begin with `>` are notes of the authors, which stay. [The guide](../docs/guides/changes.md) says what breaking means.
"""


def updated(text: str, comparisons: Sequence[Comparison]) -> str:
    """The changelog with its Unreleased section written anew; notes of an API that is still in it are kept."""
    before, old, after = _cut(text or HEAD)
    notes = _notes(old)
    lines = [UNRELEASED, ""]
    for comparison in comparisons:
        if comparison.changes:
            kept = notes.get(comparison.api, [])
            lines += [_heading(comparison), *([""] if kept else []), *kept, *markdown(comparison), ""]
    if len(lines) == 2:
        lines += [_NOTHING, ""]
    rest = "".join(f"{line}\n" for line in after)
    return "\n".join(before).rstrip() + "\n\n" + "\n".join(lines) + ("\n" + rest if rest else "")


def released(text: str, name: str) -> str:
    """The changelog with what was unreleased under the name of a release, and an empty Unreleased section above."""
    return text.replace(f"{UNRELEASED}\n", f"{UNRELEASED}\n\n{_NOTHING}\n\n## {name}\n", 1)


def problems(text: str, comparisons: Sequence[Comparison], tag: str) -> Iterator[str]:
    """What is wrong before a release: breaking changes without an entry, versions that hide what changed.

    tag: of the release that is compared with; entries below its heading are old.
    """
    entries = _entries(text, tag)
    for comparison in comparisons:
        yield from _missing(comparison, entries.get(comparison.api, set()))
        yield from _unraised(comparison)


def _missing(comparison: Comparison, entries: set[str]) -> Iterator[str]:
    for change in comparison.changes:
        line = entry(change)
        if change.severity is Severity.BREAKING and line not in entries:
            yield f"{comparison.api}: a breaking change has no entry: {line.removeprefix('- ')}"


def _unraised(comparison: Comparison) -> Iterator[str]:
    if comparison.old is None or comparison.new is None or not comparison.changes:
        return
    severity = min((change.severity for change in comparison.changes), key=SEVERITIES.index)
    if not is_raised(comparison.old, comparison.new, severity):
        needed = lowest(comparison.old, severity)
        wanted = f"{needed} or more" if needed else "another one"
        now = f"info.version is {comparison.new} after {comparison.old}"
        yield f"{comparison.api}: {now}, and {severity} changes need {wanted}"


def _heading(comparison: Comparison) -> str:
    return f"### {comparison.api} {comparison.new}" if comparison.new else f"### {comparison.api}"


def _cut(text: str) -> tuple[list[str], list[str], list[str]]:
    """The lines before the Unreleased section, in it, and after it."""
    lines = text.splitlines()
    headings = [i for i, line in enumerate(lines) if line.startswith("## ")]
    if UNRELEASED not in lines:
        start = headings[0] if headings else len(lines)
        return lines[:start], [], lines[start:]
    start = lines.index(UNRELEASED)
    end = next((i for i in headings if i > start), len(lines))
    return lines[:start], lines[start:end], lines[end:]


def _notes(section: Sequence[str]) -> dict[str, list[str]]:
    return {api: [line for line in lines if line.startswith(">")] for api, lines in _by_api(section).items()}


def _entries(text: str, tag: str) -> Mapping[str, set[str]]:
    """The lines of each API above the heading of a release."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if re.match(rf"## {re.escape(tag)}(?!\S)", line)), len(lines))
    return {api: set(found) for api, found in _by_api(lines[:end]).items()}


def _by_api(lines: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    api = ""
    for line in lines:
        if line.startswith("## "):
            api = ""
        elif line.startswith("### "):
            api = line.split()[1] if len(line.split()) > 1 else ""
        elif api:
            found.setdefault(api, []).append(line)
    return found
