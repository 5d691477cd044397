"""`python -m stream_contracts`."""

from stream_contracts.cli import main

main()
