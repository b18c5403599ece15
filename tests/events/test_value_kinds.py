"""Every kind of value: one form for one judgment, and the first fault with its path."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId
from labeltrail.events.limits import NUMBER_DECIMALS_MAX, NUMBER_DIGITS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import (
    CannotTell,
    Choice,
    ClassSet,
    Number,
    NumberUnusable,
    Path,
    Preference,
    PreferenceOutcome,
    Ranking,
    Rating,
    SetRule,
    Task,
    Value,
    category,
    number_text,
    value_fault,
    value_of_category,
)
from labeltrail.events.values.categories import path_to
from labeltrail.events.values.faults import SHOWN_MAX
from tests.events import plums

CLASS_IDS = st.sampled_from(["wasp", "rot", "crack", "bühler", "倉", "Ångström", "10", "9"])
NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=6
)
FIRST, SECOND = PreferenceOutcome.FIRST, PreferenceOutcome.SECOND


def ids(*names: str) -> tuple[ClassId, ...]:
    return tuple(map(ClassId, names))


def chosen(*names: str) -> ClassSet:
    return ClassSet(class_ids=ids(*names))


def down(*names: str) -> Path:
    return Path(class_ids=ids(*names))


def ranked(*groups: tuple[str, ...]) -> Ranking:
    return Ranking(groups=tuple(ids(*group) for group in groups))


def preferred(first: str, second: str, outcome: PreferenceOutcome = FIRST) -> Preference:
    return Preference(first=ClassId(first), second=ClassId(second), outcome=outcome)


def answering(task: Task) -> st.SearchStrategy[Value]:
    """Values that answer the task."""
    known = st.sampled_from([c.class_id for c in task.classes] or [ClassId("none")])
    drawn: dict[str, st.SearchStrategy[Value]] = {
        "binary": st.builds(Choice, class_id=known),
        "multilabel": st.builds(ClassSet, class_ids=st.sets(known).map(tuple)),
        "hierarchical": known.map(lambda one: path_to(task, one)),
        "numeric": st.integers(2, 360).map(lambda n: Number(number=str(Decimal(n) / 4))),
        "ranking": st.tuples(
            st.permutations([c.class_id for c in task.classes]), st.booleans()
        ).map(lambda drawn: ranked(*(((one,) for one in drawn[0]) if drawn[1] else (drawn[0],)))),
        "preference": st.builds(
            Preference, first=known, second=known, outcome=st.sampled_from(PreferenceOutcome)
        ),
    }
    return drawn[task.kind].filter(lambda value: value_fault(task, value) is None)


@given(st.sampled_from(plums.PLUM_TASKS).flatmap(lambda t: st.tuples(st.just(t), answering(t))))
def test_value_and_its_category_are_each_others_inverse(drawn: tuple[Task, Value]) -> None:
    task, value = drawn
    name = category(value)
    assert name is not None
    assert value_of_category(task, name) == value
    body = msgspec.json.encode(value)
    assert msgspec.json.decode(body, type=Value) == value
    assert msgspec.json.encode(msgspec.json.decode(body, type=Value)) == body
    if not task.has_open_categories:
        assert name in task.categories()


@given(st.lists(CLASS_IDS))
def test_set_has_one_order(names: list[str]) -> None:
    value = chosen(*names)
    assert value == chosen(*reversed(names))
    assert chosen(*value.class_ids) == value
    assert msgspec.json.encode(value) == msgspec.json.encode(chosen(*sorted(names)))


@given(st.lists(st.lists(CLASS_IDS).map(tuple)))
def test_order_of_places_means_something_and_inside_one_nothing(groups: list[tuple[str]]) -> None:
    value = ranked(*groups)
    assert value == ranked(*(tuple(reversed(group)) for group in groups))
    assert ranked(*value.groups) == value
    if groups != groups[::-1]:
        assert sorted(chain(*groups)) == sorted(chain(*value.groups))


@given(CLASS_IDS, CLASS_IDS, st.sampled_from(PreferenceOutcome))
def test_pair_is_one_judgment_however_it_was_shown(
    one: str, other: str, outcome: PreferenceOutcome
) -> None:
    turned = {FIRST: SECOND, SECOND: FIRST}.get(outcome, outcome)
    if one != other:
        assert preferred(one, other, outcome) == preferred(other, one, turned)
    value = preferred(one, other, outcome)
    assert preferred(value.first, value.second, value.outcome) == value
    assert value.first <= value.second


@given(NUMBERS)
def test_equal_numbers_are_one_text(number: Decimal) -> None:
    text = number_text(number)
    ways = {text, f"{number:f}", f"{number:e}", str(number), str(number.normalize())}
    assert {number_text(one) for one in ways} == {text}
    assert number_text(text) == text
    assert Decimal(text) == number
    assert "e" not in text.lower()
    assert text != "-0"


def test_long_text_that_names_no_class_is_cut_in_the_message() -> None:
    fault = value_fault(plums.RIPE, Choice(class_id=ClassId("x" * 5_000)))
    assert fault is not None
    assert f"'{'x' * SHOWN_MAX}…'" in fault.message
    assert "x" * (SHOWN_MAX + 1) not in fault.message
    apart = value_fault(plums.RIPE, Choice(class_id=ClassId("ye\u0301s")))
    assert apart is not None
    assert "not in Unicode normal form C" in apart.message


@pytest.mark.parametrize(
    ("written", "text"),
    [
        *(("1", "1"), ("1.0", "1"), ("01", "1"), ("+1", "1"), ("1e0", "1"), ("0.1e1", "1")),
        *(("-0", "0"), ("-0.00", "0"), (".5", "0.5"), ("5.", "5"), ("-.50", "-0.5")),
        *(("1e-7", "0.0000001"), ("12E+3", "12000"), ("100", "100"), ("-10.10", "-10.1")),
        (f"1e{NUMBER_DIGITS_MAX - 1}", "1" + "0" * (NUMBER_DIGITS_MAX - 1)),
        (f"1e-{NUMBER_DECIMALS_MAX}", "0." + "0" * (NUMBER_DECIMALS_MAX - 1) + "1"),
    ],
)
def test_number_is_kept_in_one_way(written: str, text: str) -> None:
    assert Number(number=written) == Number(number=text)
    assert category(Number(number=written)) == text


@pytest.mark.parametrize(
    "written",
    [
        *("", "one", "NaN", "Infinity", "-inf", "1,5", "1 000", "1_0", " 1", "\u0661", "0x1f"),
        *(f"1e{NUMBER_DIGITS_MAX}", f"1e-{NUMBER_DECIMALS_MAX + 1}", "1e999999999", "9" * 5_000),
    ],
)
def test_what_is_no_number_within_bounds_is_none(written: str) -> None:
    with pytest.raises(NumberUnusable):
        Number(number=written)
    body = msgspec.json.encode({"kind": "number", "number": written})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=Value)


FAULTY: list[tuple[Task, Value, Rule, tuple[str | int, ...]]] = [
    (plums.FAULTS, chosen("hail"), Rule.CLASS_UNKNOWN, ("class_ids", "hail")),
    (plums.FAULTS, chosen("rot", "rot"), Rule.DUPLICATE_GIVEN, ("class_ids", "rot")),
    (
        plums.FAULTS,
        chosen("rot", "crack", "bruise", "wasp"),
        Rule.TOO_MANY_CHOSEN,
        ("class_ids",),
    ),
    (plums.FAULTS, chosen("wasp", "scab"), Rule.CLASSES_EXCLUSIVE, ("class_ids", "wasp")),
    (plums.FAULTS, Choice(class_id=ClassId("rot")), Rule.VALUE_KIND_MISMATCH, ()),
    (plums.KIN, down(), Rule.NOTHING_GIVEN, ("class_ids",)),
    (plums.KIN, down("plum", "peach"), Rule.CLASS_UNKNOWN, ("class_ids", 1)),
    (plums.KIN, down("mirabelle"), Rule.PATH_BROKEN, ("class_ids", 0)),
    (plums.KIN, down("sloe", "mirabelle"), Rule.PATH_BROKEN, ("class_ids", 1)),
    (plums.KIN, down("plum", "bühler"), Rule.PATH_BROKEN, ("class_ids", 1)),
    (plums.KIN, down("plum", "plum"), Rule.PATH_BROKEN, ("class_ids", 1)),
    (plums.VARIETY, down("plum"), Rule.PATH_NOT_AT_LEAF, ("class_ids",)),
    (plums.KIN, CannotTell(), Rule.CANNOT_TELL_NOT_ALLOWED, ()),
    (plums.WEIGHT, Number(number="0.25"), Rule.NUMBER_OUT_OF_RANGE, ("number",)),
    (plums.WEIGHT, Number(number="90.25"), Rule.NUMBER_OUT_OF_RANGE, ("number",)),
    (plums.WEIGHT, Number(number="12.3"), Rule.NUMBER_OFF_STEP, ("number",)),
    (plums.WEIGHT, Rating(rank=12), Rule.VALUE_KIND_MISMATCH, ()),
    (plums.LOOKS, ranked(("nancy",), ("victoria",)), Rule.CLASS_UNKNOWN, ("groups", 1, "victoria")),
    (plums.LOOKS, ranked(("nancy",), ("nancy",)), Rule.DUPLICATE_GIVEN, ("groups", 1, "nancy")),
    (plums.LOOKS, ranked(("nancy",), ()), Rule.NOTHING_GIVEN, ("groups", 1)),
    (
        plums.LOOKS,
        ranked(("nancy", "ersinger"), ("hauszwetschge",)),
        Rule.TIE_NOT_ALLOWED,
        ("groups", 0),
    ),
    (plums.LOOKS, ranked(("nancy",)), Rule.RANKING_INCOMPLETE, ("groups",)),
    (plums.TASTE, ranked(), Rule.RANKING_INCOMPLETE, ("groups",)),
    (plums.JAM, preferred("nancy", "victoria"), Rule.CLASS_UNKNOWN, ("candidates", "victoria")),
    (plums.JAM, preferred("nancy", "nancy"), Rule.CANDIDATES_EQUAL, ("candidates", "nancy")),
    (plums.JAM, ranked(("nancy",)), Rule.VALUE_KIND_MISMATCH, ()),
]


@pytest.mark.parametrize(("task", "value", "rule", "path"), FAULTY)
def test_fault_is_named_with_its_place(
    task: Task, value: Value, rule: Rule, path: tuple[str | int, ...]
) -> None:
    fault = value_fault(task, value)
    assert fault is not None
    assert (fault.rule, fault.path) == (rule, path)
    assert fault.message


def test_first_of_several_faults_comes_in_a_fixed_order() -> None:
    """Unknown before twice before how many before exclusive."""
    several = ["hail", "rot", "rot", "crack", "wasp", "scab"]
    rules = []
    for mended in (several, several[1:], several[2:], several[3:], ["wasp"]):
        fault = value_fault(plums.FAULTS, chosen(*mended))
        rules.append(fault and fault.rule)
    assert rules == [
        Rule.CLASS_UNKNOWN,
        Rule.DUPLICATE_GIVEN,
        Rule.TOO_MANY_CHOSEN,
        Rule.CLASSES_EXCLUSIVE,
        None,
    ]


@pytest.mark.parametrize("number", ["0.5", "90", "0.75", "12.25"])
def test_bounds_belong_to_the_range_and_steps_begin_at_the_minimum(number: str) -> None:
    assert value_fault(plums.WEIGHT, Number(number=number)) is None


def test_at_least_so_many_are_chosen() -> None:
    task = msgspec.structs.replace(plums.FAULTS, rule=SetRule(selected_min=1))
    fault = value_fault(task, chosen())
    assert fault is not None
    assert (fault.rule, fault.path) == (Rule.TOO_FEW_CHOSEN, ("class_ids",))


def test_number_of_a_file_is_one() -> None:
    fault = value_of_category(plums.SUGAR, "sweet")
    assert isinstance(fault, Rejection)
    assert (fault.rule, fault.path) == (Rule.NUMBER_MALFORMED, ("number",))


def test_nothing_chosen_is_an_answer_and_not_a_silence() -> None:
    assert value_fault(plums.FAULTS, chosen()) is None
    assert category(chosen()) == "[]"
    assert value_of_category(plums.FAULTS, "[]") == chosen()


@pytest.mark.parametrize(
    ("task", "text"),
    [
        (plums.FAULTS, '["wasp","rot"]'),
        (plums.FAULTS, '["rot", "wasp"]'),
        (plums.FAULTS, "rot"),
        (plums.FAULTS, ""),
        (plums.KIN, "zwetschge/bühler"),
        (plums.KIN, ""),
        (plums.WEIGHT, "1.0"),
        (plums.TASTE, '[["nancy","ersinger"],["hauszwetschge"]]'),
        (plums.JAM, '["nancy","ersinger","first"]'),
        (plums.JAM, '["ersinger","nancy","better"]'),
    ],
)
def test_category_is_written_in_one_way(task: Task, text: str) -> None:
    assert isinstance(value_of_category(task, text), Rejection)


def test_categories_are_those_that_a_path_may_end_at() -> None:
    assert plums.KIN.categories() == ("plum", "sloe", "mirabelle", "zwetschge", "bühler")
    assert plums.VARIETY.categories() == ("sloe", "mirabelle", "bühler")
    with pytest.raises(TypeError, match="no short list"):
        plums.WEIGHT.categories()
