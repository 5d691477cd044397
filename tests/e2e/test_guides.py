"""What the guides show is what happens: they are followed word for word."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import guide
import pytest

from stream_contracts.mock.server import running_mock


def test_an_api_is_added(tmp_path: Path) -> None:
    assert guide.follow(guide.read("add-an-api.md"), tmp_path) >= 6


def test_a_mistake_in_the_files_of_a_guide_is_found(tmp_path: Path) -> None:
    guide.write_files(guide.read("add-an-api.md"), tmp_path)
    request = tmp_path / "specs" / "clips" / "examples" / "addClip" / "request-added.json"
    request.write_text(f'{{"title": "{"x" * 41}", "seconds": 10}}')

    done = guide.run("stream-specs validate", tmp_path)

    assert done.returncode == 1
    assert "request-added.json" in done.stdout + done.stderr


def test_a_server_is_checked(tmp_path: Path) -> None:
    with running_mock("streamdetails", fault="ignore-max-length") as mock:
        origin = re.sub(r"/api/v1$", "", mock.url)
        text = guide.read("check-your-server.md", {"http://127.0.0.1:8080": origin})

        assert guide.follow(text, tmp_path) >= 7


def test_a_mock_is_told_to_misbehave(tmp_path: Path) -> None:
    assert guide.follow(guide.read("mock-an-api.md"), tmp_path) >= 1


def test_the_snippet_of_a_client_runs(tmp_path: Path) -> None:
    sdk = guide.GUIDES.parents[1] / "generated" / "sdks" / "streamdetails"
    with running_mock("streamdetails") as mock:
        text = guide.read("use-a-client.md", {"http://127.0.0.1:8080/api/v1": mock.url})
        (snippet,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

        done = guide.run(f"PYTHONPATH={sdk} {sys.executable} -c {shlex.quote(snippet)}", tmp_path)

    assert done.stderr == ""
    assert re.fullmatch(r"\d+ 4\n409 .+\n", done.stdout), done.stdout


@pytest.mark.parametrize("path", sorted(guide.GUIDES.rglob("*.md")), ids=lambda path: path.name)
def test_every_link_of_a_guide_leads_somewhere(path: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", path.read_text()) if "://" not in link]

    assert [link for link in links if not (path.parent / link).exists()] == []
