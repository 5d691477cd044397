"""The errors of an SDK, from the runtime that the generator copies into it."""

from datamodel_code_generator._runtime.client.errors import APIStatusError as APIStatusError
from datamodel_code_generator._runtime.client.errors import SDKError as SDKError
