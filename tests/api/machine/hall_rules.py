"""What may be done with gold, batches, certificates, policies and people: see `item_rules.py`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.api.machine.item_rules import Follows, Refuses, Told, answer_of
from tests.api.machine.naive import (
    BLOCKING,
    CANNOT_TELL,
    CLASSES,
    ROLES,
    Naive,
    Thing,
    new_batch,
    standing,
)

STALE = ("ACCEPT", "WARN", "REFUSE")


# Gold


def _gold_setter(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if any(label["by"] == who for label in town.items[given["itemId"]]["labels"].values()):
        yield "Refused GOLD_SETTER_LABELED_ITEM"


def propose(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _gold_setter(town, who, given)
    if answer_of(given) == CANNOT_TELL:
        yield "ValidationFailed CANNOT_TELL_NOT_ALLOWED"
    elif answer_of(given) not in CLASSES:
        yield "ValidationFailed CLASS_UNKNOWN"


def proposed(town: Naive, who: str, given: Thing, told: Told) -> None:
    golds = town.items[given["itemId"]]["golds"]
    for one in golds.values():
        if one["status"] == "PROPOSED":
            one["status"] = "SUPERSEDED"
    golds[told["gold"]["goldId"]] = {
        "value": answer_of(given),
        "by": who,
        "status": "PROPOSED",
        "was_active": False,
        "contested_by": None,
    }


def _gold(town: Naive, who: str, given: Thing, status: set[str], code: str) -> Iterator[str]:
    gold = town.items[given["itemId"]]["golds"].get(given["goldId"])
    if gold is None:
        yield "NotFound GOLD_UNKNOWN"
        return
    yield from _gold_setter(town, who, given)
    if gold["status"] not in status:
        yield f"Refused {code}"


def activate(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _gold(town, who, given, {"PROPOSED"}, "GOLD_NOT_PROPOSED")
    gold = town.items[given["itemId"]]["golds"].get(given["goldId"])
    if gold is None:
        return
    if gold["by"] == who:
        yield "Refused APPROVER_PROPOSED_GOLD"
    if gold["value"] != answer_of(given):
        yield "ValidationFailed GOLD_VALUE_DIFFERS"


def activated(town: Naive, who: str, given: Thing, told: Told) -> None:
    golds = town.items[given["itemId"]]["golds"]
    for one in golds.values():
        if one["status"] in ("ACTIVE", "CONTESTED"):
            one["status"] = "SUPERSEDED"
    golds[given["goldId"]] |= {"status": "ACTIVE", "was_active": True}


def contest(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _gold(town, who, given, {"ACTIVE"}, "GOLD_NOT_ACTIVE")


def contested(town: Naive, who: str, given: Thing, told: Told) -> None:
    gold = town.items[given["itemId"]]["golds"][given["goldId"]]
    gold |= {"status": "CONTESTED", "contested_by": who}


def retire(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _gold(town, who, given, {"PROPOSED", "ACTIVE", "CONTESTED"}, "GOLD_ENDED")
    gold = town.items[given["itemId"]]["golds"].get(given["goldId"])
    takes_two = gold is not None and town.takes_two and gold["was_active"]
    if takes_two and gold["contested_by"] in (None, who):
        yield "Refused RETIREMENT_TAKES_TWO"


def retired(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.items[given["itemId"]]["golds"][given["goldId"]]["status"] = "RETIRED"


# Batches


def _gate(town: Naive) -> Iterator[str]:
    if town.policy.get("demands", {}).get("pilot") and not town.pilots:
        yield "Refused PILOT_NOT_PASSED"


def open_batch(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if given["batchId"] in town.batches:
        yield "Refused BATCH_EXISTS"
    if given["batchKind"] == "PRODUCTION":
        yield from _gate(town)


def opened(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.batches[given["batchId"]] = new_batch(given["batchKind"])


def fill(town: Naive, who: str, given: Thing) -> Iterator[str]:
    batch = town.batches[given["batchId"]]
    if batch["closed"]:
        yield "Refused BATCH_CLOSED"
    if batch["kind"] == "PRODUCTION":
        yield from _gate(town)
    for item_id in given["itemIds"]:
        if item_id not in town.items:
            yield "NotFound ITEM_UNKNOWN"
        if item_id in batch["items"]:
            yield "Refused ITEM_ALREADY_IN_BATCH"


def filled(town: Naive, who: str, given: Thing, told: Told) -> None:
    batch = town.batches[given["batchId"]]
    batch["items"] += given["itemIds"]
    batch["version"] += 1


def close(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if town.batches[given["batchId"]]["closed"]:
        yield "Refused BATCH_CLOSED"


def closed(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.batches[given["batchId"]]["closed"] = True
    town.batches[given["batchId"]]["version"] += 1


def pass_pilot(town: Naive, who: str, given: Thing) -> Iterator[str]:
    batch_id = given["batchId"]
    if town.batches[batch_id]["kind"] != "PILOT":
        yield "Refused BATCH_IS_NO_PILOT"
    if batch_id in town.pilots:
        yield "Refused PILOT_PASSED_ALREADY"
    if not town.is_ready(batch_id):
        yield "Refused PILOT_NOT_READY"


def passed_pilot(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.pilots.add(given["batchId"])


# Certificates


def _managers_only(who: str) -> Iterator[str]:
    """What the policy says of who certifies and waives."""
    if "MANAGER" not in ROLES[who]:
        yield "Forbidden ROLE_MISSING"


def certify(town: Naive, who: str, given: Thing) -> Iterator[str]:
    batch_id = given["batchId"]
    yield from _managers_only(who)
    if town.certificate(batch_id) is not None:
        yield "Refused ALREADY_CERTIFIED"
    if not town.is_ready(batch_id):
        yield "Refused BATCH_NOT_READY"
    items = [town.items[one] for one in town.batches[batch_id]["items"]]
    if any(label["by"] == who for item in items for label in standing(item)):
        yield "Refused CERTIFIER_LABELED_BATCH"


def certified(town: Naive, who: str, given: Thing, told: Told) -> None:
    found = town.batches[given["batchId"]]["certificates"]
    found.append({"is_in_force": True, "truths": town.truths(given["batchId"])})


def revoke(town: Naive, who: str, given: Thing) -> Iterator[str]:
    found = town.batches[given["batchId"]]["certificates"]
    if not 1 <= given["number"] <= len(found):
        yield "NotFound CERTIFICATE_UNKNOWN"
    elif not found[given["number"] - 1]["is_in_force"]:
        yield "Refused CERTIFICATE_REVOKED"


def revoked(town: Naive, who: str, given: Thing, told: Told) -> None:
    found = town.batches[given["batchId"]]["certificates"]
    found[given["number"] - 1]["is_in_force"] = False


def release(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if town.certificate(given["batchId"]) is None:
        yield "Refused BATCH_NOT_CERTIFIED"


def released(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.batches[given["batchId"]]["releases"] += 1


def waive(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _managers_only(who)
    if given["policyVersion"] != len(town.policies):
        yield "Refused POLICY_NOT_IN_FORCE"
    if not 0 <= given["place"] < BLOCKING:
        yield "NotFound REQUIREMENT_UNKNOWN"
    elif town.is_waived(given["batchId"], given["place"]):
        yield "Refused REQUIREMENT_WAIVED"


def waived(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.batches[given["batchId"]]["waivers"][told["waiver"]["waiverId"]] = {
        "place": given["place"],
        "proposed_by": who,
        "by": None if town.takes_two else who,
    }


def approve_waiver(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _managers_only(who)
    waiver = town.batches[given["batchId"]]["waivers"].get(given["waiverId"])
    if waiver is None:
        yield "NotFound WAIVER_UNKNOWN"
        return
    if waiver["by"] is not None:
        yield "Refused WAIVER_NOT_PROPOSED"
    if waiver["proposed_by"] == who:
        yield "Refused APPROVER_PROPOSED_WAIVER"


def approved_waiver(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.batches[given["batchId"]]["waivers"][given["waiverId"]]["by"] = who


# Policies and guidelines


def weakens(old: Thing, new: Thing) -> bool:
    """Whether a second person should look at what `new` demands less."""
    was, now = old.get("people", {}), new.get("people", {})
    return (
        new["overlap"] < old["overlap"]
        or new["quorum"] < old["quorum"]
        or STALE.index(new["staleLabels"]) < STALE.index(old["staleLabels"])
        or (was.get("twoPersons", False) and not now.get("twoPersons", False))
        or (not was.get("suspendedVote", True) and now.get("suspendedVote", True))
        or (bool(was.get("tests")) and not now.get("tests"))
        or ("demands" in old and "demands" not in new)
        or old.get("assignment") != new.get("assignment")
    )


def _policy(given: Thing) -> Iterator[str]:
    if given["policy"]["quorum"] > given["policy"]["overlap"]:
        yield "ValidationFailed POLICY_CONTRADICTORY"


def publish(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _policy(given)
    if town.policies and town.takes_two and weakens(town.policy, given["policy"]):
        yield "Refused WEAKENING_TAKES_TWO"


def published(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.policies.append(given["policy"])


def propose_policy(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _policy(given)


def proposed_policy(town: Naive, who: str, given: Thing, told: Told) -> None:
    against = len(town.policies)
    town.proposals.append({"by": who, "policy": given["policy"], "open": True, "against": against})


def approve_policy(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if not 1 <= given["proposal"] <= len(town.proposals):
        yield "NotFound PROPOSAL_UNKNOWN"
        return
    found = town.proposals[given["proposal"] - 1]
    if not found["open"]:
        yield "Refused PROPOSAL_NOT_OPEN"
    if found["by"] == who:
        yield "Refused APPROVER_PROPOSED_POLICY"
    if found["against"] != len(town.policies):
        yield "Refused PROPOSAL_OUTDATED"


def approved_policy(town: Naive, who: str, given: Thing, told: Told) -> None:
    found = town.proposals[given["proposal"] - 1]
    found["open"] = False
    town.policies.append(found["policy"])


# People


def _member(given: Thing) -> Iterator[str]:
    if given["annotator"] not in ROLES:
        yield "NotFound MEMBER_UNKNOWN"


def suspend(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _member(given)
    if given["annotator"] in town.suspended:
        yield "Refused ALREADY_SUSPENDED"


def suspended(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.suspended.add(given["annotator"])
    for item in town.items.values():
        item["held"].pop(given["annotator"], None)


def reinstate(town: Naive, who: str, given: Thing) -> Iterator[str]:
    faults = list(_member(given))
    yield from faults
    if faults:
        return
    if given["annotator"] not in town.suspended:
        yield "Refused NOT_SUSPENDED"
    if given["annotator"] == who:
        yield "Refused ANNOTATOR_DECIDES_THEMSELF"


def reinstated(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.suspended.discard(given["annotator"])


def qualify(town: Naive, who: str, given: Thing) -> Iterator[str]:
    faults = list(_member(given))
    yield from faults
    if faults:
        return
    if "ANNOTATOR" not in ROLES[given["annotator"]]:
        yield "Forbidden ROLE_MISSING"
    if given["annotator"] == who:
        yield "Refused ANNOTATOR_DECIDES_THEMSELF"
    if given["annotator"] in town.qualified:
        yield "Refused ALREADY_QUALIFIED"


def qualified(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.qualified.add(given["annotator"])


_MANAGER = {"MANAGER"}
_SETTERS = {"MANAGER", "ADJUDICATOR"}
_ANSWERABLE = {"MANAGER", "ADJUDICATOR", "REVIEWER"}
GOLD_RULES: dict[str, tuple[set[str], Refuses, Follows]] = {
    "proposeGold": (_SETTERS, propose, proposed),
    "activateGold": (_SETTERS, activate, activated),
    "contestGold": (_SETTERS, contest, contested),
    "retireGold": (_SETTERS, retire, retired),
}
BATCH_RULES: dict[str, tuple[set[str], Refuses, Follows]] = {
    "addItemsToBatch": ({"MANAGER", "SERVICE"}, fill, filled),
    "closeBatch": (_MANAGER, close, closed),
    "passPilot": (_MANAGER, pass_pilot, passed_pilot),
    "certifyBatch": (_ANSWERABLE, certify, certified),
    "revokeCertificate": (_MANAGER, revoke, revoked),
    "releaseBatch": (_MANAGER, release, released),
    "waiveRequirement": (_ANSWERABLE, waive, waived),
    "approveWaiver": (_ANSWERABLE, approve_waiver, approved_waiver),
}
OTHER_RULES: dict[str, tuple[set[str], Refuses, Follows]] = {
    "openBatch": (_MANAGER, open_batch, opened),
    "publishPolicy": (_MANAGER, publish, published),
    "proposePolicy": (_MANAGER, propose_policy, proposed_policy),
    "approvePolicy": (_MANAGER, approve_policy, approved_policy),
    "suspendAnnotator": (_MANAGER, suspend, suspended),
    "reinstateAnnotator": (_MANAGER, reinstate, reinstated),
    "qualifyAnnotator": (_MANAGER, qualify, qualified),
}
