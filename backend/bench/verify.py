"""How fast a bundle is verified, beside the least that anybody can do with the same bytes.

The bundle is made here, as an export writes it, with a checkpoint every 4,096 events: labels with
bodies of some 190 bytes, five to an item, ids that do not compress.
"""

from __future__ import annotations

import base64
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.audit.layout import (
    CHECKPOINTS_PAGE,
    EPOCHS,
    FORMAT,
    KEYS,
    MANIFEST,
    README,
    README_TEXT,
    SEGMENT_EVENTS,
    Key,
    Manifest,
    Scope,
    checkpoints_name,
    events_name,
    leaves_name,
)
from labeltrail.backend.audit.rows import id_words, leaves_of, lines_of
from labeltrail.backend.audit.verify import verify
from labeltrail.backend.audit.whole import started
from labeltrail.backend.audit.writing import Writer, writing
from labeltrail.backend.bench.report import Comparison, Rate
from labeltrail.events.envelope import RecordedEvent, leaf_v1
from labeltrail.events.proof.checkpoint import Checkpoint
from labeltrail.events.proof.merkle import Frontier
from labeltrail.events.proof.note import Signer, Verifier

ROUNDS = 3
SEALED_EVERY = 4_096
PROJECT = "bench"
ORIGIN = "bench.labeltrail.local/bench/1"
MOMENT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
EVENTS_PER_ITEM = 5
BODY = (
    b'{"annotator":"observer-%d","answers":{"fitness":{"kind":"answered","note":null,'
    b'"value":{"kind":"rating","rank":%d}}},"guideline_revision":2,"member_kind":"person",'
    b'"repeat":1,"supersedes":null,"taxonomy_version":1}'
)
HASHED_BYTES = (190, 340, 65)
"""Of a body, an envelope and a node: what SHA-256 has to see of every event."""


def bench_verify(folder: Path, *, events: int, advanced: Callable[[], None]) -> Comparison:
    path = folder / "bundle.zip"
    signer = Signer(ORIGIN, Ed25519PrivateKey.generate())
    _write(path, events, signer)
    jobs = os.cpu_count() or 1
    rounds: dict[str, list[float]] = {}

    def measure(name: str, act: Callable[[], None]) -> None:
        started = time.perf_counter()
        act()
        rounds.setdefault(name, []).append(events / (time.perf_counter() - started))
        advanced()

    start = _seconds_to_start(jobs)
    for _ in range(ROUNDS):
        measure("all", lambda: _verify(path, signer.verifier, jobs))
        measure("one", lambda: _verify(path, signer.verifier, 1))
        measure("file", lambda: _read_and_hash(path))
        measure("hashes", lambda: _hash_alone(events))
    size = path.stat().st_size

    def rate(key: str, name: str) -> Rate:
        return Rate(name=name, unit="events/s", rounds=tuple(rounds[key]))

    return Comparison(
        title=f"verify: a bundle of {events:,} events, {size / 1e6:.0f} MB",
        ours=rate("all", f"verified by {jobs} processes, their start included"),
        baselines=(
            rate("one", "verified by one process"),
            rate("file", "the same file unpacked and hashed, and nothing verified"),
            rate("hashes", "its three SHA-256 of each event alone"),
        ),
        remarks=(_without_start(events, rounds["all"], start),),
    )


def _seconds_to_start(jobs: int) -> float:
    started_at = time.perf_counter()
    with started(jobs) as pool:
        for one in [pool.submit(id_words, [str(uuid4())]) for _ in range(jobs)]:
            one.result()
    return time.perf_counter() - started_at


def _without_start(events: int, rates: list[float], start: float) -> str:
    rest = max(events / statistics.median(rates) - start, 1e-9)
    return f"starting them takes {start:.2f} s; without it {events / rest:,.0f} events/s"


def _verify(path: Path, verifier: Verifier, jobs: int) -> None:
    verdict = verify(path, keys=[verifier], jobs=jobs)
    if verdict.wrong is not None:
        raise RuntimeError(f"the bundle was refused: {verdict.wrong.message}")


def _read_and_hash(path: Path) -> None:
    with ZipFile(path) as file:
        for name in file.namelist():
            sha256(file.read(name)).digest()


def _hash_alone(events: int) -> None:
    body, envelope, node = (bytes(size) for size in HASHED_BYTES)
    for _ in range(events):
        sha256(body).digest()
        sha256(envelope).digest()
        sha256(node).digest()


def _write(path: Path, events: int, signer: Signer) -> None:
    segments = [min(SEGMENT_EVENTS, events - at) for at in range(0, events, SEGMENT_EVENTS)]
    frontier = Frontier()
    notes: list[tuple[int, int, str]] = []
    with writing(path) as writer:
        for number, count in enumerate(segments):
            leaves = bytearray()
            with writer.member(events_name(number)) as member:
                for start in range(0, count, SEALED_EVERY):
                    page = list(_events(frontier.size, min(SEALED_EVERY, count - start)))
                    member.write(lines_of(page))
                    leaves += leaves_of(page)
                    frontier = frontier.extended(event.leaf for event in page)
                    notes.append((1, frontier.size, _note(frontier, signer)))
            writer.write_stored(leaves_name(number), bytes(leaves))
        pages = [notes[at : at + CHECKPOINTS_PAGE] for at in range(0, len(notes), CHECKPOINTS_PAGE)]
        for number, filed in enumerate(pages):
            writer.write(checkpoints_name(number), msgspec.json.Encoder().encode_lines(filed))
        _write_standing(writer, segments, list(map(len, pages)), signer)


def _note(frontier: Frontier, signer: Signer) -> str:
    checkpoint = Checkpoint(origin=ORIGIN, size=frontier.size, root=frontier.root())
    return signer.sign(checkpoint.text())


def _write_standing(writer: Writer, segments: list[int], pages: list[int], signer: Signer) -> None:
    events = sum(segments)
    manifest = Manifest(
        format=FORMAT,
        project_id=PROJECT,
        scope=Scope.PROJECT,
        subject=None,
        events=events,
        size=events,
        segments=tuple(segments),
        checkpoints=tuple(pages),
    )
    key = base64.b64encode(signer.verifier.public_key).decode()
    writer.write(KEYS, msgspec.json.encode([Key(number=1, key=key, statement=None)]))
    writer.write(EPOCHS, b"[]")
    writer.write(README, README_TEXT.encode())
    writer.write(MANIFEST, msgspec.json.encode(manifest))


def _events(before: int, count: int) -> Iterator[RecordedEvent]:
    for place in range(before, before + count):
        command_id = uuid4()
        event = RecordedEvent(
            project_id=PROJECT,
            position=place + 1,
            stream=f"item/patient-{place // EVENTS_PER_ITEM}",
            version=place % EVENTS_PER_ITEM + 1,
            event_id=uuid4(),
            type="LabelSubmitted",
            schema_version=1,
            occurred_at=MOMENT + timedelta(seconds=place),
            recorded_at=MOMENT + timedelta(seconds=place),
            actor=f"observer-{place % 7}",
            command_id=command_id,
            causation_id=None,
            correlation_id=command_id,
            trace_id=None,
            body=BODY % (place % 7, place % 4),
            leaf=b"",
        )
        yield msgspec.structs.replace(event, leaf=leaf_v1(event))
