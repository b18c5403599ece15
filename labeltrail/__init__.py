"""Labeltrail: the governance backend for data labeling."""

from pathlib import Path

# A checkout whose file system has no links (Windows without the right) still imports:
# the four folders are then found at the repository's root.
if not (Path(__file__).parent / "backend").is_dir():  # pragma: no cover
    __path__.append(str(Path(__file__).parent.parent))
