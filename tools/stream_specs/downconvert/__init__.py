"""From OpenAPI 3.1 to its 3.0 twin, for tools that read nothing newer.

downconversion   a whole document, and where the twin says less
schemas          one Schema Object: keywords of JSON Schema 2020-12 as those that 3.0 has
losses           a place where 3.0 cannot say the same
cli              the command `stream-specs downconvert`
"""

from stream_specs.downconvert.downconversion import Downconverted, downconvert
from stream_specs.downconvert.losses import Loss

__all__ = ["Downconverted", "Loss", "downconvert"]
