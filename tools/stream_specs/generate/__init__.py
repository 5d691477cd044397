"""Generated code: what `stream-specs generate` writes below `generated`, and how.

cli          the command: options, messages, exit codes
generation   the run: bundles, one job a package (in parallel), the allow-list, the swap
plan         which packages there are and what each is called
job          one package: generator in a child process, ruff, packaging
clients      openapi-python-client, run in the child process
sdks         datamodel-code-generator, run in the child process
report       what a child tells its parent
allowed      the warnings of a generator that are known and harmless
document     the document as the generators get it
client_document  what openapi-python-client would lose of a document, written so that it does not
templates    its templates, changed: what is sent, raised and decoded (README.md there)
undocumented  successes that are not documented, taken as they come
sdk_document the document for SDKs: names of credentials, no defaults
sdk_names    resources, methods, arguments and credentials of an SDK, derived from the document
sdk_docs     the docstrings of its methods
sdk_settings what datamodel-code-generator is told about each operation
sdk_code     what it writes wrongly, put right: accept, credentials, timeout, deprecation
sdk_pages    the methods that run through all pages, from `x-pagination`; sdk_models reads its models for that
sdk_types    types that a type checker refuses, written otherwise
sdk_runtime  modules that each SDK gets as they stand
sdk_usage    the README of an SDK
usage        how a package is used: the text of its README
packaging    pyproject.toml, README.md and py.typed of a package
trees        comparing and swapping folders
"""
