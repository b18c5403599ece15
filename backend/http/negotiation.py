"""What a GraphQL request says in its headers, by the GraphQL-over-HTTP specification. Pure."""

from __future__ import annotations

from enum import StrEnum


class MediaType(StrEnum):
    """The two that an answer may have, and those that a request may have or ask for."""

    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"
    HTML = "text/html"


ANSWERED = (MediaType.JSON, MediaType.RESPONSE)
"""In the order of our preference where a client has none."""


def answer_type(accept: str | None) -> MediaType | None:
    """The media type to answer with; None when the client takes none of ours."""
    if accept is None or not accept.strip():
        return MediaType.JSON
    best: tuple[float, int, int] | None = None
    chosen = None
    for place, (wanted, weight) in enumerate(_accepted(accept)):
        for preference, offered in enumerate(ANSWERED):
            if weight > 0 and wanted in (offered, "application/*", "*/*"):
                rank = (-weight, place, preference)
                if best is None or rank < best:
                    best, chosen = rank, offered
    return chosen


def wants_page(accept: str | None) -> bool:
    """Whether a browser asks, rather than a client of the API."""
    return any(wanted == MediaType.HTML for wanted, _ in _accepted(accept or ""))


def is_json(content_type: str | None) -> bool:
    """Whether a request's body says that it is JSON in UTF-8, which is JSON's only encoding."""
    name, _, parameters = (content_type or "").partition(";")
    charsets = [
        value.strip().strip('"').lower()
        for key, _, value in (one.partition("=") for one in parameters.split(";"))
        if key.strip().lower() == "charset"
    ]
    return name.strip().lower() == MediaType.JSON and all(one == "utf-8" for one in charsets)


def _accepted(accept: str) -> list[tuple[str, float]]:
    found = []
    for one in accept.split(","):
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            found.append((name, float(weight)))
        except ValueError:
            found.append((name, 0.0))
    return found
