"""PostgreSQL without an installation: a private server for one folder, started on demand.

Guarantees: `embedded(folder)` yields the address of a ready server. Whoever opens the same
folder meanwhile shares that server; it stops when the last of them has closed or died, however
they died. Committed rows survive the server being killed.
"""

from labeltrail.backend.postgres.binaries import PostgresNotFound
from labeltrail.backend.postgres.embedded import EmbeddedPostgresError, embedded

__all__ = ["EmbeddedPostgresError", "PostgresNotFound", "embedded"]
