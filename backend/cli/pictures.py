"""Pictures that commands draw: SVG, and nothing else under another name."""

from __future__ import annotations

from pathlib import Path

from labeltrail.backend.cli.faults import CommandFault


def require_svg(file: Path | None) -> None:
    """Raises CommandFault for a name that promises something else."""
    if file is not None and file.suffix.lower() != ".svg":
        raise CommandFault(f"--picture draws SVG: call the file {file.with_suffix('.svg').name}")
