"""Changes to the code of an SDK that datamodel-code-generator 0.89.0 has no setting for.

Single places are replaced, and a generator that no longer writes such a place makes the run fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.generate import sdk_pages, sdk_types
from stream_specs.generate.client_document import accepted, resolved
from stream_specs.generate.plan import Package
from stream_specs.generate.sdk_names import credentials, operations, snake

RUNTIME = Path(__file__).with_name("sdk_runtime")
TOOL = "datamodel-code-generator"
TIMEOUT = 30  # seconds for each phase but connecting, in place of 600

_AUTH = "_runtime/client/auth.py"
_CREDENTIAL = 'return f"Bearer {value}" if scheme.kind == "bearer" else value\n'
_PAIR = "if (pair := _pair(value)) is None:"
_DEFAULT_TIMEOUT = "ResolvedTimeoutOptions(connect=5.0, read=600.0, write=600.0, pool=600.0)"
_TIMEOUT_TEXTS = (
    ("5 / 600 / 600 / 600 seconds", "5 / {0} / {0} / {0} seconds"),
    ("a 600 second timeout", "a {0} second timeout"),
)
_NATIVE = "_runtime/client/native.py"
_ROUTE = "            route = filled(operation.path, path) if path else operation.path\n"
_NOT_EMPTY = """\
            for empty in (name for name, value in path.items() if not value):
                cause = ParameterEncodingError("an empty path parameter is another path")
                raise request_failure(("path", empty), operation.operation_id, cause)
"""
# The text of an error must not repeat an answer: a server may say back what it was sent.
_ERRORS = "_runtime/client/errors.py"
_ERROR_TEXTS = (
    ("_MESSAGE_PREFIX: Final = 500\n", ""),
    (
        """\
def _message(body: bytes, truncated: bool) -> str:  # noqa: FBT001
    \"""Return the start of an error body as text, marking where it was cut.\"""
    text = body.decode("utf-8", "replace").strip()
    if len(text) > _MESSAGE_PREFIX:
        return f"{text[:_MESSAGE_PREFIX]}..."
    return f"{text}..." if truncated and text else text


""",
        "",
    ),
    (
        " The message gives the status and\n    the start of the body.",
        " The message gives the\n    status, and nothing of the body.",
    ),
    (
        """\
        \"""Give the status and the start of the response body.\"""
        message = _message(self.body_bytes, self.truncated)
        return f"Error code: {self.info.status_code}{f' - {message}' if message else ''}"
""",
        """\
        \"""Name the operation and the status.\"""
        return f"{self.operation_id or 'The call'} was answered with {self.info.status_code}"
""",
    ),
)
_LOGGED = "; a query credential is part of the request URL, which the `httpx2` logger records at INFO level."
_SECRETS = frozenset(("token", "secret", "password", "key"))  # what ends the name of a parameter that is one
_OPERATION = re.compile(r"^(OPERATION_\d+): Final.*?\boperation_id=['\"](\w+)['\"]", re.MULTILINE | re.DOTALL)
_FUTURE = "from __future__ import annotations\n"
_CONSTRUCTORS = ("_client.py", "_async_client.py")

Object = Mapping[str, Any]


def adapt(package: Package, document: Object, code: Path) -> None:
    """Change the generated code in the folder `code` so that it does what the document says.

    Raises UserError when the code does not have the expected places, or when `x-pagination` does not fit it.
    """
    places = _Places(package, code)
    _set_timeout(places)
    _set_prefixes(places, document)
    _set_user_names(places, document)
    _set_accept(places, dict(_accepts(document)))
    places.replace("_runtime/client/client.py", _ROUTE, _ROUTE + _NOT_EMPTY)
    for old, new in _ERROR_TEXTS:
        places.replace(_ERRORS, old, new)
    _hide_queries(places, document)
    _mark_deprecated(places, document)
    _list_operations(document, code)
    sdk_pages.add_iterators(package, document, code)
    write_text(code / "models.py", sdk_types.annotated(places.text("models.py")))
    for path in sorted((code / "resources").rglob("_*sync.py")):
        write_text(path, sdk_types.qualified(path.read_text(encoding="utf-8")))


class _Places:
    """Files of the generated code whose exact texts are replaced."""

    def __init__(self, package: Package, code: Path) -> None:
        self.package = package
        self.code = code

    def text(self, name: str) -> str:
        return (self.code / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file."""
        text = self.text(name)
        if text.count(old) != 1:
            raise self.unexpected(name, f"`{old.strip()}` {text.count(old)} times instead of once")
        write_text(self.code / name, text.replace(old, new))

    def unexpected(self, name: str, what: str) -> UserError:
        hint = "change stream_specs.generate.sdk_code to what it writes now"
        return UserError(f"{self.package.generator.tool} wrote {what} in {name}", where=self.package.folder, hint=hint)


def _set_timeout(places: _Places) -> None:
    new = _DEFAULT_TIMEOUT.replace("600.0", f"{TIMEOUT}.0")
    places.replace("_runtime/client/options.py", _DEFAULT_TIMEOUT, new)
    for old, text in _TIMEOUT_TEXTS:
        places.replace("_generated_docs/runtime.md", old, text.format(TIMEOUT))


def _set_prefixes(places: _Places, document: Object) -> None:
    known = _given(document, "x-prefix")
    if known:
        more = f"{known!r}.get(scheme.name, '') + value"
        places.replace(_AUTH, _CREDENTIAL, _CREDENTIAL.replace("else value", f"else {more}"))


def _set_user_names(places: _Places, document: Object) -> None:
    """With `x-username` the password alone is the credential; a pair of name and password is still taken."""
    users = _given(document, "x-username")
    if not users:
        return
    new = f"if isinstance(value, str) and (user := {users!r}.get(scheme.name)):\n            value = (user, value)\n"
    places.replace(_AUTH, _PAIR, f"{new}        {_PAIR}")
    for name in users:
        for file in _CONSTRUCTORS:
            places.replace(file, f"{name}: UserPassword | None", f"{name}: Secret | UserPassword | None")
            _import_secret(places, file)


def _given(document: Object, key: str) -> dict[str, str]:
    """What a key of the security schemes says, by the argument for the credential."""
    names = credentials(document)
    schemes = document.get("components", {}).get("securitySchemes", {})
    return {names[name]: scheme[key] for name, scheme in schemes.items() if key in scheme}


def _import_secret(places: _Places, file: str) -> None:
    line = re.search(r"^from \._runtime\.client\.auth import (.*)$", places.text(file), re.MULTILINE)
    if line is None:
        raise places.unexpected(file, "no import of credentials")
    if not re.search(r"\bSecret\b", line[1]):
        places.replace(file, line[0], f"{line[0]}, Secret")


def _set_accept(places: _Places, wanted: Mapping[str, str]) -> None:
    if not wanted:
        return
    text = places.text("_operations.py")
    names = {operation: name for name, operation in _OPERATION.findall(text)}
    if wanted.keys() - names.keys():
        missing = ", ".join(sorted(wanted.keys() - names.keys()))
        raise places.unexpected("_operations.py", f"no constant for {missing}")
    lines = [f'{names[operation]}.responses.accept = "{value}"\n' for operation, value in wanted.items()]
    write_text(
        places.code / "_operations.py",
        f"{text}\n# What to accept, where it is more than the media types of successes.\n{''.join(lines)}",
    )


def _accepts(document: Object) -> Iterator[tuple[str, str]]:
    """What each operation accepts: its `x-accept`, else the media types of its answers, not of its successes alone."""
    known = accepted(document)
    for one in operations(document):
        answers = [(code, resolved(document, answer)) for code, answer in one.value.get("responses", {}).items()]
        names = [(code, name) for code, answer in answers for name in answer.get("content", {})]
        successes = ", ".join(dict.fromkeys(name for code, name in names if code.startswith("2")))
        wanted = known.get(one.id) or ", ".join(dict.fromkeys(name for _, name in names)) or "*/*"
        if wanted != successes:
            yield one.id, wanted


def _hide_queries(places: _Places, document: Object) -> None:
    """Keep credentials and secret parameters of queries out of the log, with the module `logs` of the SDK runtime."""
    schemes = document.get("components", {}).get("securitySchemes", {}).values()
    names = {scheme["name"] for scheme in schemes if scheme.get("in") == "query"}
    parameters = (parameter for one in operations(document) for parameter in one.parameters)
    queries = {one.name for one in parameters if one.place == "query"}
    names |= {name for name in queries if snake(name).rpartition("_")[2] in _SECRETS}
    if any(one.value.get("security", document.get("security")) for one in operations(document)):
        places.replace("_generated_docs/runtime.md", _LOGGED, ", nor do those of queries in what `httpx2` logs.")
    if names:
        write_text(places.code / "_logs.py", (RUNTIME / "logs.py").read_text(encoding="utf-8"))
        places.replace(_NATIVE, "\nfrom .errors import", "\nfrom ..._logs import hide\nfrom .errors import")
        write_text(places.code / _NATIVE, f"{places.text(_NATIVE)}\n\nhide({sorted(names)!r})\n")


def _mark_deprecated(places: _Places, document: Object) -> None:
    """`@deprecated` on the methods of deprecated operations, in all views of a resource."""
    for one in operations(document):
        if not one.value.get("deprecated"):
            continue
        for name in ("_sync.py", "_async.py"):
            file = f"resources/{one.resource}/{name}"
            head = re.compile(rf"^    (?:@overload\n    )?(?:async )?def {one.method}\(", re.MULTILINE)
            text, count = head.subn(f'    @deprecated("{one.id} is deprecated")\n\\g<0>', places.text(file))
            if not count:
                raise places.unexpected(file, f"no method {one.method}")
            imported = text.replace(_FUTURE, f"{_FUTURE}\nfrom typing_extensions import deprecated\n", 1)
            write_text(places.code / file, imported)


def _list_operations(document: Object, code: Path) -> None:
    """The module `operations`: how each operationId of the document is called."""
    names = "".join(f'    "{one.id}": "{one.path}",\n' for one in operations(document))
    text = (
        '"""How each operation of the document is called: `client.` and this name."""\n\n'
        "from __future__ import annotations\n\n"
        "from types import MappingProxyType\nfrom typing import Final\n\n"
        f"METHODS: Final = MappingProxyType({{\n{names}}})\n"
    )
    write_text(code / "operations.py", text)
