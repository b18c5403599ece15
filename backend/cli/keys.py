"""`labeltrail keys`: who may call the API. A key names an actor; roles are a project's members'."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.backend.composition import composed
from labeltrail.backend.keys import IssuedKey, KeyNotIssued, ListedKey
from labeltrail.events.identifiers import MemberId, TenantId

EXAMPLES = """\b
Examples:
  labeltrail keys issue ada --instance-admin        ada may create projects
  labeltrail keys issue ui --days 30                the key of an annotation UI
  labeltrail keys list
  labeltrail keys revoke 3f2a9c1b5d7e8f60

\b
A key is shown once and kept as a digest. What its actor may do is said by the members of each
project; only creating projects is a matter of the key.
"""
TENANT = "default"

keys = typer.Typer(
    help="Issue, list and revoke API keys.",
    no_args_is_help=True,
    epilog=EXAMPLES,
    rich_markup_mode=None,
)
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@keys.command("issue", epilog=EXAMPLES)
def issue(
    actor: Annotated[str, typer.Argument(help="The member id that the key acts as.")],
    tenant: Annotated[str, typer.Option(help="Whose projects it may reach.")] = TENANT,
    instance_admin: Annotated[
        bool, typer.Option("--instance-admin", help="Let it create projects.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=3650, help="When it expires.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, this once."""
    expires_at = datetime.now(UTC) + timedelta(days=days)
    try:
        issued = run(_issue(actor, tenant, expires_at, is_instance_admin=instance_admin))
    except KeyNotIssued as error:
        raise CommandFault(str(error)) from None
    if as_json:
        print_json({"key": issued.text, "prefix": issued.prefix, "expiresAt": expires_at})
        return
    console().print(issued.text)
    note(f"acts as {actor} in tenant {tenant} until {expires_at:%Y-%m-%d}; it is not shown again")


@keys.command("list", epilog=EXAMPLES)
def list_keys(
    every: Annotated[bool, typer.Option("--all", help="Revoked and expired ones, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The keys that open something, newest first; never the secrets."""
    now = datetime.now(UTC)
    found = run(_listed())
    listed = [one for one in found if every or _is_valid(one, now)]
    if as_json:
        print_json(listed)
        return
    rows = [
        (
            one.prefix,
            one.actor,
            one.tenant_id,
            "yes" if one.is_instance_admin else "no",
            _state(one, now),
            f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never",
        )
        for one in listed
    ]
    table(console(), ("prefix", "actor", "tenant", "instance admin", "state", "last used"), rows)
    if len(listed) < len(found):
        note(f"{len(found) - len(listed)} revoked or expired; `--all` shows them")


@keys.command("revoke", epilog=EXAMPLES)
def revoke(
    prefix: Annotated[str, typer.Argument(help="The key's prefix, as `keys list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Refuse a key from now on."""
    if not run(_revoke(prefix)):
        message = f"no key with prefix {prefix!r} is in use; `labeltrail keys list` shows them"
        raise CommandFault(message, ExitCode.REFUSED)
    if as_json:
        print_json({"revoked": prefix})
        return
    console().print(f"revoked {prefix}")


def _is_valid(key: ListedKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def _state(key: ListedKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "valid"
    word = "expired" if key.expires_at <= now else "valid until"
    return f"{word} {key.expires_at:%Y-%m-%d}"


async def _issue(
    actor: str, tenant: str, expires_at: datetime, *, is_instance_admin: bool
) -> IssuedKey:
    async with composed(settings(), folds=False) as parts:
        return await parts.keys.issue(
            tenant=TenantId(tenant),
            actor=MemberId(actor),
            issued_by=operator(),
            is_instance_admin=is_instance_admin,
            expires_at=expires_at,
        )


async def _listed() -> list[ListedKey]:
    async with composed(settings(), folds=False) as parts:
        return await parts.keys.listed()


async def _revoke(prefix: str) -> bool:
    async with composed(settings(), folds=False) as parts:
        return await parts.keys.revoke(prefix, revoked_by=operator())


def operator() -> str:
    """Who sits at this machine, for the record of issued keys."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "operator"
