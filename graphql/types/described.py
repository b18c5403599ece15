"""How a GraphQL enum is declared: under the domain's names, with each value described."""

from enum import StrEnum

import strawberry

DESCRIBED: dict[str, dict[str, str]] = {}
"""Enum -> value -> description; the schema takes them from here."""


def declare(enum: type[StrEnum], description: str, name: str | None = None, **values: str) -> None:
    missing = set(enum.__members__) ^ set(values)
    if missing:
        raise TypeError(f"describe every value of {enum.__name__}: {missing}")
    strawberry.enum(enum, name=name, description=description)
    DESCRIBED[name or enum.__name__] = values
