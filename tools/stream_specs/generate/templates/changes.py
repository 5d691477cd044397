"""The changes to the templates of openapi-python-client 0.29.1, with the faults that they mend."""

from __future__ import annotations

from stream_specs.generate.templates.replacement import Change

# Templates that a file in `own` replaces as a whole, with the SHA-256 of the one that it was written for.
REPLACED = {
    # No default timeout; no credentials but a token, which its repr shows and redirects take along.
    "client.py.jinja": "4eac65762f21014a7fbf59e730f1be6d28c9c85ddc1c40b458b6ff5f67a64c9e",
    # `..` as a part of a path; an HTTPStatus of every status (ValueError for 599); errors of the JSON reader; security of
    # the document, `Accept` and `deprecated` ignored; a Content-Type without a body.
    "endpoint_module.py.jinja": "c1b2628053eb4875ba59566baa5ae907666f9cbfafa308d93f970a4404b7cd52",
    # One exception, which knows no status and has no decoded body.
    "errors.py.jinja": "b6ba7ea79aa7d7f24b47119985d1ed20268d3da0ab70309ee138088a106b6af9",
}

_MACROS = "endpoint_macros.py.jinja"
_LISTS = "property_templates/list_property.py.jinja"
_UNIONS = "property_templates/union_property.py.jinja"

CHANGES = (
    Change(
        _MACROS,
        '{% from "helpers.jinja" import docstring as _docstring %}\n',
        """\
{% from "helpers.jinja" import docstring as _docstring %}
{% from "answers.jinja" import type_of %}
{% from "facts.jinja" import facts, statuses %}
""",
    ),
    # There are always headers: `Accept`. The endpoint module declares them.
    Change(
        _MACROS,
        """\
{% if endpoint.header_parameters or endpoint.bodies | length > 0 %}
headers: dict[str, Any] = {}
{% if endpoint.header_parameters %}
""",
        """\
{% if True %}
{% if endpoint.header_parameters %}
""",
    ),
    # An object was spread over the query whatever its style.
    Change(
        _MACROS,
        """\
    {%- if not property.json_is_dict %}
params["{{ property.name | in_double_quote_literal }}"] = {{ destination }}
    {% else %}
{{ guarded_statement(property, destination, "params.update(" + destination + ")") }}
    {% endif %}
""",
        """\
params["{{ property.name | in_double_quote_literal }}"] = {{ destination }}
""",
    ),
    # A form held the text of a dict where it should hold an object.
    Change(_MACROS, "{% macro body_to_kwarg(body) %}", "{% macro body_to_kwarg(body, forms) %}"),
    Change(
        _MACROS,
        """\
  {% if body.prop.required %}
_kwargs["data"] = body.to_dict()
  {% else %}
if not isinstance(body, Unset):
    _kwargs["data"] = body.to_dict()
  {% endif %}
""",
        """\
_kwargs["content"] = _wire.form(body.to_dict(){% if forms %}, {{ forms }}{% endif %})
""",
    ),
    # A body of two media types was optional whatever the document says, and the module did not import. Every body
    # reaches the generator as required (client_document); whether it is stands in the facts.
    Change(
        _MACROS,
        "{% if endpoint.bodies | length == 1 %}\nbody: {{ endpoint.bodies[0].prop.get_type_string() | as_unembedded_code }}"
        "{% if not endpoint.bodies[0].prop.required %} = UNSET{% endif %},\n{% elif endpoint.bodies | length > 1 %}\n",
        "{% if endpoint.bodies %}\n",
    ),
    Change(
        _MACROS,
        "{% if not body_required %} | Unset = UNSET{% endif %}",
        "{% if facts[endpoint.name].optional %} | Unset = UNSET{% endif %}",
    ),
    # Static type distinctions between clients with and without a token: there is one client.
    Change(
        _MACROS,
        """\
{% if endpoint.requires_security %}
client: AuthenticatedClient,
{% else %}
client: AuthenticatedClient | Client,
{% endif %}
""",
        """\
client: Client,
""",
    ),
    # What is raised for which status.
    Change(
        _MACROS,
        """\
Raises:
    errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
    httpx.TimeoutException: If the request takes longer than Client.timeout.
""",  # noqa: E501
        """\
Raises:
    {% if not is_detailed %}
    {% for response in endpoint.responses.patterns if response.status_code.pattern in statuses %}
    {{ ("errors." ~ statuses[response.status_code.pattern].name ~ ": " ~ response.data.description.get_untrusted_value()) | safe_for_docstring | wordwrap(90) | indent(8) }}
    {% endfor %}
    errors.APIError: For every other answer that is not the documented success.
    {% endif %}
    httpx.HTTPError: If there is no answer, httpx.TimeoutException for one that takes too long.
    ValueError: If an argument cannot be sent, errors.MissingCredentialsError if the client lacks a credential.
""",  # noqa: E501
    ),
    # A list as a body was built within the request, where its type is lost.
    Change(
        _MACROS,
        'property.python_name, "_kwargs[\\"json\\"]", skip_unset=True, declare_type=False) }}\n',
        'property.python_name, "_json", skip_unset=True) }}\n_kwargs["json"] = _json\n',
    ),
    # An answer without a body was of type Any.
    Change(
        _MACROS,
        '{% if parsed_responses %}{% import "property_templates/" + response.prop.template as prop_template %}',
        '{% if type_of(response) != "None" %}{% import "property_templates/" + response.prop.template as prop_template %}',
    ),
    # Values whose types pyright does not know.
    Change(
        "model.py.jinja",
        "additional_properties: dict[str, {{ additional_property_type }}] = _attrs_field(init=False, factory=dict)",
        "additional_properties: dict[str, {{ additional_property_type }}] = _attrs_field(init=False, factory=lambda: {})",
    ),
    Change(
        _LISTS,
        """\
{% if property.required %}
{{ property.python_name }} = []
""",
        """\
{% if property.required %}
{{ property.python_name }}: {{ property.get_type_string() | as_unembedded_code }} = []
""",
    ),
    Change(
        _LISTS,
        """\
{% if property.required %}
{{ _transform(property, source, destination, "to_dict") }}
""",
        """\
{% if property.required %}
{% if declare_type %}{{ destination }}: {{ type_string }}{% endif +%}
{{ _transform(property, source, destination, "to_dict") }}
""",
    ),
    # Whatever was neither null nor what else it may be was taken as it is.
    Change(
        _UNIONS,
        """\
        {% if not inner_template.construct %}
            {% set ns.contains_unmodified_properties = true %}
            {% continue %}
""",
        """\
        {% if not inner_template.construct %}
            {% if inner_property.get_type_string() != PythonCode("None") %}
            {% set ns.contains_unmodified_properties = true %}
            {% endif %}
            {% continue %}
""",
    ),
    Change(
        _UNIONS,
        """\
    return cast({{ property.get_type_string() | as_unembedded_code }}, data)
    {% endif %}
""",
        """\
    return cast({{ property.get_type_string() | as_unembedded_code }}, data)
    {% else %}
    raise TypeError("{{ property.python_name }}")
    {% endif %}
""",
    ),
    Change(
        _UNIONS,
        '        {{ inner_template.construct(inner_property, "data") | indent(8) }}\n',
        '        {{ inner_template.construct(inner_property, "cast(Any, data)") | indent(8) }}\n',
    ),
    Change(
        _UNIONS,
        '    {{ inner_template.construct(inner_property, "data") | indent(4) }}\n',
        '    {{ inner_template.construct(inner_property, "cast(Any, data)") | indent(4) }}\n',
    ),
    # One kind of answer, which can be raised.
    Change(
        "types.py.jinja",
        "from attrs import define\n",
        "from attrs import define\n\nfrom ._runtime.answers import Response\nfrom ._runtime.wire import media_type\n",
    ),
    # httpx writes it as it is given: a line break in it would begin another header, or another part.
    Change(
        "types.py.jinja",
        "return self.file_name, self.payload, self.mime_type\n",
        "return self.file_name, self.payload, media_type(self.mime_type)\n",
    ),
    Change(
        "types.py.jinja",
        '''\
T = TypeVar("T")


@define
class Response(Generic[T]):
    """ A response from an endpoint """

    status_code: HTTPStatus
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


''',
        "",
    ),
    Change(
        "package_init.py.jinja",
        "from .client import AuthenticatedClient, Client\n",
        "from . import errors\nfrom .client import Client\n",
    ),
    Change("package_init.py.jinja", '    "AuthenticatedClient",\n    "Client",\n', '    "Client",\n    "errors",\n'),
)
