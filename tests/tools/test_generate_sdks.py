from __future__ import annotations

import sys
import warnings

import pytest

from stream_specs.generate import report, sdks

_NOTICE = """\
Add the runtime dependencies of tiny_sdk to your project:
  uv add "pydantic>=2.14.0" "httpx2>=2.13.0"
Next steps: call the API with the client:
  from tiny_sdk import Client

  with Client(base_url=...) as client:
      client.thing.get_thing(...)
See fresh/sdks/tiny/tiny_sdk/README.md.
"""


def test_the_notice_gives_the_dependencies_and_is_no_warning() -> None:
    assert sdks._read_notice(_NOTICE) == (("httpx2>=2.13.0", "pydantic>=2.14.0"), ())


def test_whatever_else_is_printed_is_a_warning() -> None:
    assert sdks._read_notice(f"schema A was left out\n{_NOTICE}")[1] == ("schema A was left out",)


def test_output_without_the_notice_is_a_failure() -> None:
    with pytest.raises(SystemExit, match="no list of dependencies in the output:\nall went well"):
        sdks._read_notice("all went well")


@pytest.mark.filterwarnings("default")
def test_python_warnings_and_stderr_are_heard() -> None:
    with report.listening() as heard:
        warnings.warn("old option", FutureWarning, stacklevel=1)
        print("a line", file=sys.stderr)

    assert (heard.warnings, heard.text.getvalue()) == (["FutureWarning: old option"], "a line\n")
