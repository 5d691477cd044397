"""Requirements as test items: `pytest --pyargs stream_contracts --contract-target FILE`.

The first item sends the plan for all items that are selected (so `-k` narrows what is sent), and every item then shows
the verdict of its requirement. With pytest-xdist one worker sends, and the others read its result.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # pytest imports this module whenever the package is installed: nothing else is loaded until needed
    from stream_contracts.result import RunResult
    from stream_contracts.target import Options
    from stream_contracts.verdicts import Outcome

_LOCK = ".pytest-run"
_THE_RUN = "the-run"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; see `pytest --help`."""
    group = parser.getgroup("stream-contracts", "check a server with `pytest --pyargs stream_contracts`")
    help_ = "Target file of the server; `stream-contracts init` writes one."
    group.addoption("--contract-target", type=Path, metavar="FILE", help=help_)
    help_ = "smoke, standard or deep (default: standard)."
    group.addoption("--contract-profile", default="standard", metavar="PROFILE", help=help_)
    help_ = "Decides names and values (default: 1)."
    group.addoption("--contract-seed", type=int, default=1, metavar="N", help=help_)
    group.addoption("--contract-out", type=Path, metavar="FOLDER", help="Folder of the reports (default: reports/API).")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """This file stands for the requirements of the API."""
    if file_path != Path(__file__):
        return None
    contract: Contract = Contract.from_parent(parent, path=file_path)
    return contract


class BrokenError(Exception):
    """A requirement, or the run as a whole, is not as it should be. The message is for people."""


class Contract(pytest.File):
    """All requirements of the API that the target file names."""

    _result: RunResult | None = None
    _outcomes: Mapping[str, Outcome]

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each requirement, and one for what is true of the run as a whole."""
        from stream_contracts import data, requirements, rulebook
        from stream_specs.errors import UserError

        try:
            api = self._api()
            book = rulebook.load(data.rules_file(api), api)
            found = requirements.derive(data.document(api), book)
        except UserError as error:
            raise self.CollectError(str(error)) from None
        for requirement in found:
            yield RequirementItem.from_parent(self, name=requirement.id)
        yield RunItem.from_parent(self, name=f"{api}/{_THE_RUN}")

    def _api(self) -> str:
        from stream_contracts import data
        from stream_contracts.target import read_file
        from stream_specs.errors import UserError

        file = self.config.getoption("contract_target")
        if file is None:
            raise UserError("no server is named", hint="add --contract-target FILE")
        api = read_file(file).get("api")
        if not api:
            raise UserError("the target file does not say which API it is", where=str(file), hint='add `api = "…"`')
        return data.check_api(api)

    def outcome(self, requirement: str) -> Outcome:
        """What the run shows about a requirement."""
        self.result()
        return self._outcomes[requirement]

    def result(self) -> RunResult:
        """The result of the run, which takes place when it is first asked for."""
        if self._result is None:
            self._result = self._run()
            self._outcomes = {outcome.requirement.id: outcome for outcome in self._result.outcomes}
        if not self._result.complete:
            pytest.exit("the run was interrupted", returncode=130)
        return self._result

    def _run(self) -> RunResult:
        from stream_contracts import checking
        from stream_contracts.reports import result_json
        from stream_specs.errors import UserError

        try:
            folder = self.config.getoption("contract_out") or Path("reports") / self._api()
            checking.must_be_writable(folder)
            with _once(folder / _LOCK, self._worker("testrunuid")) as first:
                return self._check(folder) if first else result_json.load_from(folder)
        except UserError as error:
            raise BrokenError(str(error)) from None

    def _worker(self, name: str) -> str:
        """What pytest-xdist tells its workers; "" where there are none."""
        return str(getattr(self.config, "workerinput", {}).get(name, ""))

    def _check(self, folder: Path) -> RunResult:
        from stream_contracts import checking
        from stream_contracts.commands.options import check_profile

        profile = check_profile(self.config.getoption("contract_profile"))
        seed = self.config.getoption("contract_seed")
        prepared = checking.prepare(self._api(), profile, seed, self._selected(), self._options())
        return checking.check(prepared, folder)

    def _options(self) -> Options:
        from stream_contracts.target import Options

        return Options(file=self.config.getoption("contract_target"))

    def _selected(self) -> tuple[str, ...]:
        """The requirements of the items that are left after -k and the like; () for all."""
        ids = tuple(item.name for item in self.session.items if isinstance(item, RequirementItem))
        return ids if len(ids) < self._count() else ()

    def _count(self) -> int:
        from stream_contracts import data, requirements, rulebook

        api = self._api()
        return len(requirements.derive(data.document(api), rulebook.load(data.rules_file(api), api)))


class _Item(pytest.Item):
    """An item of the contract; it stands nowhere in a file."""

    def contract(self) -> Contract:
        """The collector of this item."""
        found = self.getparent(Contract)
        if found is None:
            raise LookupError(self.nodeid)
        return found

    def reportinfo(self) -> tuple[Path, None, str]:
        """What pytest shows as the place of the item."""
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message alone where it is for people, else what pytest shows."""
        if isinstance(excinfo.value, BrokenError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class RequirementItem(_Item):
    """One requirement. It passes when it holds or only warns; what is not proven fails."""

    def runtest(self) -> None:
        """Show the verdict."""
        from stream_contracts.verdicts import Verdict

        outcome = self.contract().outcome(self.name)
        self.user_properties.append(("verdict", outcome.verdict.value))
        if outcome.verdict is Verdict.SKIPPED:
            pytest.skip(outcome.detail)
        if outcome.verdict is Verdict.WARN:
            self.add_report_section("call", "warning", _explained(outcome))
        elif outcome.verdict is not Verdict.PASS:
            raise BrokenError(_explained(outcome))


class RunItem(_Item):
    """The run as a whole: it got to its end, left nothing behind and sent nothing that it must not."""

    def runtest(self) -> None:
        """Fail with what is wrong."""
        from stream_contracts.reports import wording
        from stream_contracts.result import STOPPED_EARLY

        result = self.contract().result()
        problems = [problem.text for problem in wording.run_problems(result)]
        problems += [note for note in result.notes if note.startswith(STOPPED_EARLY)]
        if problems:
            raise BrokenError("\n".join(problems))


def _explained(outcome: Outcome) -> str:
    """The verdict in lines for people."""
    from stream_contracts.reports.escapes import visible
    from stream_contracts.reports.wording import LABELS, source_sentence

    requirement = outcome.requirement
    lines = {
        LABELS[outcome.verdict]: requirement.text,
        "source": source_sentence(requirement.evidence),
        "detail": outcome.detail,
        "expected": outcome.expected,
        "actual": outcome.actual,
        "repeat": outcome.curl,
    }
    return "\n".join(f"{name}: {visible(text)}" for name, text in lines.items() if text)


@contextlib.contextmanager
def _once(lock: Path, run: str) -> Iterator[bool]:
    """Whether this process is the first of a test run to get here; the others wait for it. run: "" = alone."""
    if not run:
        yield True
        return
    import fcntl

    with lock.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        first = file.read() != run
        yield first
        if first:
            file.truncate(0)
            file.write(run)
