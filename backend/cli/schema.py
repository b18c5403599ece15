"""`labeltrail schema`: the contract of the API, as text."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from labeltrail.backend.cli.terminal import console

EXAMPLES = """\b
Examples:
  labeltrail schema > schema.graphql
  labeltrail schema --write      after a change that is meant, in a checkout
"""


def schema(
    write: Annotated[
        bool, typer.Option("--write", help="Write the checked-in contract anew.")
    ] = False,
) -> None:
    """Print the GraphQL schema."""
    from labeltrail.graphql import schema as contract

    if write:
        console().print(f"wrote {contract.write()}")
        return
    sys.stdout.write(contract.sdl())
