"""A release as files: written twice with the same bytes, verified offline, never false."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import msgspec
import pyarrow.parquet
import pytest
from msgspec.structs import replace

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.certificates import events_of
from labeltrail.backend.audit.export import export_part, export_project
from labeltrail.backend.audit.layout import Scope
from labeltrail.backend.audit.verify import verify
from labeltrail.backend.audit.wrong import Fault
from labeltrail.backend.release import layout
from labeltrail.backend.release.verifying import ReleaseWrong, verify_release
from labeltrail.backend.release.writing import contents, write_release
from labeltrail.events.proof.note import Verifier
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request
from labeltrail.events.streams.certificate import CertifyBatch, Judgment, RevokeCertificate
from labeltrail.projections.certificates.certifying import judged_now
from labeltrail.projections.certificates.recomputing import recomputed, sought
from labeltrail.projections.releases.difference import release_difference
from labeltrail.projections.releases.releasing import Released, release, released
from tests.projections.certificates_made import DRAWER, INSTANCE, KEY, SOFIA, Cabinet
from tests.projections.herbarium import GENUS, MAUD, tree

VERIFIER = Verifier(INSTANCE, KEY.public_key().public_bytes_raw())


async def make(cabinet: Cabinet) -> Released:
    wanted = cabinet.wanted()
    result = await release(cabinet.pool, cabinet.herbarium.executor, cabinet.seal, wanted)
    assert isinstance(result, Accepted), result
    found = await released(cabinet.pool, cabinet.project_id, DRAWER)
    assert found is not None
    return found


async def revoked(cabinet: Cabinet, number: int) -> None:
    reference, text = await cabinet.herbarium.written("Mislabeled.", MAUD, "reason")
    command = RevokeCertificate(batch_id=DRAWER, number=number, reason=reference)
    await cabinet.herbarium.tell(command, texts=(text,))


async def test_release_is_written_and_verified_without_a_server(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    found = await make(cabinet)
    folder = tmp_path / "drawer"
    sizes = await write_release(cabinet.pool, found, folder)
    assert set(sizes) == {path.name for path in folder.iterdir()}
    verified = verify_release(folder, keys=[VERIFIER])
    assert (verified.items, verified.truths, verified.judgments) == (8, 8, 16)
    assert verified.manifest_sha256 == found.release.fact.manifest_sha256
    assert (verified.audit.certificates, verified.audit.is_key_brought) == (2, True)
    with pytest.raises(FileExistsError):
        await write_release(cabinet.pool, found, folder)
    assert {path.name for path in tmp_path.iterdir()} == {"drawer"}


async def test_release_written_again_later_has_the_same_bytes(cabinet: Cabinet) -> None:
    first = contents(await make(cabinet))
    await cabinet.herbarium.label(cabinet.items[0], SOFIA, tree("willow"))
    await cabinet.herbarium.import_gold(cabinet.items[1], GENUS, "willow")
    again = await released(cabinet.pool, cabinet.project_id, DRAWER, 1)
    assert again is not None
    assert contents(again) == first


async def test_tables_say_what_the_manifest_says(cabinet: Cabinet) -> None:
    files = contents(await make(cabinet))
    rows = [json.loads(line) for line in files["truths.jsonl"].splitlines()]
    assert [row["item_id"] for row in rows[::2]] == sorted(cabinet.items)
    first = next(row for row in rows if row["task"] == GENUS)
    assert (first["category"], first["origin"], first["absence"]) == ("alder", "consensus", None)
    assert len(json.loads(first["decided_by"])) == 2
    parquet = pyarrow.parquet.read_table(BytesIO(files["truths.parquet"]))
    assert parquet.to_pylist() == rows
    told = parquet.schema.metadata
    assert told[b"labeltrail.policy_version"] == b"1"
    assert (
        told[b"labeltrail.manifest_sha256"].decode() == sha256(files["manifest.json"]).hexdigest()
    )
    card = json.loads(files["croissant.json"])
    assert card["@type"] == "sc:Dataset"
    sums = {one["name"]: one["sha256"] for one in card["distribution"]}
    assert sums["judgments.parquet"] == sha256(files["judgments.parquet"]).hexdigest()
    assert card["rai:annotationsPerItem"] == "2 on 8 items"


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    layout.MANIFEST: lambda content: content.replace(b"consensus", b"gold", 1),
    "truths.jsonl": lambda content: content.replace(b"alder", b"birch"),
    "judgments.jsonl": lambda content: content.replace(b"noor", b"jiri", 1),
    "truths.parquet": lambda content: content[:-20] + bytes(20),
    layout.AUDIT: lambda content: content[: len(content) // 2],
}


async def test_what_was_changed_afterwards_is_found(cabinet: Cabinet, tmp_path: Path) -> None:
    """Also where the sums were made to fit."""
    whole = tmp_path / "whole"
    await write_release(cabinet.pool, await make(cabinet), whole)
    for name, change in TAMPERED.items():
        with pytest.raises(ReleaseWrong, match=name):
            verify_release(copied(whole, tmp_path / f"plain-{name}", name, change, fits=False))
        with pytest.raises(ReleaseWrong, match=name):
            verify_release(copied(whole, tmp_path / f"fitted-{name}", name, change, fits=True))
    missing = copied(whole, tmp_path / "missing", layout.CARD, lambda content: content, fits=True)
    missing.joinpath(layout.CARD).unlink()
    with pytest.raises(ReleaseWrong, match=r"croissant\.json: it is missing"):
        verify_release(missing)


def copied(
    whole: Path, to: Path, name: str, change: Callable[[bytes], bytes], *, fits: bool
) -> Path:
    to.mkdir()
    for path in whole.iterdir():
        content = path.read_bytes()
        to.joinpath(path.name).write_bytes(change(content) if path.name == name else content)
    if fits:
        sums = "".join(
            f"{sha256(to.joinpath(one).read_bytes()).hexdigest()}  {one}\n" for one in layout.FILES
        )
        to.joinpath(layout.SUMS).write_text(sums, encoding="utf-8")
    return to


async def test_uncertified_revoked_or_undermined_batch_is_not_released(cabinet: Cabinet) -> None:
    async def refused() -> Rule:
        wanted = cabinet.wanted()
        result = await release(cabinet.pool, cabinet.herbarium.executor, cabinet.seal, wanted)
        assert isinstance(result, Rejection)
        return result.rule

    await cabinet.herbarium.import_gold(cabinet.items[1], GENUS, "willow")
    assert await refused() is Rule.CERTIFICATE_UNDERMINED
    await revoked(cabinet, 1)
    assert await refused() is Rule.BATCH_NOT_CERTIFIED
    assert await released(cabinet.pool, cabinet.project_id, DRAWER) is None


async def test_correction_makes_another_release_with_the_difference(cabinet: Cabinet) -> None:
    first = await make(cabinet)
    await cabinet.herbarium.import_gold(cabinet.items[1], GENUS, "willow")
    gold = (await cabinet.herbarium.events())[-1]
    await revoked(cabinet, 1)
    await cabinet.certify()
    second = await make(cabinet)
    found = release_difference(
        first.manifest,
        second.manifest,
        first.release.fact.assessment,
        second.release.fact.assessment,
    )
    assert (found.items_added, found.items_removed, found.rules_changed) == ((), (), ())
    (changed,) = found.truths_changed
    assert (changed.item_id, changed.task) == (cabinet.items[1], GENUS)
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before.category, changed.after.category) == ("birch", "willow")
    assert changed.after.decided_by == changed.events
    assert gold.command_id in {
        event.command_id
        for event in await cabinet.herbarium.events()
        if event.event_id in changed.events
    }
    same = release_difference(
        second.manifest,
        second.manifest,
        second.release.fact.assessment,
        second.release.fact.assessment,
    )
    assert not any(msgspec.structs.astuple(same))


# What an auditor finds


async def test_every_certificate_in_a_bundle_is_computed_again(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    await make(cabinet)
    whole, part = tmp_path / "whole.zip", tmp_path / "part.zip"
    await export_project(cabinet.pool, cabinet.project_id, whole)
    await export_part(cabinet.pool, cabinet.project_id, Scope.CERTIFICATE, DRAWER, part)
    for path in (whole, part):
        verdict = verify(path, keys=[VERIFIER])
        assert verdict.is_right, verdict.wrong
        assert verdict.report is not None
        assert verdict.report.certificates == 2
    with Bundle(part) as bundle:
        events = list(events_of(bundle))
    found = list(recomputed(sought(events), events))
    assert [one.differs for one in found] == [None, None]


@pytest.mark.parametrize(
    ("field", "value"),
    [("state_sha256", "0" * 64), ("items", 9)],
)
async def test_false_certificate_that_the_server_signed_is_named(
    cabinet: Cabinet, tmp_path: Path, field: str, value: object
) -> None:
    """Hashes, proofs and signatures are all right: only the verdict is a lie."""
    await revoked(cabinet, 1)
    moment = await judged_now(cabinet.pool, cabinet.seal, cabinet.project_id, DRAWER)
    assert not isinstance(moment, Rejection)
    lie = replace(moment.found.assessment, **{field: value})
    assert lie.judgment is Judgment.READY
    told = await cabinet.herbarium.executor.execute(
        Request(
            project_id=cabinet.project_id,
            command_id=uuid4(),
            command=CertifyBatch(
                batch_id=DRAWER, assessment=lie, checkpoint=moment.checkpoint, labelers=()
            ),
            act=cabinet.wanted().act,
        )
    )
    assert isinstance(told, Accepted)
    await cabinet.seal(cabinet.project_id)
    path = tmp_path / "bundle.zip"
    await export_project(cabinet.pool, cabinet.project_id, path)
    wrong = verify(path, keys=[VERIFIER]).wrong
    assert wrong is not None
    assert (wrong.fault, wrong.position) == (Fault.CERTIFICATE, told.position)
    assert "certificate 2 of batch drawer-7, computed again, has another" in wrong.message
    assert field.replace("_", " ") in wrong.message


async def test_checkpoint_that_nobody_signed_is_named(cabinet: Cabinet, tmp_path: Path) -> None:
    await revoked(cabinet, 1)
    moment = await judged_now(cabinet.pool, cabinet.seal, cabinet.project_id, DRAWER)
    assert not isinstance(moment, Rejection)
    told = await cabinet.herbarium.executor.execute(
        Request(
            project_id=cabinet.project_id,
            command_id=uuid4(),
            command=CertifyBatch(
                batch_id=DRAWER,
                assessment=moment.found.assessment,
                checkpoint=replace(moment.checkpoint, root="0" * 64),
                labelers=(),
            ),
            act=cabinet.wanted().act,
        )
    )
    assert isinstance(told, Accepted)
    await cabinet.seal(cabinet.project_id)
    path = tmp_path / "bundle.zip"
    await export_project(cabinet.pool, cabinet.project_id, path)
    wrong = verify(path, keys=[VERIFIER]).wrong
    assert wrong is not None
    assert (wrong.fault, wrong.position) == (Fault.CERTIFICATE, told.position)
    assert "a checkpoint that no key has signed" in wrong.message
