"""The story itself: acts through the API, and what the API answers to each of them, told.

The figures come back as `Ending`, so that whoever asks for JSON, and the test, read the same ones.
"""

from __future__ import annotations

import msgspec

from labeltrail.backend.cli.terminal import progress_bar, word
from labeltrail.backend.demo import acts, governing, production, rules
from labeltrail.backend.demo.answers import Agreement, Item, Readiness, Standing
from labeltrail.backend.demo.cast import Cast
from labeltrail.backend.demo.facts import (
    ALPHA_NOMINAL_REFERENCE,
    ALPHA_ORDINAL_REFERENCE,
    CITATION,
    GRADES,
    Patient,
    patients,
)
from labeltrail.backend.demo.production import Certified
from labeltrail.backend.demo.stage import Stage

STORY_ITEM = 2
"""The patient whose history is told at the end."""


class Ending(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the story came to: figures as the API answered them."""

    project: str
    labels: int
    alpha_nominal: float | None
    alpha_ordinal: float | None
    votes_equal_to_estimate: int
    first_verdict: str
    first_reasons: list[str]
    last_verdict: str
    last_reasons: list[str]
    before_revision_2: dict[str, str]
    now: dict[str, str]
    position_before_revision_2: int
    certified: Certified
    position: int


async def tell(stage: Stage, cast: Cast) -> Ending:
    """All chapters, in order. Raises StoryInterrupted when the server refuses an act."""
    table = patients()
    await _rules(stage, cast, table)
    labeled = await _labels(stage, cast, table)
    first = await acts.standing(cast, at_least=labeled)
    _agreement(stage, first.agreement[0])
    await _pilot(stage, cast, labeled)
    items = await acts.items(cast, at_least=labeled)
    equal = _votes(stage, table, items)
    _verdict(stage, "Fit to train on?", first)
    raised, before = await _review(stage, cast, items)
    last_position = await _settlement(stage, cast, raised, items)
    last = await acts.standing(cast, at_least=last_position)
    _changes(stage, first, last)
    before_told, now_told = await _replay(stage, cast, before, last_position)
    certified = await production.tell(stage, cast, table, last_position)
    agreement = first.agreement[0]
    return Ending(
        project=cast.project,
        labels=sum(len(patient.readings) for patient in table),
        alpha_nominal=agreement.alpha_nominal.value,
        alpha_ordinal=agreement.alpha_ordinal.value,
        votes_equal_to_estimate=equal,
        first_verdict=first.readiness.verdict,
        first_reasons=[one.sentence for one in first.readiness.failing()],
        last_verdict=last.readiness.verdict,
        last_reasons=[one.sentence for one in last.readiness.failing()],
        before_revision_2=before_told,
        now=now_told,
        position_before_revision_2=before,
        certified=certified,
        position=certified.position,
    )


async def _rules(stage: Stage, cast: Cast, table: list[Patient]) -> None:
    stage.chapter("The rules come first")
    await acts.found(cast)
    await acts.fill_batch(cast, table)
    stage.say(
        f"{CITATION}: {len(table)} patients, graded 1 to 4 for their fitness for an anaesthetic"
        " by five anaesthetists, the first of them three times."
    )
    stage.illustrative(
        f"The paper prints the grades and no definitions. Project {cast.project!r} gets a taxonomy"
        f" of {len(GRADES)} defined grades,"
        f" guideline revision 1 with {len(rules.CLAUSES_1)} clauses, and a policy: five readings"
        " each, a vote decides, what five disagree on goes to review."
    )


async def _labels(stage: Stage, cast: Cast, table: list[Patient]) -> int:
    stage.chapter("The labels of 1979 come in")
    readings = [reading for patient in table for reading in patient.readings]
    with progress_bar("   submitLabel", total=len(readings)) as bar:
        position = await acts.label(cast, readings, bar.step)
    repeats = sum(reading.repeat > 1 for reading in readings)
    stage.say(
        f"{len(readings)} readings through the mutation `submitLabel`, as an annotation UI sends"
        f" them, {repeats} of them the first anaesthetist's repeats, which are kept as repeats."
        f" The ledger is at position {position}."
    )
    return position


def _agreement(stage: Stage, found: Agreement) -> None:
    stage.chapter("Do the anaesthetists agree?")
    rows = [
        ("observed agreement", found.observed.told(), ""),
        ("Krippendorff's alpha, nominal", found.alpha_nominal.told(), f"{ALPHA_NOMINAL_REFERENCE}"),
        ("Krippendorff's alpha, ordinal", found.alpha_ordinal.told(), f"{ALPHA_ORDINAL_REFERENCE}"),
        ("Gwet's AC1", found.ac1.told(), ""),
    ]
    stage.say(
        f"First readings only: {found.alpha_nominal.n_items} items,"
        f" {found.alpha_nominal.n_annotators} annotators. They differ often, and by little: that"
        " is why alpha is low as long as grade 1 against 2 counts as much as 1 against 4."
    )
    stage.table(("statistic", "here", "reference"), rows, right=("here", "reference"))


async def _pilot(stage: Stage, cast: Cast, labeled: int) -> None:
    stage.chapter("Where do they disagree: in the grades, in the guideline, or in a person?")
    report = await governing.pilot_report(cast, at_least=labeled)
    stage.say(report.sentence)
    rows = [
        (
            f"{one.seat.lower().replace('_', ' ')} {one.name}",
            f"{one.share:.0%}",
            f"{one.alpha_without:.3f}" if one.alpha_without is not None else "none",
        )
        for one in report.because
    ]
    if rows:
        head = ("seat", "share of the disagreement", "alpha without it")
        stage.table(head, rows, right=head[1:])
    stage.asks("{ batch(batchId: …) { pilotReport { sentence because { … } } } }")


def _votes(stage: Stage, table: list[Patient], items: dict[str, Item]) -> int:
    stage.chapter("What is true, by vote")
    truths = {patient.number: items[acts.item_of(patient.number)].truth for patient in table}
    equal = sum(truths[one.number].category == str(one.estimate) for one in table)
    to_review = [item for item in items.values() if item.review_requests]
    stage.say(
        f"The vote gives the paper's own estimate for {equal} of {len(table)} patients."
        f" {len(to_review)} items wait for a reviewer because the five did not agree; a tie is"
        " an outcome here, and never broken by the order of the rows. The others:"
    )
    rows = [
        (
            acts.item_of(one.number),
            " ".join(str(grade) for grade in one.first_readings()),
            truths[one.number].told(),
            str(one.estimate),
        )
        for one in table
        if truths[one.number].category != str(one.estimate)
    ]
    stage.table(("item", "readings", "ground truth", "paper's estimate"), rows)
    return equal


def _verdict(stage: Stage, title: str, standing: Standing) -> None:
    stage.chapter(title)
    _findings(stage, standing.readiness)


def _findings(stage: Stage, readiness: Readiness) -> None:
    stage.say(readiness.sentence)
    rows = [
        (word(_finding(one.status, one.requirement.severity)), one.sentence)
        for one in readiness.requirements
    ]
    stage.table(("finding", "because"), rows)


def _finding(status: str, severity: str) -> str:
    return "WARN" if status == "FAIL" and severity == "WARN" else status


async def _review(stage: Stage, cast: Cast, items: dict[str, Item]) -> tuple[dict[int, str], int]:
    stage.chapter("A reviewer looks, and asks")
    await acts.review(cast, items)
    raised, position = await acts.escalate(cast)
    standing = await acts.standing(cast, at_least=position)
    rejected = sum(verdict == "REJECTED" for _, verdict, _ in rules.VERDICTS.values())
    stage.illustrative(
        f"The reviewer rejects {rejected} labels that are far from the others', corrects one, and"
        f" escalates {len(raised)} questions that the guideline does not settle, such as:"
        f" “{rules.QUESTIONS[STORY_ITEM]}”"
    )
    stage.say("What stands between the batch and training now:")
    rows = [
        (word(_finding(one.status, one.requirement.severity)), one.sentence)
        for one in standing.readiness.failing()
    ]
    stage.table(("finding", "because"), rows)
    return raised, position


async def _settlement(
    stage: Stage, cast: Cast, raised: dict[int, str], items: dict[str, Item]
) -> int:
    stage.chapter("The guideline is revised, and the questions are answered under it")
    await acts.revise_guideline(cast)
    position = await acts.settle(cast, raised, items)
    stage.illustrative(
        f"Revision 2: {rules.CHANGE_NOTE_2} The adjudicator, who labeled none of these items,"
        f" resolves {len(raised)} escalations, each with its reason and clause, and decides"
        f" {len(rules.ADJUDICATED)} patients, naming the labels that were judged."
    )
    return position


def _changes(stage: Stage, first: Standing, last: Standing) -> None:
    _verdict(stage, "And now?", last)
    stage.gap()
    stage.say(
        f"Before: {first.readiness.verdict.replace('_', ' ').lower()}."
        f" Now: {last.readiness.verdict.replace('_', ' ').lower()}. Agreement is what it was:"
        " reviews and adjudications change what is true, never how far the annotators agreed."
    )


async def _replay(
    stage: Stage, cast: Cast, before: int, now: int
) -> tuple[dict[str, str], dict[str, str]]:
    stage.chapter("What did we believe before revision 2?")
    then = await acts.standing(cast, at_least=now, as_of=before)
    stage.say(
        f"As of position {before}, under guideline revision"
        f" {then.readiness.as_of.guideline_revision}: {then.readiness.sentence}"
    )
    believed: dict[str, str] = {}
    believe: dict[str, str] = {}
    for patient in rules.ADJUDICATED:
        told = await acts.item_story(cast, patient, at_least=now, before=before)
        name = acts.item_of(patient)
        believed[name], believe[name] = told.before[0].told(), told.now[0].told()
    rows = [(name, believed[name], believe[name]) for name in believed]
    stage.table(("item", f"at position {before}", "now"), rows)
    story = await acts.item_story(cast, STORY_ITEM, at_least=now, before=before)
    stage.gap()
    stage.say(f"And the whole of {acts.item_of(STORY_ITEM)}, who decided what and when:")
    lines = [
        (str(one.position), f"{one.recorded_at:%H:%M:%S}", one.sentence)
        for one in story.timeline.nodes
    ]
    stage.table(("position", "time", "what happened"), lines, right=("position",))
    return believed, believe
