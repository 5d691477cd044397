from __future__ import annotations

import re
from typing import Any

import sdk_api

from stream_specs.generate import sdk_usage
from stream_specs.generate.plan import GENERATORS, package


def _usage(document: dict[str, Any]) -> str:
    return sdk_usage.usage(package("shelf", document, GENERATORS[1]), document, 30)


def test_each_snippet_is_python_and_only_reads() -> None:
    snippets = re.findall(r"```python\n(.*?)```", _usage(sdk_api.document()), re.DOTALL)

    assert len(snippets) == 6
    for snippet in snippets:
        compile(snippet, "snippet", "exec")
        assert re.search(r"client\.books\.(with_raw_response\.)?(list|iter)\(", snippet)


def test_a_deprecated_or_writing_operation_is_not_the_first_one_shown() -> None:
    document = sdk_api.document()
    document["paths"]["/books"]["get"]["deprecated"] = True

    snippets = "".join(re.findall(r"```python\n(.*?)```", _usage(document), re.DOTALL))

    assert "client.books.list(" not in snippets
    assert "client.books.list_counted(" in snippets


def test_all_methods_and_credentials_are_told() -> None:
    text = _usage(sdk_api.document())

    assert "| `books.list` | List books |\n| `books.iter` | List books: all of them |\n" in text
    assert "| `books.remove` | removeBook (deprecated) |" in text
    assert "- `access_token`: A token.\n" in text
    assert "Give the password alone." in text
    assert "Give it without `Shelf`." in text
    assert "Another version" not in text


def test_an_api_without_a_call_to_show_has_its_methods_told() -> None:
    document = sdk_api.document()
    document["paths"] = {"/books": {"post": document["paths"]["/books"]["post"]}}

    assert "```" not in _usage(document)
    assert "| `books.add` | Add a book |" in _usage(document)
