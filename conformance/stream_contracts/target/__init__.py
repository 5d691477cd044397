"""What is tested and how: URL, credentials, safety, pace. From options, the environment and a target file."""

from __future__ import annotations

from stream_contracts.target.file import read_file
from stream_contracts.target.resolving import ENVIRONMENT_PREFIX, resolve
from stream_contracts.target.values import Options, Safety, Target, absent, is_loopback

__all__ = ["ENVIRONMENT_PREFIX", "Options", "Safety", "Target", "absent", "is_loopback", "read_file", "resolve"]
