"""`labeltrail erase`: what a person wrote goes for ever, and that it was erased stays."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.keys import TENANT, operator
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.backend.composition import composed
from labeltrail.events.directory import erasure
from labeltrail.events.directory.erasure import Erasure, Ground, Holdings, TextCount
from labeltrail.events.identifiers import MemberId, TenantId

EXAMPLES = """\b
Examples:
  labeltrail erase bo --dry-run              what would go: texts by project and kind
  labeltrail erase bo --yes                  without asking, as scripts do
  labeltrail erase bo --tenant town --reason consent-withdrawn
  labeltrail erase --orphans                 words that a killed process left behind

\b
Key and words are destroyed in one transaction. Labels, reviews and decisions stay, without the
words: no answer changes and every proof still verifies. Who asked, when and why is recorded.
Running it again finds nothing to do. Exit code 1: nobody by this id wrote anything.
"""


def erase(
    subject: Annotated[str | None, typer.Argument(help="Whose words; a member's id.")] = None,
    tenant: Annotated[str, typer.Option(help="Whose projects they wrote in.")] = TENANT,
    reason: Annotated[Ground, typer.Option(help="On which ground.")] = Ground.REQUESTED,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Sweep words over an hour old that no event has.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Erase what a person wrote: their words and the key that they were encrypted under."""
    if orphans:
        if subject is not None or dry_run:
            raise CommandFault("--orphans stands alone: nobody's words in particular are swept")
        _sweep(as_json=as_json)
        return
    if subject is None:
        raise CommandFault("name whose words to erase, or --orphans; `labeltrail erase --help`")
    if as_json and not (yes or dry_run):
        raise CommandFault("--json asks no questions: add --yes, or --dry-run")
    person, owner = MemberId(subject), TenantId(tenant)
    held = run(_held(owner, person))
    if held.erased_at is None and not held.has_key:
        raise CommandFault(run(_nobody(owner, person)), ExitCode.REFUSED)
    if not as_json:
        _show(held, person, owner)
    if dry_run or not held.has_key:
        done = Erasure(erasure_id=None, erased_at=held.erased_at, texts=())
    else:
        if not yes:
            _ask(person)
        done = run(_erase(owner, person, reason))
    _tell(person, owner, held, done, as_json=as_json)


def _show(held: Holdings, person: MemberId, tenant: TenantId) -> None:
    if not held.has_key:
        return
    out = console()
    out.print(f"What {person} wrote in tenant {tenant} since {held.known_since:%Y-%m-%d}:")
    rows = [(one.project_id, one.kind, str(one.texts)) for one in held.texts]
    if rows:
        table(out, ("project", "kind", "texts"), rows, right=("texts",))
    else:
        out.print("no words, only a key")


def _ask(person: MemberId) -> None:
    if not sys.stdin.isatty():
        raise CommandFault("nobody is here to ask; add --yes to erase, or --dry-run to look")
    if not typer.confirm(f"Erase this for ever? What {person} decided stays.", err=True):
        raise CommandFault("nothing was erased", ExitCode.REFUSED)


def _tell(
    person: MemberId, tenant: TenantId, held: Holdings, done: Erasure, *, as_json: bool
) -> None:
    if as_json:
        print_json(
            {
                "subject": person,
                "tenant": tenant,
                "isDone": done.erasure_id is not None,
                "held": [_as_json(one) for one in held.texts],
                "erased": [_as_json(one) for one in done.texts],
                "erasureId": done.erasure_id,
                "erasedAt": done.erased_at,
            }
        )
    elif done.erasure_id is not None:
        texts = sum(one.texts for one in done.texts)
        console().print(f"erased the key and {_texts(texts)} of {person}")
        note(f"recorded as erasure {done.erasure_id}; copies in backups last as long as those do")
    elif held.has_key:
        note("nothing was erased; leave out --dry-run to do it")
    else:
        console().print(
            f"nothing to erase: {person} was erased on {held.erased_at:%Y-%m-%d}"
            " and has written nothing since"
        )


def _sweep(*, as_json: bool) -> None:
    swept = run(_swept())
    if as_json:
        print_json({"swept": swept})
        return
    console().print(f"swept {_texts(swept)} that no event refers to")


def _texts(number: int) -> str:
    return "1 text" if number == 1 else f"{number} texts"


def _as_json(count: TextCount) -> dict[str, object]:
    return {"project": count.project_id, "kind": count.kind, "texts": count.texts}


async def _held(tenant: TenantId, person: MemberId) -> Holdings:
    async with composed(settings(), folds=False) as parts:
        return await erasure.holdings(parts.pool, tenant, person)


async def _nobody(tenant: TenantId, person: MemberId) -> str:
    async with composed(settings(), folds=False) as parts:
        elsewhere = await erasure.tenants(parts.pool, person)
    hint = f"somebody did in --tenant {' or '.join(elsewhere)}" if elsewhere else "check both ids"
    return f"nobody called {person!r} wrote anything in tenant {tenant!r}; {hint}"


async def _erase(tenant: TenantId, person: MemberId, reason: Ground) -> Erasure:
    async with composed(settings(), folds=False) as parts:
        return await erasure.erase(
            parts.pool, tenant, person, ground=reason, requested_by=operator()
        )


async def _swept() -> int:
    async with composed(settings(), folds=False) as parts:
        return (await erasure.sweep(parts.pool)).texts
