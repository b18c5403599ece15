"""What the migrations make, read from their files: the measure that a database is held to.

The last definition of a function counts. Only what our own migrations use is understood; a test
holds that everything in a freshly migrated database is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from labeltrail.events.ledger.migrate import MigrationSet, migrations_of

SQL_BODIES = {
    "ledger.is_stopped": "56e20b912a8f85539deba28d89266396083ed70f411ca8c209b1cb8e1ce6d25c",
    "ledger.leaf_v1": "3793145addb3f184fb4087acfbe3673d709cb13c55a2bc2b24ef3b4212abad6b",
    "ledger.node_at": "79b19bcd893d4c6720b4cc3a50887d7ee960f6bd20ab2d023ce24c6e63a8688e",
}
"""Functions whose body is an SQL expression: the SHA-256 of what PostgreSQL 15 to 18 show of it."""

_TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|;", re.DOTALL)
_FUNCTION = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+([\w.]+)", re.IGNORECASE)
_DOLLARS = re.compile(r"\bAS\s+\$(\w*)\$(?P<body>.*)\$\1\$", re.DOTALL)
_GONE = re.compile(r"DROP\s+(?:FUNCTION|TABLE)\s+(?:IF\s+EXISTS\s+)?([\w.]+)", re.IGNORECASE)
_TRIGGER = re.compile(r"CREATE\s+TRIGGER\s+(\w+)\s.*?\sON\s+([\w.]+)", re.DOTALL)
_TABLE = re.compile(r"CREATE\s+TABLE\s+([\w.]+)\s*\(")
_CONSTRAINT = re.compile(r"\bCONSTRAINT\s+(\w+)\s+(?=CHECK|PRIMARY|UNIQUE|FOREIGN)")


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """`body` is None where it is an SQL expression."""

    name: str
    body: str | None
    is_definer: bool
    statement: str


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """
    functions    by qualified name
    constraints  qualified table -> name -> the statement that adds it
    triggers     (qualified table, name)
    """

    functions: dict[str, Function]
    constraints: dict[str, dict[str, str]]
    triggers: frozenset[tuple[str, str]]


def expected(sets: Iterable[MigrationSet]) -> Expected:
    functions: dict[str, Function] = {}
    constraints: dict[str, dict[str, str]] = {}
    triggers: set[tuple[str, str]] = set()
    scripts = (migration.script for one in sets for migration in migrations_of(one))
    for statement in (one for script in scripts for one in _statements(script)):
        if found := _FUNCTION.match(statement):
            functions[found[1]] = _function(found[1], statement)
        elif found := _TABLE.match(statement):
            constraints[found[1]] = dict(_constraints(found[1], statement[found.end() :]))
        elif found := _TRIGGER.match(statement):
            triggers.add((found[2], found[1]))
        elif found := _GONE.match(statement):
            functions.pop(found[1], None)
            constraints.pop(found[1], None)
    return Expected(functions=functions, constraints=constraints, triggers=frozenset(triggers))


def _statements(script: str) -> Iterator[str]:
    """A script's statements, without the comments before them and the semicolons after."""
    begin = 0
    for token in _TOKEN.finditer(script):
        if token.group() == ";":
            yield _uncommented(script[begin : token.start()])
            begin = token.end()


def _uncommented(statement: str) -> str:
    return re.sub(r"\A(?:\s|--[^\n]*)+", "", statement).rstrip()


def _function(name: str, statement: str) -> Function:
    quoted = _DOLLARS.search(statement)
    head = statement[: quoted.start()] if quoted else statement
    return Function(
        name=name,
        body=quoted["body"] if quoted else None,
        is_definer=re.search(r"\bSECURITY\s+DEFINER\b", head) is not None,
        statement=_FUNCTION.sub(r"CREATE OR REPLACE FUNCTION \1", statement, count=1),
    )


def _constraints(table: str, columns: str) -> Iterator[tuple[str, str]]:
    text = re.sub(r"--[^\n]*", "", columns)
    for found in _CONSTRAINT.finditer(text):
        rule = " ".join(text[found.end() : _end(text, found.end())].split())
        yield found[1], f"ALTER TABLE {table} ADD CONSTRAINT {found[1]} {rule}"


def _end(text: str, begin: int) -> int:
    """Where an entry of a table's list ends: at its comma, or where the list is closed."""
    depth = 0
    for place in range(begin, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth < 0 or (depth == 0 and text[place] == ","):
            return place
    return len(text)
