"""Values as files write them: canonical texts, and short forms where nothing is guessed."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import (
    ClassSet,
    Path,
    Preference,
    Ranking,
    Task,
    Value,
    category,
    value_fault,
    value_of_category,
    value_of_text,
)
from tests.events import plums
from tests.events.owls import HOW_CLEAR, WHICH_OWL

TEXTS = st.text(alphabet='plumsoe/|<>=[]", 0123.5e-', max_size=25)


@pytest.mark.parametrize(
    ("task", "text", "canonical"),
    [
        (WHICH_OWL, "tawny", "tawny"),
        (HOW_CLEAR, "2", "2"),
        (plums.FAULTS, "rot|crack", '["crack","rot"]'),
        (plums.FAULTS, " rot | crack ", '["crack","rot"]'),
        (plums.FAULTS, "rot", '["rot"]'),
        (plums.FAULTS, '["rot", "crack"]', '["crack","rot"]'),
        (plums.FAULTS, "[]", "[]"),
        (plums.KIN, "plum/zwetschge/bühler", "bühler"),
        (plums.KIN, '["plum","mirabelle"]', "mirabelle"),
        (plums.KIN, "mirabelle", "mirabelle"),
        (plums.WEIGHT, "12.50", "12.5"),
        (plums.WEIGHT, " 1e1 ", "10"),
        (plums.SUGAR, "+3", "3"),
        (plums.SUGAR, "1e-07", "0.0000001"),
        (
            plums.TASTE,
            "nancy > hauszwetschge = ersinger",
            '[["nancy"],["ersinger","hauszwetschge"]]',
        ),
        (plums.LOOKS, "nancy>ersinger>hauszwetschge", '[["nancy"],["ersinger"],["hauszwetschge"]]'),
        (plums.JAM, "nancy > ersinger", '["ersinger","nancy","second"]'),
        (plums.JAM, "nancy < ersinger", '["ersinger","nancy","first"]'),
        (plums.JAM, "nancy = ersinger", '["ersinger","nancy","tie"]'),
        (
            plums.TASTE,
            '[["nancy"], ["hauszwetschge", "ersinger"]]',
            '[["nancy"],["ersinger","hauszwetschge"]]',
        ),
        (plums.JAM, '["nancy", "ersinger", "first"]', '["ersinger","nancy","second"]'),
        (plums.JAM, '["ersinger","nancy","both_bad"]', '["ersinger","nancy","both_bad"]'),
    ],
)
def test_short_form_is_the_canonical_value(task: Task, text: str, canonical: str) -> None:
    value = value_of_text(task, text)
    assert not isinstance(value, Rejection), value
    assert category(value) == canonical
    assert value_of_text(task, canonical) == value == value_of_category(task, canonical)


@pytest.mark.parametrize(
    ("task", "text", "rule"),
    [
        (plums.FAULTS, "", Rule.CLASS_UNKNOWN),
        (plums.FAULTS, "rot,crack", Rule.CLASS_UNKNOWN),
        (plums.FAULTS, "rot|rot", Rule.DUPLICATE_GIVEN),
        (plums.FAULTS, "[rot]", Rule.VALUE_KIND_MISMATCH),
        (plums.KIN, "plum/bühler", Rule.PATH_BROKEN),
        (plums.KIN, "peach", Rule.CLASS_UNKNOWN),
        (plums.KIN, "[]", Rule.NOTHING_GIVEN),
        (plums.VARIETY, "plum", Rule.PATH_NOT_AT_LEAF),
        (plums.WEIGHT, "1,5", Rule.NUMBER_MALFORMED),
        (plums.WEIGHT, "heavy", Rule.NUMBER_MALFORMED),
        (plums.WEIGHT, "0.3", Rule.NUMBER_OUT_OF_RANGE),
        (plums.LOOKS, "nancy = ersinger > hauszwetschge", Rule.TIE_NOT_ALLOWED),
        (plums.LOOKS, "nancy > ersinger", Rule.RANKING_INCOMPLETE),
        (plums.JAM, "nancy", Rule.VALUE_KIND_MISMATCH),
        (plums.JAM, "nancy > ersinger > hauszwetschge", Rule.VALUE_KIND_MISMATCH),
        (plums.JAM, "nancy > nancy", Rule.CANDIDATES_EQUAL),
        (plums.JAM, '["nancy","ersinger","better"]', Rule.VALUE_KIND_MISMATCH),
    ],
)
def test_what_is_not_clear_is_refused(task: Task, text: str, rule: Rule) -> None:
    value = value_of_text(task, text)
    assert isinstance(value, Rejection)
    assert value.rule is rule


@pytest.mark.parametrize(
    ("task", "text"),
    [
        (plums.KIN, "plum/zwetschge/bühler"),
        (plums.KIN, "bühler"),
        (plums.KIN, '["plum","zwetschge","bühler"]'),
        (msgspec.structs.replace(WHICH_OWL, classes=plums.classes("état", "été")), "été"),
        (msgspec.structs.replace(plums.FAULTS, classes=plums.classes("é", "è")), "é|è"),
        (msgspec.structs.replace(plums.FAULTS, classes=plums.classes("é", "è")), '["é","è"]'),
        (msgspec.structs.replace(plums.TASTE, classes=plums.classes("é", "è")), "é = è"),
        (msgspec.structs.replace(plums.JAM, classes=plums.classes("é", "è")), "é > è"),
    ],
)
def test_ids_in_another_normal_form_make_the_same_value(task: Task, text: str) -> None:
    """What looks equal is equal bytes: a file's e and U+0301 is the taxonomy's é."""
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    value = value_of_text(task, apart)
    assert not isinstance(value, Rejection)
    assert value == value_of_text(task, text)


def test_category_in_another_normal_form_is_not_the_one_way_to_write_it() -> None:
    fault = value_of_category(plums.KIN, unicodedata.normalize("NFD", "bühler"))
    assert isinstance(fault, Rejection)
    assert fault.rule is Rule.VALUE_KIND_MISMATCH


def test_sign_that_a_class_id_holds_parts_nothing() -> None:
    sets = msgspec.structs.replace(plums.FAULTS, classes=plums.classes("rot|soft", "rot", "soft"))
    assert isinstance(value_of_text(sets, "rot|soft"), Rejection)
    assert value_of_text(sets, '["rot|soft"]') == ClassSet(class_ids=plums.ids("rot|soft"))
    tree = msgspec.structs.replace(
        plums.KIN, classes=(*plums.classes("a/b", "a"), *plums.classes(b="a")[:1])
    )
    assert value_of_text(tree, "a/b") == Path(class_ids=plums.ids("a/b"))
    pairs = msgspec.structs.replace(plums.JAM, classes=plums.classes("a>b", "a", "b"))
    assert isinstance(value_of_text(pairs, "a > b"), Rejection)


@given(st.sampled_from(plums.PLUM_TASKS), TEXTS)
def test_any_text_is_a_value_of_the_task_or_a_coded_refusal(task: Task, text: str) -> None:
    value: Value | Rejection = value_of_text(task, text)
    if isinstance(value, Rejection):
        assert value.message
        return
    assert value_fault(task, value) is None
    told = category(value)
    assert told is not None
    assert value_of_category(task, told) == value
    assert isinstance(value, Ranking | Preference) or value_of_text(task, told) == value
