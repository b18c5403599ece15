"""Verifies a bundle by itself: no database, no server, and nothing that the bundle says of itself.

Of a project: positions are dense from 1, recorded_at rises, every stream's versions are dense, ids
come once, a request's events stand together, every leaf is recomputed from its columns, the tree
has the signed root at every checkpoint (so any two checkpoints are consistent), and checkpoints are
signed by keys that follow from the auditor's; where the database was set back, one of these keys
has signed that. Of an item or batch: see `partial`.

Every certificate and release is computed again from the events before it and must come to the same
bytes; the checkpoint that it names is one of those signed. Other answers that are computed from
events are not in a bundle: whoever doubts one replays the events.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.certificates import verify_certificates
from labeltrail.backend.audit.forks import Forks, forks_of
from labeltrail.backend.audit.layout import Scope
from labeltrail.backend.audit.older import Older, check_same_events, read_older
from labeltrail.backend.audit.partial import verify_part
from labeltrail.backend.audit.signatures import Keys, Notes, Signed, keys_of, signed_checkpoints
from labeltrail.backend.audit.whole import Advanced, verify_whole
from labeltrail.backend.audit.wrong import Fault, Refused, Wrong, counted, refused
from labeltrail.events.proof.note import Verifier

JOBS_MAX = 32
SEGMENTS_PER_PROCESS_MIN = 2


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was verified, as far as nothing is wrong."""

    project_id: str
    scope: Scope
    subject: str | None
    events: int
    streams: int
    commands: int
    certificates: int
    """Certificates and releases, each computed again and equal."""
    checkpoints: int
    sealed_size: int
    """Up to which position it holds: a trusted signature covers these events, and no others."""
    unsealed: int
    """Events of a project's bundle after those: well-formed, and open to be changed."""
    root: str | None
    signed_by: str | None
    is_key_brought: bool
    """Whether the auditor brought the key from which trust goes."""
    restored_at: tuple[int, ...]
    """Where the database was set back, as a trusted key has signed: the last positions before."""
    remarks: tuple[str, ...]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A report, or what is wrong. Both when the last events are more than may be unsealed."""

    report: Report | None = None
    wrong: Wrong | None = None

    @property
    def is_right(self) -> bool:
        return self.report is not None and self.wrong is None


def verify(
    path: Path,
    *,
    keys: Sequence[Verifier] = (),
    against: Path | None = None,
    unsealed_max: int = 0,
    jobs: int | None = None,
    advanced: Advanced = lambda _done, _of: None,
) -> Verdict:
    """Trust goes from `keys`; `against` is a checkpoint or a bundle that was kept from before.

    More than `unsealed_max` events at the end that no trusted signature covers are wrong. Raises
    OSError for files that cannot be read.
    """
    try:
        with Bundle(path) as bundle:
            processes = _processes(bundle) if jobs is None else jobs
            found_keys = keys_of(bundle, keys)
            notes = signed_checkpoints(bundle, found_keys)
            forks = forks_of(bundle, found_keys, notes.signed)
            older = None if against is None else read_older(against, bundle, found_keys)
            if bundle.manifest.scope is Scope.PROJECT:
                report = _whole(bundle, found_keys, notes, forks, older, processes, advanced)
            else:
                report = _part(bundle, found_keys, notes, forks, older)
    except Refused as refusal:
        return Verdict(wrong=refusal.wrong)
    return Verdict(report=report, wrong=_unsealed(report, unsealed_max))


def _unsealed(report: Report, allowed: int) -> Wrong | None:
    if report.unsealed <= allowed:
        return None
    return Wrong(
        fault=Fault.UNSEALED,
        message=(
            "no trusted signature covers what stands there, so it may have been changed; "
            f"`--allow-unsealed {report.unsealed}` lets it pass"
        ),
        position=report.sealed_size + 1,
        to_position=report.sealed_size + report.unsealed,
    )


def _processes(bundle: Bundle) -> int:
    """One process for each core, if there is work for longer than it takes to start it."""
    worthwhile = len(bundle.manifest.segments) // SEGMENTS_PER_PROCESS_MIN
    return max(1, min(os.cpu_count() or 1, JOBS_MAX, worthwhile))


def _whole(
    bundle: Bundle,
    keys: Keys,
    notes: Notes,
    forks: Forks,
    older: Older | None,
    processes: int,
    advanced: Advanced,
) -> Report:
    events = bundle.manifest.events
    holding = [one for one in notes.signed if one.size <= forks.holds_up_to(one.origin.epoch)]
    roots: dict[int, list[tuple[bytes, str]]] = defaultdict(list)
    for one in holding:
        roots[one.size].append((one.checkpoint.root, "its signed checkpoint"))
    for size, root, named in forks.roots():
        roots[size].append((root, named))
    for one in older.checkpoints if older else ():
        _check_not_beyond(forks, one)
        roots[one.size].append((one.checkpoint.root, "the older checkpoint"))
    try:
        whole = verify_whole(bundle, roots, jobs=processes, advanced=advanced)
    except Refused as refusal:
        if older is not None and older.is_bundle and refusal.wrong.fault is Fault.ROOT:
            check_same_events(bundle, older.path)  # names the position, if it can
        raise forks.named(refusal) from None
    forks.check_present()
    if older is not None and older.is_bundle:
        check_same_events(bundle, older.path)
    last = _last_trusted(holding, keys, events, notes.remarks)
    remarks = [*_on_epochs(forks, notes.signed, holding), *_on_keys(keys, holding), *notes.remarks]
    certificates = verify_certificates(bundle, notes.signed, has_every_checkpoint=True)
    return _report(
        *(bundle, keys, forks, last, len(notes.signed)),
        *(len(whole.versions), whole.command_ids.count, certificates, remarks),
    )


def _part(bundle: Bundle, keys: Keys, notes: Notes, forks: Forks, older: Older | None) -> Report:
    size = bundle.manifest.size
    led_to = [one for one in notes.signed if one.size == size]
    if not led_to:
        message = "; ".join((f"the bundle has no checkpoint at {size} events", *notes.remarks))
        raise refused(Fault.SIGNATURE if notes.remarks else Fault.CHECKPOINT, message)
    forks.check_present()
    last = _last_trusted(led_to, keys, size, notes.remarks)
    assert last is not None, "an empty list was refused"
    part = verify_part(bundle, last)
    for one in older.checkpoints if older else ():
        if one.size == size and one.checkpoint.root != last.checkpoint.root:
            message = f"the older checkpoint has another root at {size} events"
            raise refused(Fault.CONSISTENCY, message)
    if older is not None and older.is_bundle:
        check_same_events(bundle, older.path)
    certificates = 0
    if bundle.manifest.scope is Scope.CERTIFICATE:
        certificates = verify_certificates(bundle, notes.signed, has_every_checkpoint=False)
    remarks = [
        f"holds for {size} events; it cannot show that a stream did not go on after its last",
        *forks.remarks(),
        *_on_keys(keys, led_to),
        *notes.remarks,
    ]
    if older is not None and all(one.size != size for one in older.checkpoints):
        remarks.append("the older checkpoint was not compared: that takes a bundle of the project")
    return _report(
        *(bundle, keys, forks, last, len(notes.signed)),
        *(len(part.versions), len(part.commands), certificates, remarks),
    )


def _report(
    bundle: Bundle,
    keys: Keys,
    forks: Forks,
    last: Signed | None,
    checkpoints: int,
    streams: int,
    commands: int,
    certificates: int,
    remarks: Sequence[str],
) -> Report:
    manifest = bundle.manifest
    sealed_size = 0 if last is None else last.size
    is_whole = manifest.scope is Scope.PROJECT
    return Report(
        project_id=manifest.project_id,
        scope=manifest.scope,
        subject=manifest.subject,
        events=manifest.events,
        streams=streams,
        commands=commands,
        certificates=certificates,
        checkpoints=checkpoints,
        sealed_size=sealed_size,
        unsealed=max(0, manifest.events - sealed_size) if is_whole else 0,
        root=None if last is None else last.checkpoint.root.hex(),
        signed_by=None if last is None else str(Verifier(str(last.origin), last.public_key)),
        is_key_brought=bool(keys.names),
        restored_at=tuple(one.fork.size for one in forks.stated),
        remarks=tuple(remarks),
    )


def _last_trusted(
    signed: Sequence[Signed], keys: Keys, events: int, passed_over: Sequence[str]
) -> Signed | None:
    """The largest checkpoint of a trusted key. None only where there is nothing to sign."""
    trusted = [one for one in signed if one.public_key in keys.trusted]
    if trusted:
        last = max(trusted, key=lambda one: (one.size, one.origin.epoch))
        instance = last.origin.instance
        if keys.names and not any(f"{one}/".startswith(f"{instance}/") for one in keys.names):
            names = ", ".join(sorted(keys.names))
            message = f"the checkpoints are of {instance}, and the key is of {names}"
            raise refused(Fault.SIGNATURE, message)
        return last
    if not events:
        return None
    if not signed:
        message = "no checkpoint holds: nobody has signed these events"
        raise refused(Fault.SIGNATURE, "; ".join((message, *keys.remarks, *passed_over)))
    message = "no checkpoint is signed by a key that follows from yours"
    raise refused(Fault.SIGNATURE, "; ".join((message, *keys.remarks, *passed_over)))


def _check_not_beyond(forks: Forks, older: Signed) -> None:
    last = forks.holds_up_to(older.origin.epoch)
    if older.size > last:
        message = (
            f"the older checkpoint is of {older.size} events of epoch {older.origin.epoch}; the "
            f"database was set back since, and only the first {int(last)} of them are still there"
        )
        raise refused(Fault.CONSISTENCY, message, int(last) + 1)


def _on_epochs(forks: Forks, signed: Sequence[Signed], holding: Sequence[Signed]) -> list[str]:
    remarks = forks.remarks()
    if len(holding) < len(signed):
        beyond = len(signed) - len(holding)
        lost = counted(beyond, "checkpoint")
        remarks.append(f"{lost} of events that were lost when it was set back")
    return remarks


def _on_keys(keys: Keys, signed: Sequence[Signed]) -> list[str]:
    remarks = list(keys.remarks)
    if not keys.names:
        remarks.append("the key is the bundle's own word; bring one with --key to trust no server")
    unknown = sum(one.public_key not in keys.trusted for one in signed)
    if unknown:
        remarks.append(
            f"{counted(unknown, 'checkpoint')} signed by keys that do not follow from yours"
        )
    return remarks
