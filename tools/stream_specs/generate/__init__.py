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
client_document  what openapi-python-client ignores in a document, described in another way
undocumented  successes that are not documented, taken as they come
headers      `x-accept` and `x-prefix` as the defaults of a package
usage        how a package is used: the text of its README
packaging    pyproject.toml, README.md and py.typed of a package
trees        comparing and swapping folders
"""
