"""The story of a certificate over the API: refused, waived, certified, released, revoked, anew."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.api.letters import BATCH, TWO_HATS, attempt, read
from tests.api.townhall import LETTERS, TownHall

COVERED = {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"}
AGREED = {
    "metric": "ALPHA_NOMINAL",
    "comparison": "AT_LEAST",
    "threshold": "0.6",
    "task": "concern",
}
LOOKED_AT = {"metric": "OVERLAP", "comparison": "AT_LEAST", "threshold": "1"}
CERTIFICATE = """certificate {
    number isInForce certifiedBy relaxations
    assessment { position verdict items truths findings { place status observed n waiverId } }
    checkpoint { size root } revocation { cause causeEventId sentence itemsChanged itemIds reason }
}"""
WAIVER = "waiver { waiverId proposedBy waivedBy withdrawnBy reason until place }"
RELEASE = "release { number certificateNumber manifestFormat manifestSha256 checkpoint { size } }"
CONCERNS = ("noise", "roads", "parks")


def of_batch(**more: Any) -> dict[str, Any]:
    return {"batchId": BATCH, **more}


async def labeled(town: TownHall) -> None:
    """Three letters, labeled twice and in agreement; a policy that wants three labels."""
    for member, roles in TWO_HATS.items():
        await town.accepted("ada", "addMember", {"member": member, "roles": roles})
    policy = {
        "overlap": 3,
        "quorum": 2,
        "requirements": [COVERED, AGREED, LOOKED_AT],
        "certification": {"waivers": ["MANAGER", "ADJUDICATOR"], "waiverTwoPersons": True},
    }
    await town.accepted("ada", "publishPolicy", {"policy": policy, "changeNote": "When ready."})
    await town.accepted("ada", "openBatch", of_batch(title="Letters of spring"))
    await town.accepted("ada", "addItemsToBatch", of_batch(itemIds=list(LETTERS)))
    for letter, concern in zip(LETTERS, CONCERNS, strict=True):
        for who in ("bo", "cy"):
            await town.label(who, letter, concern)


async def refused(town: TownHall) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    waive = of_batch(place=2, policyVersion=2, until=until, reason="The third is on leave.")
    await town.refuses(
        {
            "not ready": (
                "ada",
                "certifyBatch",
                of_batch(),
                ("Refused", "BATCH_NOT_READY", ["batchId"]),
            ),
            "no batch": (
                "ada",
                "certifyBatch",
                of_batch(batchId="autumn"),
                ("NotFound", "BATCH_UNKNOWN", ["batchId"]),
            ),
            "no role": ("bo", "certifyBatch", of_batch(), ("Forbidden", "ROLE_MISSING", [])),
            "not certified": (
                "ada",
                "releaseBatch",
                of_batch(),
                ("Refused", "BATCH_NOT_CERTIFIED", ["batchId"]),
            ),
            "stranger": (
                "mallory",
                "certifyBatch",
                of_batch(),
                ("NotFound", "PROJECT_UNKNOWN", ["project"]),
            ),
            "no such requirement": (
                "ada",
                "waiveRequirement",
                {**waive, "place": 7},
                ("NotFound", "REQUIREMENT_UNKNOWN", ["place"]),
            ),
            "reviewer does not waive": (
                "rae",
                "waiveRequirement",
                waive,
                ("Forbidden", "ROLE_MISSING", []),
            ),
        }
    )


async def waived(town: TownHall) -> str:
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    told = await town.accepted(
        "jo",
        "waiveRequirement",
        of_batch(place=2, policyVersion=2, until=until, reason="The third is on leave."),
        WAIVER,
    )
    proposed = told["waiver"]
    assert (proposed["proposedBy"], proposed["waivedBy"]) == ("jo", None)
    assert proposed["reason"] == "The third is on leave."
    naming = of_batch(waiverId=proposed["waiverId"])
    await town.refuses(
        {
            "own proposal": (
                "jo",
                "approveWaiver",
                naming,
                ("Refused", "APPROVER_PROPOSED_WAIVER", []),
            ),
            "only proposed": (
                "ada",
                "certifyBatch",
                of_batch(),
                ("Refused", "BATCH_NOT_READY", ["batchId"]),
            ),
        }
    )
    approved = await town.accepted("ada", "approveWaiver", naming, WAIVER)
    assert approved["waiver"]["waivedBy"] == "ada"
    waiver_id: str = proposed["waiverId"]
    return waiver_id


async def certified(town: TownHall, waiver_id: str) -> None:
    given = of_batch(commandId=str(uuid4()))
    told = await town.accepted("ada", "certifyBatch", given, CERTIFICATE)
    one = told["certificate"]
    assert (one["number"], one["isInForce"], one["certifiedBy"]) == (1, True, "ada")
    found = one["assessment"]
    assert (found["verdict"], found["items"], found["truths"]) == ("READY", 3, 6)
    assert [(f["status"], f["waiverId"]) for f in found["findings"]] == [
        ("PASS", None),
        ("PASS", None),
        ("WAIVED", waiver_id),
    ]
    assert one["checkpoint"]["size"] == found["position"]
    again = await town.accepted("ada", "certifyBatch", given, CERTIFICATE)
    assert again["isDuplicate"]
    assert again["certificate"] == one
    await town.refuses(
        {
            "already": (
                "ada",
                "certifyBatch",
                of_batch(),
                ("Refused", "ALREADY_CERTIFIED", ["batchId"]),
            ),
        }
    )


async def released(town: TownHall, number: int) -> dict[str, Any]:
    told = await town.accepted("ada", "releaseBatch", of_batch(), RELEASE)
    release: dict[str, Any] = told["release"]
    assert release["number"] == number
    assert len(release["manifestSha256"]) == 64
    return release


async def corrected(town: TownHall) -> None:
    """Rae finds that letter-2 is about noise, and the certificate is revoked for it."""
    label = await town.label("dee", "letter-2", "noise")
    given = {"itemId": "letter-2", "verdict": "APPROVED", "labelId": label["labelId"]}
    reviewed = await town.accepted(
        "rae", "reviewLabel", {**given, "judged": label["currentEventId"]}
    )
    for _ in range(100):
        seen = await read(
            town,
            "liv",
            f'batch(batchId: "{BATCH}") {{ certificate {{ number }} certificates(first: 5) {{'
            " nodes { number revocation { cause causeEventId sentence itemsChanged itemIds } } } }",
            int(reviewed["position"]),
        )
        if seen["batch"]["certificate"] is None:
            break
        await asyncio.sleep(0.1)
    (one,) = seen["batch"]["certificates"]["nodes"]
    revocation = one["revocation"]
    assert (revocation["cause"], revocation["itemsChanged"]) == ("REVIEW", 1)
    assert revocation["itemIds"] == ["letter-2"]
    assert "something else is true of item letter-2" in revocation["sentence"]
    await town.refuses(
        {
            "revoked": (
                "ada",
                "releaseBatch",
                of_batch(),
                ("Refused", "BATCH_NOT_CERTIFIED", ["batchId"]),
            ),
            "revoked before": (
                "ada",
                "revokeCertificate",
                of_batch(number=1, reason="Too late."),
                ("Refused", "CERTIFICATE_REVOKED", ["number"]),
            ),
        }
    )


async def test_batch_is_certified_released_revoked_and_certified_anew(town: TownHall) -> None:
    await labeled(town)
    await refused(town)
    waiver_id = await waived(town)
    await certified(town, waiver_id)
    first = await released(town, 1)
    await corrected(town)
    told = await town.accepted("ada", "certifyBatch", of_batch(), CERTIFICATE)
    assert told["certificate"]["number"] == 2
    second = await released(town, 2)
    assert first["manifestSha256"] != second["manifestSha256"]
    end = await town.accepted(
        "ada",
        "revokeCertificate",
        of_batch(number=2, reason="The vendor withdrew its letters."),
        CERTIFICATE,
    )
    revocation = end["certificate"]["revocation"]
    assert (revocation["cause"], revocation["sentence"]) == ("BY_HAND", None)
    assert revocation["reason"] == "The vendor withdrew its letters."
    position = int(end["position"])
    await shown(town, position)
    await difference(town, position)
    await blind(town, position)


async def shown(town: TownHall, position: int) -> None:
    seen = await read(
        town,
        "rae",
        "certificates(first: 10) { nodes { batchId number isInForce } totalCount }"
        " releases(last: 1) { nodes { number certificateNumber revocation { cause position } }"
        " pageInfo { hasPreviousPage } }"
        f' batch(batchId: "{BATCH}") {{ waivers(first: 1) {{ nodes {{ waivedBy place'
        " requirement { metric } } } }",
        position,
    )
    numbers = [(one["number"], one["isInForce"]) for one in seen["certificates"]["nodes"]]
    assert numbers == [(1, False), (2, False)]
    revocation = {"cause": "BY_HAND", "position": str(position)}
    assert seen["releases"]["nodes"] == [
        {"number": 2, "certificateNumber": 2, "revocation": revocation}
    ]
    before = f'asOf: {{position: "{position - 1}"}}'
    asked = f"releases(last: 1, {before}) {{ nodes {{ revocation {{ cause }} }} }}"
    then = await read(town, "rae", asked, position)
    assert then["releases"]["nodes"] == [{"revocation": None}]
    assert seen["releases"]["pageInfo"]["hasPreviousPage"]
    (waiver,) = seen["batch"]["waivers"]["nodes"]
    assert waiver == {"waivedBy": "ada", "place": 2, "requirement": {"metric": "OVERLAP"}}
    told = await read(
        town,
        "liv",
        f'batch(batchId: "{BATCH}") {{'
        " certificateTimeline(first: 20) { nodes { sentence } } }",
        position,
    )
    sentences = [one["sentence"] for one in told["batch"]["certificateTimeline"]["nodes"]]
    assert sentences[0].startswith("jo proposed to waive overlap of policy version 2 for batch")
    assert sentences[2].startswith("ada certified batch spring (certificate 1): 3 items as of")
    assert sentences[3].startswith("ada released batch spring (release 1, under certificate 1)")
    assert sentences[4].startswith("Certificate 1 of batch spring was revoked. A review undermined")


async def difference(town: TownHall, position: int) -> None:
    seen = await read(
        town,
        "liv",
        f'batch(batchId: "{BATCH}") {{ releaseDifference(earlier: 1, later: 2) {{'
        " itemsAdded itemsRemoved truthsChangedCount truthsChanged { itemId task"
        " before { category origin } after { category origin } eventIds }"
        " rulesChanged { name } scoresChanged { observedBefore observedAfter } } }",
        position,
    )
    found = seen["batch"]["releaseDifference"]
    assert (found["itemsAdded"], found["itemsRemoved"], found["rulesChanged"]) == ([], [], [])
    concern, urgency = found["truthsChanged"]
    assert (concern["itemId"], concern["before"]) == (
        "letter-2",
        {"category": "roads", "origin": "CONSENSUS"},
    )
    assert concern["after"] == {"category": "noise", "origin": "REVIEW"}
    assert len(concern["eventIds"]) == 1
    assert urgency["after"]["origin"] == "REVIEW"


async def blind(town: TownHall, position: int) -> None:
    """dee may still label two of the letters; bo only annotates."""
    inside = f'batch(batchId: "{BATCH}") {{ certificates(first: 5) {{ nodes {{ number }} }} }}'
    for who, code in (("dee", "BLIND"), ("bo", "FORBIDDEN")):
        assert (await attempt(town, who, inside, position)).code == code
    inside = (
        f'batch(batchId: "{BATCH}") {{ releaseDifference(earlier: 1, later: 2) {{ itemsAdded }} }}'
    )
    assert (await attempt(town, "max", inside, position)).code == "BLIND"
