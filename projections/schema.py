"""The schema `read` as a set of migrations, and the version of the code that fills it.

Rows are never migrated by content: a new version of the fold is a rebuild beside the old rows.
"""

from pathlib import Path

from labeltrail.events.ledger.migrate import MigrationSet

READ = MigrationSet("read", Path(__file__).parent / "migrations")

FOLD_VERSION = 4
"""Raise it when the same events would give other rows; the runner then rebuilds each project."""
