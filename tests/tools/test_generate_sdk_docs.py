from __future__ import annotations

import sdk_api

from stream_specs.generate import sdk_docs, sdk_names, sdk_settings


def _text(name: str) -> str:
    document = sdk_api.document()
    return sdk_docs.docstring(document, next(one for one in sdk_names.operations(document) if one.id == name))


def test_a_docstring_has_everything_that_the_document_says() -> None:
    assert _text("addBook").splitlines() == [
        "Add a book.",
        "",
        "Adds one.",
        "",
        "Args:",
        "    title: What it is called.",
        "    pages: How many. One of `10`, `20`. Default: `10`.",
        "    size: How large. Pattern `^[0-9]+$`.",
        "    body: In place of the arguments that are its fields. Sent as `application/json`.",
        "    options: Timeouts, retries and headers of this call alone.",
        "",
        "Returns:",
        "    An answer.",
        "",
        "Raises:",
        "    NotFoundError: 404: No such book.",
        "",
        "Sent as `POST /books`, addBook in the document. It is never sent a second time by itself.",
    ]


def test_a_deprecated_operation_says_so() -> None:
    assert "\n\nDeprecated: the API keeps this operation for old clients only.\n" in _text("removeBook")


def test_lines_are_never_longer_than_the_code_around_them() -> None:
    document = sdk_api.document()
    document["paths"]["/books"]["get"]["description"] = "many words " * 60
    document["paths"]["/books"]["get"]["parameters"][0]["description"] = "more words " * 60

    texts = [one["description"] for one in sdk_settings.settings(document).values()]

    assert max(len(line) for text in texts for line in text.splitlines()) <= 112


def test_errors_of_one_class_stand_together() -> None:
    document = sdk_api.document()
    operation = document["paths"]["/books/{bookId}"]["get"]
    operation["responses"] |= {"500": {"description": "Broken."}, "503": {"description": "Busy."}, "418": {}}

    text = sdk_docs.docstring(document, sdk_names.operations(document)[3])

    assert "    InternalServerError: 500: Broken. 503: Busy.\n    APIStatusError: 418: I'm a Teapot\n" in text


def test_only_what_reads_may_be_sent_again() -> None:
    settings = sdk_settings.settings(sdk_api.document())

    safety = {pointer: one["runtime"]["retry_safety"] for pointer, one in settings.items()}

    assert safety["/paths/~1books~1search/post"] == "idempotent"
    assert safety["/paths/~1secured/put"] == "never"
