"""`labeltrail people`: roles, standing, qualification and exposure to gold."""

from __future__ import annotations

from decimal import Decimal

import asyncpg

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import standing
from labeltrail.events.streams.policy import People, Policy
from labeltrail.events.streams.policy.people import GoldTest
from tests.backend.cli.conftest import Command
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, MAUD, Herbarium, tree

NOOR, JIRI = ANNOTATORS[:2]
SHEET = ItemId("sheet/1847-03")
TEST = GoldTest(task=GENUS, items=(SHEET,), accuracy_min=Decimal(1), answers_min=1)
RULES = Policy(
    overlap=2,
    quorum=1,
    people=People(tests=(TEST,), suspended_vote=False, two_persons=True, exposures_max=1),
)


async def test_people_are_told_as_they_stand_and_as_they_stood(
    command: Command, pool: asyncpg.Pool
) -> None:
    herbarium = Herbarium(pool)
    await herbarium.found(policies=(RULES,))
    await herbarium.register(SHEET)
    await herbarium.import_gold(SHEET, GENUS, "birch")
    await herbarium.label(SHEET, NOOR, tree("birch"))
    await herbarium.label(SHEET, NOOR, tree("birch"), repeat=2)
    await herbarium.label(SHEET, JIRI, tree("alder"))
    before = await herbarium.head()
    note, text = await herbarium.written("He skims.", MAUD, "note")
    cause = standing.SuspensionCause.WORK_QUALITY
    away = standing.SuspendAnnotator(annotator=JIRI, cause=cause, note=note)
    await herbarium.tell(away, texts=(text,))
    word, text = await herbarium.written("Seen at work.", MAUD, "note")
    await herbarium.tell(standing.QualifyAnnotator(annotator=NOOR, note=word), texts=(text,))
    await herbarium.ledger.aclose()

    shown = command("people", HERBARIUM)
    assert shown.code == 0, shown.complaint
    assert f"suspended at {before + 1}: work quality, votes dropped" in shown.out
    assert "genus: 0 of 1 right, 1 wanted" in shown.out
    assert "1 (1 known)" in shown.out
    assert "What weakens quality takes two managers." in shown.out
    then = command("people", HERBARIUM, "--at", str(before), "--json").json["people"]
    told = {one["member"]: one for one in then}
    assert {told[one]["standing"] for one in (NOOR, JIRI)} == {"to be tested"}
    assert (told[NOOR]["goldsSeen"], told[NOOR]["goldsKnown"], told[MAUD]["standing"]) == (1, 1, "")


def test_unknown_project_is_named(command: Command) -> None:
    ended = command("people", "nowhere")
    assert ended.code == 1
    assert "there is no project 'nowhere'" in ended.complaint
