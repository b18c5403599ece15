"""`labeltrail certify`: certify a batch as it stands, and what its certificates say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import Cell, console, print_json, table, word
from labeltrail.backend.composition import Composition, composed
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import BatchId, MemberId, ProjectId, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.seal import SealRefused
from labeltrail.events.rejections import Rejection
from labeltrail.events.requests import Accepted, Result
from labeltrail.events.streams.certificate import (
    Certificate,
    Certification,
    Finding,
    Revocation,
    SealedTree,
)
from labeltrail.projections.certificates.certifying import Wanted, certify
from labeltrail.projections.releases.releasing import certification

EXAMPLES = """\b
Examples:
  labeltrail certify fitness spring
  labeltrail certify fitness spring --as beth

\b
Without --as nothing is written: it tells the certificates that there are, and ends with 1 where
none is in force. With it the ledger is sealed, the batch judged as of there, and certified if it is
ready; the checkpoint proves it at once. `labeltrail audit export --certificates spring` hands it to
an auditor.
"""
HEAD = ("requirement", "finding", "observed", "wanted", "cases")
DIGEST_CHARACTERS = 16


def certify_batch(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    batch: Annotated[str, typer.Argument(help="The batch's id.")],
    member: Annotated[
        str | None, typer.Option("--as", metavar="MEMBER", help="Who certifies.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Certify a batch that is ready, or tell its certificates."""
    known = run(_certified(project, batch, member))
    if as_json:
        print_json({"certificates": known.certificates, "waivers": list(known.waivers.values())})
    else:
        tell(console(), known)
    if known.in_force is None:
        raise typer.Exit(ExitCode.REFUSED)


def tell(out: Console, known: Certification) -> None:
    if not known.certificates:
        out.print("This batch was never certified.")
        return
    for place, one in enumerate(known.certificates):
        if place:
            out.print()
        _tell(out, one)


def sealed(tree: SealedTree) -> str:
    return f"{tree.size:,} events of {tree.origin}, root {tree.root[:DIGEST_CHARACTERS]}…"


async def act_as(parts: Composition, project: str, member: str) -> Act:
    """Whoever has the database may say who acts; the decision asks for the roles."""
    tenant = await read.tenant_of(parts.pool, project)
    now = datetime.now(UTC)
    who = MemberId(member)
    return Act(actor=who, person=who, now=now, occurred_at=now, tenant=TenantId(tenant or ""))


def accepted(result: Result) -> Accepted:
    """A refusal ends the command."""
    if isinstance(result, Accepted):
        return result
    if isinstance(result, Rejection):
        raise CommandFault(result.message, ExitCode.REFUSED)
    raise CommandFault("it has changed meanwhile; look again", ExitCode.REFUSED)


async def wanted_by(parts: Composition, project: str, batch: str, member: str) -> Wanted:
    return Wanted(
        project_id=ProjectId(project),
        command_id=uuid4(),
        batch_id=BatchId(batch),
        act=await act_as(parts, project, member),
    )


async def _certified(project: str, batch: str, member: str | None) -> Certification:
    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        if member is not None:
            wanted = await wanted_by(parts, project, batch, member)
            try:
                accepted(await certify(parts.pool, parts.executor, parts.sealer.seal, wanted))
            except SealRefused as refused:
                raise CommandFault(f"cannot be sealed: {refused}", ExitCode.REFUSED) from None
        return await certification(parts.pool, project, BatchId(batch))


def _tell(out: Console, one: Certificate) -> None:
    fact, found = one.fact, one.fact.assessment
    line = word("IN FORCE" if one.is_in_force else "REVOKED")
    when = f"{one.recorded_at:%Y-%m-%d %H:%M} UTC"
    told = f"  certificate {fact.number} by {fact.certified_by}, {when}"
    out.print(line.append(told, "default"), soft_wrap=True)
    versions = found.versions
    out.print(
        f"position {found.position}: {found.items} items, {found.truths} truths, taxonomy"
        f" {versions.taxonomy}, guideline {versions.guideline_revision}, policy {versions.policy}",
        soft_wrap=True,
        highlight=False,
    )
    table(out, HEAD, map(_row, found.findings), right=("cases",))
    out.print(
        f"sealed with {sealed(fact.checkpoint)}; state {found.state_sha256[:DIGEST_CHARACTERS]}…,"
        f" truths {found.truths_sha256[:DIGEST_CHARACTERS]}…",
        soft_wrap=True,
        highlight=False,
    )
    revoked = one.revocation
    if revoked is not None:
        out.print(end_of(revoked), soft_wrap=True, highlight=False)


def end_of(revoked: Revocation) -> str:
    """Where a certificate ended, and why."""
    why = revoked.fact.found
    told = why.sentence if why is not None else f"Revoked by {revoked.fact.revoked_by} by hand."
    return f"position {revoked.position}: {told}"


def _row(found: Finding) -> tuple[Cell, ...]:
    asked = found.requirement
    task = f" of {asked.task}" if asked.task is not None else ""
    sign = "≥" if asked.comparison.name == "AT_LEAST" else "≤"
    return (
        f"{asked.metric.replace('_', ' ')}{task}",
        word(found.result.name),
        f"{found.observed.normalize():f}" if found.observed is not None else "none",
        f"{sign} {asked.threshold}",
        str(found.n),
    )
