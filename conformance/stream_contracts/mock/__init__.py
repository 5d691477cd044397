"""Mock servers: one ASGI application for each API, built from its document and its behaviour.

server.py       runs an application on a socket      command.py  the command `stream-contracts mock`
application.py  one request from bytes to bytes      stages/     its steps, one a file, in one visible list
building.py     (document, behaviour, seed) -> Mock  router.py   path and method -> operation
behaviour.py    reads behaviour.yaml                 actions.py  what its verbs do
state.py        resources, clock, generator          storage.py  keeps them in SQLite
templates.py    the `$...` of behaviour.yaml         errors.py   refusals in the API's own shape
"""
