"""PostgreSQL and Redis that come with the virtual environment, for a machine that has neither.

Both run in the data directory, listen on Unix sockets only and keep their data across restarts.
"""

from dispatch.kernel.host.embedded.servers import Embedded, start
from dispatch.kernel.host.embedded.system import EmbeddedError

__all__ = ["Embedded", "EmbeddedError", "start"]
