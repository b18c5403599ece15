"""Every named limit: what reaches it is taken, what passes it is refused with the place."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from labeltrail.events import limits
from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.limits import (
    BACKDATING_MAX,
    CLOCK_SKEW_MAX,
    EVENT_BYTES_MAX,
    EVIDENCE_ITEMS_MAX,
    LABELS_PER_ITEM_MAX,
    LINES_MAX,
    OVERLAP_MAX,
    RANK_MAX,
    THRESHOLD_DECIMALS_MAX,
    THRESHOLD_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import labels
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.policy import (
    Comparison,
    Metric,
    Policy,
    PublishPolicy,
    Requirement,
)
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.taxonomy import PublishTaxonomy
from labeltrail.events.values import Task
from tests.events.history import DAWN, Outcome
from tests.events.owls import (
    HOW_CLEAR,
    LENIENT,
    OSKAR,
    REGISTERED,
    TASKS,
    WHICH_OWL,
    archive,
    defined,
    label_id,
    owl,
    submit,
)
from tests.events.taxonomies import retiring

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("name", [name for name in vars(limits) if name.isupper()])
def test_limit_is_reached_in_a_test(name: str) -> None:
    files = [*(TESTS / "events").glob("*.py"), *(TESTS / "execute").glob("*.py")]
    used = [path for path in files if re.search(rf"\b{name}\b", path.read_text("utf-8"))]
    assert used, f"write a test that reaches {name}"


def publish(task: Task) -> Outcome:
    gone = retiring(TASKS, (task,))
    command = PublishTaxonomy(tasks=(task,), change_note="To the limit", mapping=gone)
    return archive().when(command)


@pytest.mark.parametrize("rank", [RANK_MAX, -RANK_MAX])
def test_rank_has_two_ends(rank: int) -> None:
    def ranked(one: int) -> Task:
        classes = (defined("a", "A.", 0), defined("b", "B.", one))
        return msgspec.structs.replace(HOW_CLEAR, classes=classes)

    publish(ranked(rank)).admitted()
    path = ("tasks", 0, "classes", 1, "rank")
    publish(ranked(rank * 2)).refuses(Rule.NUMBER_OUT_OF_RANGE, path)


@pytest.mark.parametrize("name", ["inclusion", "exclusion", "examples", "counterexamples"])
def test_definition_has_so_many_lines(name: str) -> None:
    def told(count: int) -> Task:
        first = msgspec.structs.replace(WHICH_OWL.classes[0], **{name: ("hoo",) * count})
        return msgspec.structs.replace(WHICH_OWL, classes=(first, *WHICH_OWL.classes[1:]))

    publish(told(LINES_MAX)).admitted()
    publish(told(LINES_MAX + 1)).refuses(Rule.TOO_MANY, ("tasks", 0, "classes", 0, name))


def agree(policy: Policy) -> Outcome:
    return archive().when(PublishPolicy(policy=policy, change_note="To the limit"))


def test_overlap_has_an_end() -> None:
    agree(Policy(overlap=OVERLAP_MAX, quorum=OVERLAP_MAX)).admitted()
    agree(Policy(overlap=OVERLAP_MAX + 1, quorum=1)).refuses(
        Rule.NUMBER_OUT_OF_RANGE, ("policy", "overlap")
    )


def requiring(threshold: Decimal, items_min: int = 1) -> Policy:
    one = Requirement(
        metric=Metric.OPEN_ESCALATIONS,
        comparison=Comparison.AT_LEAST if threshold < 0 else Comparison.AT_MOST,
        threshold=threshold,
        items_min=items_min,
    )
    return msgspec.structs.replace(LENIENT, requirements=(one,))


@pytest.mark.parametrize("sign", [1, -1])
def test_threshold_is_neither_too_large_nor_too_fine(sign: int) -> None:
    finest = Decimal(1).scaleb(-THRESHOLD_DECIMALS_MAX)
    path = ("policy", "requirements", 0, "threshold")
    for fits in (Decimal(THRESHOLD_MAX), finest):
        agree(requiring(sign * fits)).admitted()
    for passes in (Decimal(THRESHOLD_MAX) + finest, finest / 10):
        agree(requiring(sign * passes)).refuses(Rule.NUMBER_OUT_OF_RANGE, path)


def test_evidence_has_an_end() -> None:
    agree(requiring(Decimal(1), EVIDENCE_ITEMS_MAX)).admitted()
    agree(requiring(Decimal(1), EVIDENCE_ITEMS_MAX + 1)).refuses(
        Rule.NUMBER_OUT_OF_RANGE, ("policy", "requirements", 0, "items_min")
    )


def test_item_holds_so_many_labels() -> None:
    def holding(count: int) -> Item:
        held = (
            Label(
                label_id=label_id(number),
                current=EventId(label_id(number)),
                annotator=MemberId(f"listener-{number}"),
                actor=MemberId(f"listener-{number}"),
                member_kind=MemberKind.PERSON,
                repeat=1,
                answers=owl("tawny"),
                independent=None,
                taxonomy_version=1,
                guideline_revision=1,
                position=number,
            )
            for number in range(count)
        )
        return Item(registered=REGISTERED, labels={one.label_id: one for one in held})

    outcome = archive().when(submit(owl("tawny")), by=OSKAR)
    rules = outcome.history.known(outcome.command).rules
    command = submit(owl("tawny"))
    last = labels.submit(holding(LABELS_PER_ITEM_MAX - 1), command, outcome.act, rules)
    assert not isinstance(last, Rejection)
    one_more = labels.submit(holding(LABELS_PER_ITEM_MAX), command, outcome.act, rules)
    assert isinstance(one_more, Rejection)
    assert (one_more.rule, one_more.path) == (Rule.TOO_MANY, ("item_id",))


MICROSECOND = timedelta(microseconds=1)


def test_clock_is_held_to_the_microsecond() -> None:
    assert DAWN + CLOCK_SKEW_MAX > DAWN - BACKDATING_MAX
    for fits in (CLOCK_SKEW_MAX, -BACKDATING_MAX):
        archive().when(submit(owl("tawny")), by=OSKAR, occurred=fits).admitted()
    late = archive().when(submit(owl("tawny")), by=OSKAR, occurred=CLOCK_SKEW_MAX + MICROSECOND)
    late.refuses(Rule.TIME_IN_FUTURE, ("occurred_at",))
    early = archive().when(submit(owl("tawny")), by=OSKAR, occurred=-BACKDATING_MAX - MICROSECOND)
    early.refuses(Rule.TIME_BACKDATED, ("occurred_at",))


def test_event_fits_what_the_ledger_keeps() -> None:
    """The table's own constraint says the same number."""
    (migration,) = (TESTS.parent / "events/ledger/migrations").glob("0001_*.sql")
    assert f"octet_length(body::text) <= {EVENT_BYTES_MAX})" in migration.read_text("utf-8")
