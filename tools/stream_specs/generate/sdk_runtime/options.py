"""The settings of a call, from the runtime that the generator copies into an SDK."""

from datamodel_code_generator._runtime.client.options import RequestOptions as RequestOptions
