"""Every kind of change, what it means, and how it is classified for requests and for responses: the one table.

The rule behind the columns: what a client sends must still be taken (a request must not be narrowed), and what it
receives must still be readable (a response must not be widened). What is removed breaks in both directions.
"""

from __future__ import annotations

from stream_specs.diff.severity import SEVERITIES, Kind, Severity

_BREAKING, _COMPATIBLE, _TEXT = SEVERITIES
_Columns = tuple[Severity, Severity]
BREAKS: _Columns = (_BREAKING, _BREAKING)
KEEPS: _Columns = (_COMPATIBLE, _COMPATIBLE)
NARROWS: _Columns = (_BREAKING, _COMPATIBLE)
WIDENS: _Columns = (_COMPATIBLE, _BREAKING)
DOCUMENTS: _Columns = (_TEXT, _TEXT)

_Side = tuple[str, str, _Columns]

# Two rows that are the way back of each other: name, sentence, classification.
_PAIRS: tuple[tuple[_Side, _Side], ...] = (
    # The document
    (("document-added", "The document is new.", KEEPS), ("document-removed", "The document is gone.", BREAKS)),
    (("path-added", "A path is new.", KEEPS), ("path-removed", "A path is gone.", BREAKS)),
    (("operation-added", "An operation is new.", KEEPS), ("operation-removed", "An operation is gone.", BREAKS)),
    (("tag-added", "A tag is new.", DOCUMENTS), ("tag-removed", "A tag is gone.", DOCUMENTS)),
    (("server-added", "A server is new.", KEEPS), ("server-removed", "A server is gone.", BREAKS)),
    (
        ("deprecated-added", "It is deprecated now.", KEEPS),
        ("deprecated-removed", "It is no longer deprecated.", KEEPS),
    ),
    (
        ("effect-raised", "It does more to the server than before.", BREAKS),
        ("effect-lowered", "It does less to the server than before.", KEEPS),
    ),
    (
        ("pagination-added", "A list is described as paged.", KEEPS),
        ("pagination-removed", "A list is no longer described as paged.", BREAKS),
    ),
    # Credentials
    (
        ("security-added", "A credential is needed now.", BREAKS),
        ("security-removed", "No credential is needed any more.", KEEPS),
    ),
    (
        ("security-alternative-added", "Another credential is taken as well.", KEEPS),
        ("security-alternative-removed", "A credential is no longer taken.", BREAKS),
    ),
    (
        ("security-scope-added", "A credential needs one more scope.", BREAKS),
        ("security-scope-removed", "A credential needs one scope less.", KEEPS),
    ),
    (
        ("security-scheme-added", "A security scheme is new.", KEEPS),
        ("security-scheme-removed", "A security scheme is gone.", BREAKS),
    ),
    # Parameters
    (
        ("parameter-added-required", "A parameter is new and must be sent.", BREAKS),
        ("parameter-removed-required", "A parameter that had to be sent is gone.", BREAKS),
    ),
    (
        ("parameter-added-optional", "A parameter is new and may be sent.", KEEPS),
        ("parameter-removed-optional", "A parameter that could be sent is gone.", BREAKS),
    ),
    (
        ("parameter-required", "A parameter must be sent now.", BREAKS),
        ("parameter-optional", "A parameter may be left out now.", KEEPS),
    ),
    (
        ("parameter-empty-allowed", "A parameter may be empty now.", KEEPS),
        ("parameter-empty-refused", "A parameter may no longer be empty.", BREAKS),
    ),
    (
        ("parameter-reserved-allowed", "A parameter takes reserved characters as they are.", KEEPS),
        ("parameter-reserved-refused", "A parameter no longer takes reserved characters as they are.", BREAKS),
    ),
    # Bodies and answers
    (
        ("body-added-required", "A body is new and must be sent.", BREAKS),
        ("body-removed-required", "A body that had to be sent is gone.", BREAKS),
    ),
    (
        ("body-added-optional", "A body is new and may be sent.", KEEPS),
        ("body-removed-optional", "A body that could be sent is gone.", BREAKS),
    ),
    (
        ("body-required", "A body must be sent now.", BREAKS),
        ("body-optional", "A body may be left out now.", KEEPS),
    ),
    (("media-type-added", "A media type is new.", KEEPS), ("media-type-removed", "A media type is gone.", BREAKS)),
    (
        ("success-added", "A status of success is new.", BREAKS),
        ("success-removed", "A status of success is gone.", BREAKS),
    ),
    (("error-added", "A status is new.", KEEPS), ("error-removed", "A status is gone.", BREAKS)),
    (("header-added", "A header is new.", KEEPS), ("header-removed", "A header is gone.", BREAKS)),
    (
        ("header-required", "A header is always there now.", KEEPS),
        ("header-optional", "A header may be missing now.", BREAKS),
    ),
    (("link-added", "A link is new.", DOCUMENTS), ("link-removed", "A link is gone.", DOCUMENTS)),
    # Properties
    (
        ("property-added-required", "A property is new and must be there.", NARROWS),
        ("property-removed-required", "A property that had to be there is gone.", BREAKS),
    ),
    (
        ("property-added-optional", "A property is new and may be there.", KEEPS),
        ("property-removed-optional", "A property that could be there is gone.", BREAKS),
    ),
    (
        ("property-required", "A property must be there now.", NARROWS),
        ("property-optional", "A property may be missing now.", WIDENS),
    ),
    (
        ("additional-properties-closed", "Other properties are no longer allowed.", NARROWS),
        ("additional-properties-opened", "Other properties are allowed now.", KEEPS),
    ),
    (
        ("additional-properties-restricted", "Other properties have a schema now.", NARROWS),
        ("additional-properties-freed", "Other properties have no schema any more.", WIDENS),
    ),
    (
        ("read-only-added", "It is no longer sent in requests.", NARROWS),
        ("read-only-removed", "It may be sent in requests now.", KEEPS),
    ),
    (
        ("write-only-added", "It is no longer part of responses.", WIDENS),
        ("write-only-removed", "It may be part of responses now.", KEEPS),
    ),
    # Values
    (("type-widened", "More types are allowed.", WIDENS), ("type-narrowed", "Fewer types are allowed.", NARROWS)),
    (("nullable-added", "It may be null now.", WIDENS), ("nullable-removed", "It may no longer be null.", NARROWS)),
    (("enum-widened", "More values are allowed.", WIDENS), ("enum-narrowed", "Fewer values are allowed.", NARROWS)),
    (("const-added", "Only one value is allowed.", NARROWS), ("const-removed", "Any value is allowed.", WIDENS)),
    (
        ("minimum-raised", "The smallest number is greater.", NARROWS),
        ("minimum-lowered", "The smallest number is smaller.", WIDENS),
    ),
    (
        ("maximum-lowered", "The greatest number is smaller.", NARROWS),
        ("maximum-raised", "The greatest number is greater.", WIDENS),
    ),
    (
        ("exclusive-minimum-raised", "The exclusive lower bound is greater.", NARROWS),
        ("exclusive-minimum-lowered", "The exclusive lower bound is smaller.", WIDENS),
    ),
    (
        ("exclusive-maximum-lowered", "The exclusive upper bound is smaller.", NARROWS),
        ("exclusive-maximum-raised", "The exclusive upper bound is greater.", WIDENS),
    ),
    (
        ("multiple-of-narrowed", "Fewer multiples are allowed.", NARROWS),
        ("multiple-of-widened", "More multiples are allowed.", WIDENS),
    ),
    (
        ("min-length-raised", "A text must be longer.", NARROWS),
        ("min-length-lowered", "A text may be shorter.", WIDENS),
    ),
    (
        ("max-length-lowered", "A text must be shorter.", NARROWS),
        ("max-length-raised", "A text may be longer.", WIDENS),
    ),
    (
        ("min-items-raised", "A list must have more items.", NARROWS),
        ("min-items-lowered", "A list may have fewer items.", WIDENS),
    ),
    (
        ("max-items-lowered", "A list must have fewer items.", NARROWS),
        ("max-items-raised", "A list may have more items.", WIDENS),
    ),
    (
        ("min-properties-raised", "An object must have more properties.", NARROWS),
        ("min-properties-lowered", "An object may have fewer properties.", WIDENS),
    ),
    (
        ("max-properties-lowered", "An object must have fewer properties.", NARROWS),
        ("max-properties-raised", "An object may have more properties.", WIDENS),
    ),
    (
        ("unique-items-added", "Items of a list must differ now.", NARROWS),
        ("unique-items-removed", "Items of a list may be equal now.", WIDENS),
    ),
    (
        ("pattern-added", "A text must match a pattern now.", NARROWS),
        ("pattern-removed", "A text need not match a pattern any more.", WIDENS),
    ),
    (
        ("format-added", "A value has a format now.", NARROWS),
        ("format-removed", "A value has no format any more.", WIDENS),
    ),
    (
        ("default-added", "A default is stated now.", (_COMPATIBLE, _TEXT)),
        ("default-removed", "A default is no longer stated.", (_BREAKING, _TEXT)),
    ),
    # Combined schemas
    (("branch-added", "One more form is allowed.", WIDENS), ("branch-removed", "One form less is allowed.", NARROWS)),
    (("union-added", "Only certain forms are allowed.", NARROWS), ("union-removed", "Any form is allowed.", WIDENS)),
    (
        ("union-inclusive", "Several forms may fit at once: `oneOf` is `anyOf` now.", WIDENS),
        ("union-exclusive", "Exactly one form may fit: `anyOf` is `oneOf` now.", NARROWS),
    ),
    (
        ("part-added", "One more schema of `allOf` must fit.", NARROWS),
        ("part-removed", "One schema of `allOf` less must fit.", WIDENS),
    ),
    (
        ("condition-added", "One more condition must hold.", NARROWS),
        ("condition-removed", "One condition less must hold.", WIDENS),
    ),
    # Texts
    (
        ("example-added", "An example is new.", DOCUMENTS),
        ("example-removed", "An example is gone.", DOCUMENTS),
    ),
)

# Rows whose way back is the same row.
_CHANGED: tuple[_Side, ...] = (
    ("server-changed", "The server has another address.", BREAKS),
    ("server-variables-changed", "The variables of a server's address differ.", BREAKS),
    ("operation-id-changed", "An operation has another id: names in generated code follow from it.", BREAKS),
    ("first-tag-changed", "The first tag differs: names in generated code follow from it.", BREAKS),
    ("sdk-name-changed", "The name in generated code differs.", BREAKS),
    ("tags-changed", "The other tags of an operation differ.", DOCUMENTS),
    ("security-scheme-changed", "A credential is sent in another way.", BREAKS),
    ("accept-changed", "Another `Accept` header is to be sent.", BREAKS),
    ("pagination-changed", "A list comes in pages in another way.", BREAKS),
    ("parameter-moved", "A parameter is sent in another place.", BREAKS),
    ("parameter-renamed", "A path parameter has another name; the path is the same.", KEEPS),
    ("parameter-style-changed", "A parameter is written in another style.", BREAKS),
    ("parameter-explode-changed", "A parameter with several values is written in another way.", BREAKS),
    ("parameter-serialization-changed", "A parameter has a media type now, or has none any more.", BREAKS),
    ("encoding-changed", "A part of a form is encoded in another way.", BREAKS),
    ("type-changed", "Other types are allowed.", BREAKS),
    ("const-changed", "The only value that is allowed differs.", BREAKS),
    ("multiple-of-changed", "Other multiples are allowed.", BREAKS),
    ("pattern-changed", "The pattern of a text differs.", BREAKS),
    ("format-changed", "The format of a value differs.", BREAKS),
    ("default-changed", "The default differs.", (_BREAKING, _TEXT)),
    ("condition-changed", "A condition differs.", BREAKS),
    ("discriminator-changed", "The property that tells the forms apart differs.", BREAKS),
    ("keyword-changed", "A key differs that this table does not know.", BREAKS),
    ("openapi-changed", "The version of OpenAPI differs.", KEEPS),
    ("version-changed", "The document has another version.", DOCUMENTS),
    ("info-changed", "Title, licence or contact differ.", DOCUMENTS),
    ("title-changed", "A title differs.", DOCUMENTS),
    ("summary-changed", "A summary differs.", DOCUMENTS),
    ("description-changed", "A description differs.", DOCUMENTS),
    ("external-docs-changed", "A reference to other documentation differs.", DOCUMENTS),
    ("example-changed", "An example differs.", DOCUMENTS),
    ("link-changed", "A link differs.", DOCUMENTS),
    ("evidence-changed", "The evidence of a statement differs.", DOCUMENTS),
    ("decision-changed", "The decisions behind a statement differ.", DOCUMENTS),
    ("secret-changed", "Whether reports show a value differs.", DOCUMENTS),
    ("extension-changed", "Another `x-` key differs.", DOCUMENTS),
)


def _kinds() -> dict[str, Kind]:
    rows = [(*one, other[0]) for one, other in _PAIRS]
    rows += [(*other, one[0]) for one, other in _PAIRS]
    rows += [(*row, row[0]) for row in _CHANGED]
    return {
        name: Kind(name, opposite, sentence, request, response)
        for name, sentence, (request, response), opposite in sorted(rows)
    }


KINDS = _kinds()
