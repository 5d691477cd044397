"""datamodel-code-generator: pydantic models and its HTTPX2 client.

Run as a child process: `python -m stream_specs.generate.sdks DOCUMENT FOLDER REPORT`.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from datamodel_code_generator.__main__ import main as run_generator

from stream_specs.generate.report import Report, listening, serve
from stream_specs.generate.sdk_settings import SETTINGS

_OPTIONS = (
    # what is read
    "--input-file-type", "openapi", "--openapi-scopes", "api", "--strict-refs", "--no-allow-remote-refs",
    "--ignore-pyproject",
    # the models
    "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11",
    "--target-pydantic-version", "2.14", "--use-annotated", "--use-missing-sentinel",
    "--naming-strategy", "full-path", "--use-schema-description", "--use-single-line-docstring",
    "--capitalise-enum-members",
    "--snake-case-field", "--allow-population-by-field-name",
    # a list of things is a list, and a text a str, in place of an object with one attribute `root`
    "--use-type-alias",
    # URLs and addresses stay the text that was sent: pydantic would rewrite `http://a.example` and `Ana@A.Example`
    "--type-mappings", "string+uri=string", "string+email=string",
    # the text: ruff formats it afterwards; its own formatters would read the settings around the output folder
    "--disable-timestamp", "--no-formatters", "--use-double-quotes", "--no-color",
    # the client
    "--generate-client", "httpx2", "--http-backend", "httpx2",
)  # fmt: skip

# What it prints after a success. Anything else on stderr is treated as a warning.
_NOTICE = re.compile(
    r"Add the runtime dependencies of \S+ to your project:\n  uv add (?P<requires>[^\n]+)\n"
    r"Next steps: call the API with the client:\n.*?\nSee [^\n]*README\.md\.\n",
    re.DOTALL,
)


def generate(document: Path, folder: Path) -> Report:
    """Write the package `folder.name` into `folder`. Exits with the message when nothing could be generated."""
    with listening() as heard:
        code = run_generator([*_OPTIONS, *_places(document, folder)])
    said = heard.text.getvalue()
    if code:
        raise SystemExit("\n".join((*heard.warnings, said)))
    requires, stray = _read_notice(said)
    return Report((*heard.warnings, *stray), requires)


def _places(document: Path, folder: Path) -> list[str]:
    package = folder.name
    return [
        "--client-operations", str(document.with_name(SETTINGS)),
        "--input", str(document), "--output", str(folder / "models.py"), "--client-output", str(folder),
        "--client-package", package, "--client-model-package", f"{package}.models",
    ]  # fmt: skip


def _read_notice(said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    notice = _NOTICE.search(said)
    if notice is None:
        raise SystemExit(f"no list of dependencies in the output:\n{said}")
    rest = (said[: notice.start()] + said[notice.end() :]).strip()
    return tuple(sorted(shlex.split(notice["requires"]))), (rest,) if rest else ()


if __name__ == "__main__":
    serve(generate)
