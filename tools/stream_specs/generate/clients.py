"""openapi-python-client: attrs models and one module of plain functions an operation.

Run as a child process: `python -m stream_specs.generate.clients DOCUMENT FOLDER REPORT`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from openapi_python_client import generate as run_generator
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import ErrorLevel, GeneratorError, ParseError

from stream_specs.errors import UserError
from stream_specs.generate import templates
from stream_specs.generate.report import Report, listening, serve

# What openapi-python-client 0.29.1 puts into the pyproject.toml that it can write (templates/pyproject_pdm.toml.jinja),
# with an httpx that has all that our runtime uses.
_REQUIRES = ("attrs>=22.2.0", "httpx>=0.28.1,<0.29.0")


def generate(document: Path, folder: Path) -> Report:
    """Write the package `folder.name` into `folder`. Exits with the message when nothing could be generated."""
    with listening() as heard, tempfile.TemporaryDirectory() as changed:
        _write_templates(Path(changed), document)
        problems = run_generator(config=_config(document, folder), custom_template_path=Path(changed))
    _stop_at_errors(problems)
    templates.add_runtime(folder)
    stray = heard.text.getvalue().strip()
    said = [_text(problem) for problem in problems] + heard.warnings + ([stray] if stray else [])
    return Report(tuple(said), _REQUIRES)


def _write_templates(folder: Path, document: Path) -> None:
    try:
        templates.write(folder, json.loads(document.read_text(encoding="utf-8")))
    except UserError as error:
        raise SystemExit(str(error)) from error


def _config(document: Path, folder: Path) -> Config:
    # No post hooks: ruff runs afterwards with our settings, and a failure of it is an error.
    file = ConfigFile(project_name_override=folder.name, package_name_override=folder.name, post_hooks=[])
    return Config.from_sources(
        file, MetaType.NONE, document_source=document, file_encoding="utf-8", overwrite=False, output_path=folder
    )


def _stop_at_errors(problems: Sequence[GeneratorError]) -> None:
    errors = [_text(problem) for problem in problems if problem.level is ErrorLevel.ERROR]
    if errors:
        raise SystemExit("\n".join(errors))


def _text(problem: GeneratorError) -> str:
    data = problem.data if isinstance(problem, ParseError) else None
    source = data.model_dump_json(exclude_unset=True, by_alias=True) if data is not None else None
    return "\n".join(part for part in (problem.header, problem.detail, source) if part)


if __name__ == "__main__":
    serve(generate)
