"""What can be seen in a constraint's expression before anybody evaluates it, and what it may cost.

Strings in one plain form and no comments, so that this reading and the library's agree on where a
string ends. Work is bounded from the text alone: a comprehension runs at most once for each element
that a list can have, and one inside another multiplies.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from labeltrail.events.limits import CONSTRAINT_ELEMENTS_MAX

COMPREHENSIONS = {"all": 1, "exists": 1, "exists_one": 1, "existsOne": 1, "filter": 2}
"""How many levels each counts for: `filter` copies what it has found so far at every step."""
FUNCTIONS = frozenset(
    (
        *("!_", "-_", "@in", "@not_strictly_false", "_%_", "_&&_", "_*_", "_+_", "_-_", "_/_"),
        *("_<=_", "_<_", "_==_", "_!=_", "_>=_", "_>_", "_?_:_", "_[_]", "_||_"),
        *("size", "startsWith", "endsWith", "contains", "int", "double", "string"),
    )
)
"""Operators and functions that an expression may call. No `matches`: to compile a pattern costs
up to 70 ms each time."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<odd>//|[rRbB]{1,2}["']|\"{3}|'{3})
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    |(?P<sign>[=!<>]=|&&|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)
_COMPARED = ("==", "!=", "in")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """`odd` is a token that is not taken: a form of string, a comment, or `map`, whose copies of
    copies cost seconds. `bound` are the variables of comprehensions. `named` are pairs of a task
    and a class id compared with its answer. `work` counts what an evaluation can come to, in
    tokens.
    """

    odd: str | None
    depth: int
    work: int
    bound: tuple[str, ...]
    tasks: tuple[str, ...]
    attributes: tuple[str, ...]
    named: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1_024)
def reading(expression: str) -> Reading:
    found = list(_tokens(expression))
    tokens = [token for _, token in found]
    odd = next((token for kind, token in found if kind == "odd" or token == "map"), None)
    depth, comprehensions = _nesting(tokens)
    longest = (CONSTRAINT_ELEMENTS_MAX + tokens.count(",") + 1) * (tokens.count("+") + 1)
    return Reading(
        odd=odd,
        depth=depth,
        work=len(tokens) * max(1, comprehensions) * longest**depth,
        bound=tuple(dict.fromkeys(_bound(tokens))),
        tasks=tuple(dict.fromkeys(_members(tokens, "answers"))),
        attributes=tuple(dict.fromkeys(_members(tokens, "item", "attributes"))),
        named=tuple(dict.fromkeys(_named(tokens))),
    )


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(expression):
        kind = found.lastgroup or "sign"
        if kind != "space":
            yield kind, found[0]


def _nesting(tokens: list[str]) -> tuple[int, int]:
    """How deep comprehensions stand inside each other, and how many there are."""
    open_ones: list[int] = []
    depth = count = 0
    for place, token in enumerate(tokens):
        if token == "(":
            levels = COMPREHENSIONS.get(tokens[place - 1], 0) if place else 0
            open_ones.append(levels)
            count += levels > 0
            depth = max(depth, sum(open_ones))
        elif token == ")" and open_ones:
            open_ones.pop()
    return depth, count


def _bound(tokens: list[str]) -> Iterator[str]:
    for place, token in enumerate(tokens):
        if token in COMPREHENSIONS and tokens[place + 1 : place + 2] == ["("]:
            yield from tokens[place + 2 : place + 3]


def _members(tokens: list[str], *path: str) -> Iterator[str]:
    """What is read below a name: `answers.t` and `answers["t"]`."""
    start = [path[0], *(part for one in path[1:] for part in (".", one))]
    for place in range(len(tokens) - len(start)):
        if tokens[place : place + len(start)] == start and tokens[place - 1 : place] != ["."]:
            name, _ = _member(tokens, place + len(start))
            if name is not None:
                yield name


def _member(tokens: list[str], place: int) -> tuple[str | None, int]:
    """The member read at a place, and the place after it."""
    ahead = tokens[place : place + 3]
    if len(ahead) > 1 and ahead[0] == ".":
        return ahead[1], place + 2
    if len(ahead) == 3 and ahead[0] == "[" and ahead[2] == "]" and ahead[1][0] in "\"'":
        return _unquoted(ahead[1]), place + 3
    return None, place


def _named(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Class ids that are compared with an answer: answers.t == "c", "c" == answers.t, "c" in …,
    and those of lists: answers.t == ["c"], answers.t in ["c"].
    """
    for place, token in enumerate(tokens):
        if token != "answers" or tokens[place - 1 : place] == ["."]:
            continue
        task, after = _member(tokens, place + 1)
        if task is None:
            continue
        is_part = tokens[after : after + 1] == ["."]  # of the answer, such as an outcome
        if place and not is_part and tokens[place - 1] in _COMPARED:
            yield from ((task, one) for one in _before(tokens, place - 1))
        if tokens[after : after + 1] and tokens[after] in _COMPARED:
            yield from ((task, one) for one in _strings(tokens, after + 1))


def _strings(tokens: list[str], place: int) -> Iterator[str]:
    """What the literal at a place holds: one string, or those of a list and of lists in it."""
    depth = 0
    for token in tokens[place:]:
        depth += (token == "[") - (token == "]")
        if token[0] in "\"'":
            yield _unquoted(token)
        elif not depth and token != "]":
            return  # no literal
        if not depth:
            return


def _before(tokens: list[str], end: int) -> Iterator[str]:
    """The same of the literal that ends before a place. What stands in brackets behind a name, a
    string or brackets is an index, and no list.
    """
    place, depth = end - 1, 0
    while place >= 0:
        depth += (tokens[place] == "]") - (tokens[place] == "[")
        if depth <= 0:
            break
        place -= 1
    behind = tokens[place - 1] if place > 0 else ""
    is_index = behind in (")", "]") or re.fullmatch(r"[A-Za-z_]\w*|[\"'].*", behind, re.DOTALL)
    if place >= 0 and not (tokens[place] == "[" and is_index and behind != "in"):
        yield from _strings(tokens, place)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])
