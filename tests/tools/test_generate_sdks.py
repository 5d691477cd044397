from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import pytest

from stream_specs.generate import report, sdks
from stream_specs.generate.sdk_settings import SETTINGS

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


def test_addresses_stay_the_text_that_was_sent_and_need_nothing_more(tmp_path: Path) -> None:
    texts = {name: {"type": "string", "format": name} for name in ("uri", "email")}
    schema = {"type": "object", "properties": texts}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Contact"}}}
    operation = {"operationId": "read", "responses": {"200": {"description": "Done.", "content": content}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Tiny", "version": "1.0"},
        "servers": [{"url": "http://127.0.0.1"}],
        "paths": {"/a": {"get": operation}},
        "components": {"schemas": {"Contact": schema}},
    }
    (tmp_path / "tiny.json").write_text(json.dumps(document))
    (tmp_path / SETTINGS).write_text("{}")
    (tmp_path / "tiny_sdk").mkdir()

    made = sdks.generate(tmp_path / "tiny.json", tmp_path / "tiny_sdk")

    models = (tmp_path / "tiny_sdk" / "models.py").read_text()
    assert "email: str" in models
    assert "uri: str" in models
    assert not [name for name in made.requires if "email" in name]
