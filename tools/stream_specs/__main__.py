from __future__ import annotations

from stream_specs.cli import main

main()
