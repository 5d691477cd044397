"""The documentation page of all APIs, and the code samples on it.

endpoints.py      operations with what stands around them    requests.py    the documented request that samples make
curl.py           ... as a command                           python_text.py values and calls as Python
client_sample.py  ... through generated/clients              sdk_sample.py  ... through generated/sdks
samples.py        all three, and `x-codeSamples`             decisions.py   reads DECISIONS.md
shapes.py         schemas as tables                          prose.py       the little Markdown of our texts
content.py        what an API's part of the page shows       page.py        the page
cli.py            the command `stream-specs docs`
"""
