"""What an item shows besides its content: parts of its id and file name, its source, its slices.

Guarantees: derived from each item alone, except for tenths, which are of the items given; values
are texts that people can read, in a stable order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec
import numpy as np

from labeltrail.projections.statistics.table import Codes

NOTHING = "(none)"
TENTHS = 10
CLASS_NAME_LENGTH_MIN = 3
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_DIGITS_MAX = 15  # a longer number is no number but a name, and would not be exact

Texts = Sequence[str | None]


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """Items in the order of their ids; every column has one entry an item, None for nothing."""

    ids: Sequence[str]
    uris: Texts
    sources: Texts
    attributes: Mapping[str, Texts]


class Feature(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    name    stable: "id first word", "attribute hospital"
    told    how a sentence begins that ends with a value: "the id's first word is"
    values  as texts; `codes` has shape (n_items,)
    """

    name: str
    told: str
    values: tuple[str, ...]
    codes: Codes

    @property
    def is_constant(self) -> bool:
        return len(self.values) < 2


def features(described: Described, classes: Sequence[str]) -> tuple[Feature, ...]:
    """All that can be derived. Parts of a name that divide the items alike are told once, and so
    are file names that are the ids."""
    ids, found = described.ids, list[Feature]()
    found += _distinct([*_of_names("id", "the id's", ids, classes), id_order(ids)])
    files = [_file_name(uri) for uri in described.uris]
    if any(one is not None for one in files):
        stems = [None if one is None else one.rpartition(".")[0] or one for one in files]
        endings = [None if one is None else _extension(one) for one in files]
        folders = [_folder(uri) for uri in described.uris]
        if stems != list(ids):
            found += _distinct(_of_names("file", "the file name's", stems, classes))
        found.append(_texts("file extension", "the file's extension is", endings))
        found.append(_texts("file folder", "the file's folder is", folders))
    found.append(_texts("source", "the source is", described.sources))
    for name, column in sorted(described.attributes.items()):
        found.append(_texts(f"attribute {name}", f"the attribute {name} is", column))
        numbers = [_number(one) for one in column]
        if len({one for one in numbers if one is not None}) > TENTHS and all(
            (one is None) == (text is None) for one, text in zip(numbers, column, strict=True)
        ):
            told = f"the attribute {name} lies in"
            found.append(_tenths(f"attribute {name} tenth", told, numbers))
    return tuple(found)


def id_order(ids: Sequence[str]) -> Feature:
    """In which tenth of the ids an item is, numbers in ids counting as numbers."""
    order = sorted(range(len(ids)), key=lambda place: natural(ids[place]))
    tenth = np.empty(len(ids), dtype=np.int32)
    tenth[order] = np.arange(len(ids)) * TENTHS // max(1, len(ids))
    values = tuple(f"tenth {n + 1} of {TENTHS}" for n in range(TENTHS))
    return _coded("id order", "the id is in", [values[n] for n in tenth.tolist()])


def natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A sorting key by which a-9 comes before a-10.

    >>> sorted(["a-10", "a-9", "a-1b"], key=natural)
    ['a-1b', 'a-9', 'a-10']
    """
    runs = (("".join(run), is_digit) for is_digit, run in groupby(text, str.isdecimal))
    return tuple(
        (is_digit, int(run) if is_digit else 0, "" if is_digit else run) for run, is_digit in runs
    )


def _distinct(found: Iterable[Feature]) -> Iterator[Feature]:
    """Without those that divide the items as a former one does."""
    divided: set[bytes] = set()
    for one in found:
        first_seen = dict.fromkeys(one.codes.tolist())
        number = {code: n for n, code in enumerate(first_seen)}
        pattern = np.array([number[code] for code in one.codes.tolist()], dtype=np.int32).tobytes()
        if pattern not in divided:
            divided.add(pattern)
            yield one


def _of_names(of: str, whose: str, names: Texts, classes: Sequence[str]) -> Iterator[Feature]:
    parts = [_PARTS.findall(one) if one is not None else [] for one in names]
    words = [[one.casefold() for one in each if not one.isdecimal()] for each in parts]
    numbers = [[one for one in each if one.isdecimal()] for each in parts]
    named = _class_namer(classes)
    yield _texts(f"{of} class name", f"{whose} text names the class", [named(one) for one in names])
    for told, place in (("first", 0), ("second", 1), ("last", -1)):
        column = [_at(one, place) for one in words]
        yield _texts(f"{of} {told} word", f"{whose} {told} word is", column)
    lengths = [None if one is None else str(len(one)) for one in names]
    yield _texts(f"{of} length", f"{whose} length is", lengths)
    shapes = [None if one is None else _shape(one) for one in names]
    yield _texts(f"{of} shape", f"{whose} shape is", shapes)
    for told, place in (("first", 0), ("last", -1)):
        found = [_number(_at(one, place)) for one in numbers]
        yield _tenths(f"{of} {told} number", f"{whose} {told} number lies in", found)
    digits = [one[-1][-1] if one else None for one in numbers]
    yield _texts(f"{of} last digit", f"{whose} last digit is", digits)


def _class_namer(classes: Sequence[str]) -> Callable[[str | None], str | None]:
    """Finds the longest class whose id, without its signs, is in a text without its signs."""
    plain = {"".join(_PARTS.findall(one.casefold())): one for one in classes}
    longest = sorted(plain, key=lambda one: (-len(one), one))
    known = [one for one in longest if len(one) >= CLASS_NAME_LENGTH_MIN and not one.isdecimal()]

    def named(text: str | None) -> str | None:
        bare = "".join(_PARTS.findall(text.casefold())) if text is not None and known else ""
        return next((plain[one] for one in known if one in bare), None)

    return named


def _shape(text: str) -> str:
    """Letters as a, digits as 0, runs of either once: `img-0012_B.v2` is `a-0_a.a0`.

    >>> _shape("img-0012_B.v2")
    'a-0_a.a0'
    """
    kinds = ("0" if one.isdecimal() else "a" if one.isalpha() else one for one in text)
    return "".join(kind for kind, _ in groupby(kinds))


def _file_name(uri: str | None) -> str | None:
    return None if uri is None else re.split(r"[?#]", uri, maxsplit=1)[0].rpartition("/")[2]


def _folder(uri: str | None) -> str | None:
    if uri is None:
        return None
    path = re.split(r"[?#]", uri, maxsplit=1)[0].rpartition("/")[0]
    return path.rpartition("/")[2] or None


def _extension(name: str) -> str | None:
    stem, _, extension = name.rpartition(".")
    return extension.casefold() if stem else None


def _number(text: str | None) -> float | None:
    if text is None or len(text) > _DIGITS_MAX or not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return None
    return float(text)


def _at(parts: Sequence[str], place: int) -> str | None:
    return parts[place] if len(parts) > abs(place + (place < 0)) else None


def _tenths(name: str, told: str, numbers: Sequence[float | None]) -> Feature:
    """Tenths of the items by their number, named by their bounds; equal numbers are in one."""
    known = sorted(one for one in numbers if one is not None)
    tenth = {one: bisect_left(known, one) * TENTHS // len(known) for one in set(known)}
    bounds: dict[int, tuple[float, float]] = {}
    for one in sorted(tenth):
        low, _ = bounds.get(tenth[one], (one, one))
        bounds[tenth[one]] = (low, one)
    texts = {one: "{:.15g} to {:.15g}".format(*bounds[place]) for one, place in tenth.items()}
    return _texts(name, told, [None if one is None else texts[one] for one in numbers])


def _texts(name: str, told: str, column: Iterable[str | None]) -> Feature:
    return _coded(name, told, [NOTHING if one is None else one for one in column])


def _coded(name: str, told: str, column: Sequence[str]) -> Feature:
    values = tuple(sorted(set(column)))
    place = {one: n for n, one in enumerate(values)}
    codes = np.array([place[one] for one in column], dtype=np.int32)
    return Feature(name=name, told=told, values=values, codes=codes)
