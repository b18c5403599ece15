"""Random people who send random commands, lawful and unlawful, for Hypothesis to shrink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.api.machine.clerk import DEMANDED, POLICIES, UNTIL, Clerk
from tests.api.machine.naive import CLASSES, ROLES, STRANGER, TASK, Thing
from tests.api.townhall import CLAUSES, absent

ITEMS = st.sampled_from(["item-1"] * 8 + ["item-2"] * 8 + ["item-3", "item-3", "item-4", "nowhere"])
BATCHES = st.sampled_from(["pilot"] * 8 + ["spring", "autumn"])
CHOICES = st.sampled_from(["noise", "noise", "noise", "roads", "cannot tell", "trams"])
PICKS = st.integers(0, 11)
ODDS = st.integers(0, 9)
"""0: with something wrong with it."""


def people(*roles: str) -> st.SearchStrategy[str]:
    """Mostly those who have one of the roles."""
    fit = sorted(who for who, has in ROLES.items() if has & set(roles))
    anybody = [*ROLES, STRANGER]
    return st.sampled_from(fit * (6 * len(anybody) // len(fit)) + anybody)


ANNOTATORS = people("ANNOTATOR")
MANAGERS = people("MANAGER")
SETTERS = people("MANAGER", "ADJUDICATOR")


def value(choice: str) -> Thing:
    return {"cannotTell": True} if choice == "cannot tell" else {"choice": choice}


def answers(choice: str) -> list[Thing]:
    return [{"task": TASK, "value": value(choice)}]


def _picked(known: list[str], pick: int) -> str:
    """One of those that there are; now and then one that there is not."""
    return absent() if pick == 11 or not known else known[pick % len(known)]


MOVES: dict[str, dict[str, st.SearchStrategy[Any]]] = {}
"""What is drawn for each."""
MORE_OFTEN = (
    "labels",
    "works",
    "revises",
    "reviews",
    "adjudicates",
    "sets_gold",
    "approves_gold",
    "brings_to_an_end",
)
Made = TypeVar("Made", bound=Callable[..., None])


def move(**drawn: st.SearchStrategy[Any]) -> Callable[[Made], Made]:
    """Something that somebody may do. One rule draws among all: Hypothesis would leave out most
    of many rules for the length of a story, and stories need labels before they need reviews.
    """

    def kept(made: Made) -> Made:
        MOVES[made.__name__] = drawn
        return made

    return kept


class Machine(RuleBasedStateMachine):
    """`open_clerk` gives a new project; `told` counts the answers of all examples."""

    open_clerk: Callable[[], Clerk]
    told: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.clerk = type(self).open_clerk()
        self.clerk.found()
        self.act = self.clerk.act
        self.town = self.clerk.town

    def teardown(self) -> None:
        self.clerk.compare()
        self.told += self.clerk.told

    @rule(drawn=st.data())
    def somebody_acts(self, drawn: st.DataObject) -> None:
        name = drawn.draw(st.sampled_from([*MOVES, *MORE_OFTEN, *MORE_OFTEN]), "move")
        given = {what: drawn.draw(how, what) for what, how in MOVES[name].items()}
        getattr(self, name)(**given)

    def where(self, kind: str, item: str, pick: int, by: str | None = None) -> str:
        """The item, or another one if it has none of the kind; now and then the item anyway."""
        having = [
            item_id
            for item_id, one in self.town.items.items()
            if any(by is None or each["by"] == by for each in one[kind].values())
        ]
        return item if item in having or not having or pick > 9 else having[pick % len(having)]

    def item(self, item_id: str) -> Thing:
        found: Thing = self.town.items.get(item_id, {"labels": {}, "golds": {}, "questions": {}})
        return found

    # Items and labels

    @move(who=people("MANAGER", "SERVICE"), item=ITEMS)
    def registers(self, who: str, item: str) -> None:
        if item != "nowhere":
            self.act("registerItem", who, {"itemId": item, "modality": "TEXT"})

    def _labeling(self, item: str, choice: str, odd: int) -> Thing:
        return {
            "itemId": item,
            "answers": answers(choice),
            "taxonomyVersion": 7 if odd == 1 else 1,
            "guidelineRevision": 1 if odd < 4 else self.town.revisions,
        } | ({"expectedVersion": 0} if odd == 0 else {})

    @move(who=ANNOTATORS, item=ITEMS, choice=CHOICES, odd=ODDS, pick=PICKS)
    def labels(self, who: str, item: str, choice: str, odd: int, pick: int) -> None:
        before = sum(one["by"] == who for one in self.item(item)["labels"].values())
        repeat = before + 1 if pick > 5 else min(pick + 1, 3)
        self.act("submitLabel", who, self._labeling(item, choice, odd) | {"repeat": repeat})

    @move(item=ITEMS, choice=CHOICES)
    def agree(self, item: str, choice: str) -> None:
        self._agree(item, choice)

    def _agree(self, item: str, choice: str) -> None:
        for who in ("bo", "cy"):
            self.act("submitLabel", who, self._labeling(item, choice, 9) | {"repeat": 1})

    @move(who=ANNOTATORS, item=ITEMS, choice=CHOICES, odd=ODDS, pick=PICKS)
    def revises(self, who: str, item: str, choice: str, odd: int, pick: int) -> None:
        item = self.where("labels", item, pick, who)
        own = self._mine(who, item) if pick > 1 else list(self.item(item)["labels"])
        given = self._labeling(item, choice, odd) | {"labelId": _picked(own, pick)}
        self.act("reviseLabel", who, given)

    @move(who=ANNOTATORS, item=ITEMS, pick=PICKS)
    def retracts(self, who: str, item: str, pick: int) -> None:
        item = self.where("labels", item, pick, who)
        own = self._mine(who, item) if pick > 1 else list(self.item(item)["labels"])
        given = {"itemId": item, "labelId": _picked(own, pick), "reason": "MISTAKE"}
        self.act("retractLabel", who, given)

    def _mine(self, who: str, item: str) -> list[str]:
        return [key for key, one in self.item(item)["labels"].items() if one["by"] == who]

    @move(who=ANNOTATORS, item=ITEMS)
    def skips(self, who: str, item: str) -> None:
        self.act("skipItem", who, {"itemId": item, "reason": "UNUSABLE_ITEM"})

    @move(who=ANNOTATORS)
    def claims(self, who: str) -> None:
        self.clerk.claim(who)

    @move(who=ANNOTATORS, choice=CHOICES, returns=st.booleans())
    def works(self, who: str, choice: str, returns: bool) -> None:
        """Claims, and then labels or returns what they hold."""
        self.clerk.claim(who)
        for item_id in [key for key, one in self.town.items.items() if who in one["held"]]:
            if returns:
                self.act("returnItem", who, {"itemId": item_id})
            else:
                self.act("submitLabel", who, self._labeling(item_id, choice, 9) | {"repeat": 1})

    @move(who=ANNOTATORS, item=ITEMS)
    def returns(self, who: str, item: str) -> None:
        self.act("returnItem", who, {"itemId": item})

    # Judging

    @move(who=people("ANNOTATOR", "REVIEWER", "MANAGER"), item=ITEMS)
    def asks_for_review(self, who: str, item: str) -> None:
        self.act("requestReview", who, {"itemId": item})

    @move(
        who=people("REVIEWER"),
        item=ITEMS,
        pick=PICKS,
        odd=ODDS,
        verdict=st.sampled_from(["APPROVED", "REJECTED", "CORRECTED"]),
        action=st.sampled_from([None, "DROP", "RETURN", "REASSIGN"]),
        choice=CHOICES,
    )
    def reviews(self, verdict: str, action: str | None, choice: str, **drawn: Any) -> None:
        who, item, pick, odd = (drawn[name] for name in ("who", "item", "pick", "odd"))
        item = self.where("labels", item, pick)
        label_id = _picked(list(self.item(item)["labels"]), pick)
        label = self.item(item)["labels"].get(label_id)
        judged = label["event"] if label is not None and odd != 1 else absent()
        if odd in (5, 6) and label is not None:
            who = label["by"]
        given: Thing = {"itemId": item, "labelId": label_id, "judged": judged, "verdict": verdict}
        if verdict != "APPROVED" and odd != 2:
            given["reason"] = "WRONG_CLASS"
        if action is not None and (verdict == "REJECTED" or odd == 3):
            given["action"] = action
        if (verdict == "CORRECTED") != (odd == 4):
            given["answers"] = answers(choice)
        if odd == 0:
            given["expectedVersion"] = 0
        self.act("reviewLabel", who, given)

    @move(who=people("ADJUDICATOR"), item=ITEMS, choice=CHOICES, odd=ODDS)
    def adjudicates(self, who: str, item: str, choice: str, odd: int) -> None:
        item = self.where("labels", item, odd)
        judged = self.clerk.judged(item) if item in self.town.items and odd else [absent()]
        given = {
            "itemId": item,
            "answers": answers(choice),
            "judged": judged[: odd if odd < 3 else None],
            "rationale": "As the guideline has it.",
        }
        self.act("adjudicateItem", who, given)

    @move(who=people("ANNOTATOR", "REVIEWER"), item=ITEMS, odd=ODDS)
    def asks(self, who: str, item: str, odd: int) -> None:
        given = {"itemId": item, "question": "Is it?", "level": 0 if odd == 0 else 1}
        self.act("raiseEscalation", who, given)

    @move(
        who=people("ADJUDICATOR", "MANAGER"),
        item=ITEMS,
        pick=PICKS,
        decision=st.sampled_from(["GUIDELINE_APPLIES", "ADJUDICATE", "ITEM_UNUSABLE"]),
    )
    def resolves(self, who: str, item: str, pick: int, decision: str) -> None:
        item = self.where("questions", item, pick)
        question = _picked(list(self.item(item)["questions"]), pick)
        given = {"itemId": item, "escalationId": question, "decision": decision}
        self.act("resolveEscalation", who, {**given, "rationale": "It is."})

    @move(who=people("ANNOTATOR", "REVIEWER", "MANAGER"), item=ITEMS, pick=PICKS)
    def withdraws(self, who: str, item: str, pick: int) -> None:
        item = self.where("questions", item, pick)
        question = _picked(list(self.item(item)["questions"]), pick)
        self.act("withdrawEscalation", who, {"itemId": item, "escalationId": question})

    # Gold

    @move(who=SETTERS, item=ITEMS, choice=CHOICES)
    def proposes_gold(self, who: str, item: str, choice: str) -> None:
        given = {"itemId": item, "task": TASK, "value": value(choice), "rationale": "I saw it."}
        self.act("proposeGold", who, given)

    @move(who=SETTERS, item=ITEMS, pick=PICKS, odd=ODDS)
    def approves_gold(self, who: str, item: str, pick: int, odd: int) -> None:
        item = self.where("golds", item, pick)
        golds = self.item(item)["golds"]
        gold_id = _picked(list(golds)[-2:], pick)
        said = golds[gold_id]["value"] if gold_id in golds and odd else CLASSES[2]
        if odd in (1, 2, 3) and gold_id in golds:
            who = golds[gold_id]["by"]  # which takes another
        self.act("activateGold", who, {"itemId": item, "goldId": gold_id, "value": value(said)})

    @move(item=ITEMS, choice=st.sampled_from(CLASSES))
    def sets_gold(self, item: str, choice: str) -> None:
        """One proposes and cannot approve it; another can."""
        given = {"itemId": item, "task": TASK, "value": value(choice), "rationale": "I saw it."}
        self.act("proposeGold", "ada", given)
        golds = list(self.item(item)["golds"])
        for who in ("ada", "eve"):
            given = {"itemId": item, "goldId": _picked(golds[-1:], 0), "value": value(choice)}
            self.act("activateGold", who, given)

    @move(who=SETTERS, item=ITEMS, pick=PICKS)
    def contests_gold(self, who: str, item: str, pick: int) -> None:
        item = self.where("golds", item, pick)
        gold_id = _picked(list(self.item(item)["golds"]), pick)
        given = {"itemId": item, "goldId": gold_id, "reason": "WRONG_VALUE"}
        self.act("contestGold", who, given)

    @move(who=SETTERS, item=ITEMS, pick=PICKS)
    def retires_gold(self, who: str, item: str, pick: int) -> None:
        item = self.where("golds", item, pick)
        gold_id = _picked(list(self.item(item)["golds"]), pick)
        self.act("retireGold", who, {"itemId": item, "goldId": gold_id, "reason": "EXPOSED"})

    # Batches and certificates

    @move(who=MANAGERS, batch=BATCHES, kind=st.sampled_from(["PILOT", "PRODUCTION"]))
    def opens_batch(self, who: str, batch: str, kind: str) -> None:
        self.act("openBatch", who, {"batchId": batch, "batchKind": kind, "title": "A batch"})

    @move(who=people("MANAGER", "SERVICE"), batch=BATCHES, item=ITEMS, odd=ODDS)
    def fills_batch(self, who: str, batch: str, item: str, odd: int) -> None:
        given: Thing = {"batchId": batch, "itemIds": [item]}
        if odd < 3 and batch in self.town.batches:
            given["expectedVersion"] = self.town.batches[batch]["version"] + (odd == 0)
        self.act("addItemsToBatch", who, given)

    @move(who=MANAGERS, batch=st.sampled_from(["spring", "autumn"]))
    def closes_batch(self, who: str, batch: str) -> None:
        self.act("closeBatch", who, {"batchId": batch})

    @move(who=MANAGERS, batch=BATCHES)
    def passes_pilot(self, who: str, batch: str) -> None:
        self.act("passPilot", who, {"batchId": batch})

    @move(who=people("MANAGER", "REVIEWER"), batch=BATCHES)
    def certifies(self, who: str, batch: str) -> None:
        self.act("certifyBatch", who, {"batchId": batch})

    @move(batch=BATCHES, choice=st.sampled_from(CLASSES[:2]))
    def brings_to_an_end(self, batch: str, choice: str) -> None:
        """What is missing of a batch is labeled, asked questions are settled: then it is judged."""
        for item_id in list(self.town.batches.get(batch, {"items": []})["items"]):
            self._agree(item_id, choice)
            for question in list(self.item(item_id)["questions"]):
                given = {"itemId": item_id, "escalationId": question}
                self.act("withdrawEscalation", "ada", given)
        self.act("certifyBatch", "ada", {"batchId": batch})

    @move(who=MANAGERS, batch=BATCHES, number=st.integers(1, 3))
    def revokes(self, who: str, batch: str, number: int) -> None:
        given = {"batchId": batch, "number": number, "reason": "It rained."}
        self.act("revokeCertificate", who, given)

    @move(who=MANAGERS, batch=BATCHES)
    def releases(self, who: str, batch: str) -> None:
        self.act("releaseBatch", who, {"batchId": batch})

    @move(who=people("MANAGER", "REVIEWER"), batch=BATCHES, place=st.integers(0, 2), odd=ODDS)
    def waives(self, who: str, batch: str, place: int, odd: int) -> None:
        version = len(self.town.policies) + (odd == 0)
        given = {"batchId": batch, "place": place, "policyVersion": version, "until": UNTIL}
        self.act("waiveRequirement", who, {**given, "reason": "It is a holiday."})

    @move(who=MANAGERS, batch=BATCHES, pick=PICKS)
    def approves_waiver(self, who: str, batch: str, pick: int) -> None:
        known = list(self.town.batches.get(batch, {"waivers": {}})["waivers"])
        self.act("approveWaiver", who, {"batchId": batch, "waiverId": _picked(known, pick)})

    # Rules and people

    @move(who=MANAGERS, policy=st.sampled_from(POLICIES))
    def publishes_policy(self, who: str, policy: Thing) -> None:
        self.act("publishPolicy", who, {"policy": DEMANDED | policy, "changeNote": "Anew."})

    @move(who=MANAGERS, policy=st.sampled_from(POLICIES))
    def proposes_policy(self, who: str, policy: Thing) -> None:
        self.act("proposePolicy", who, {"policy": DEMANDED | policy, "changeNote": "Anew."})

    @move(who=MANAGERS, back=st.integers(0, 2))
    def approves_policy(self, who: str, back: int) -> None:
        self.act("approvePolicy", who, {"proposal": max(len(self.town.proposals) - back, 0)})

    @move()
    def guideline_is_revised(self) -> None:
        self.clerk.revise_guideline(CLAUSES)

    @move(who=MANAGERS, annotator=people("ANNOTATOR"))
    def suspends(self, who: str, annotator: str) -> None:
        given = {"annotator": annotator, "cause": "CONDUCT", "note": "Sang at work."}
        self.act("suspendAnnotator", who, given)

    @move(who=MANAGERS, annotator=people("ANNOTATOR"))
    def reinstates(self, who: str, annotator: str) -> None:
        self.act("reinstateAnnotator", who, {"annotator": annotator, "note": "Sang well."})

    @move(who=MANAGERS, annotator=people("ANNOTATOR"))
    def qualifies(self, who: str, annotator: str) -> None:
        self.act("qualifyAnnotator", who, {"annotator": annotator, "note": "Knows it all."})

    # Whatever happened

    @move(place=st.integers(0, 200))
    def sends_again(self, place: int) -> None:
        self.clerk.repeat(place)

    @move(place=st.integers(0, 200))
    def reuses_command_id(self, place: int) -> None:
        self.clerk.reuse(place)

    @move()
    def looks(self) -> None:
        self.clerk.compare()
