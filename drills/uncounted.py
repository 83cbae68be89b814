"""The site, whose processes count no calls by themselves: the control of a drill."""

from .counted_hashes import application
from .patching import replace

__all__ = ["application"]

replace("services.throttle_memory", "count", lambda real: lambda *asked: (0, 0.0))
