"""The command `labeltrail` and its sub-commands, and the one place where faults become words."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Annotated

import typer
from typer.core import TyperGroup

from labeltrail.backend.cli import (
    agreement,
    annotators,
    automation,
    bench,
    certify,
    demo,
    diff,
    distribution,
    doctor,
    erase,
    guideline,
    importing,
    infer,
    keys,
    migrate,
    outbox,
    people,
    pilot,
    precedents,
    queues,
    quotas,
    readiness,
    rebuild,
    release,
    repair,
    replay,
    schema,
    sealing,
    serve,
    splits,
    status,
    taxonomy,
    timeline,
    work,
    worker,
)
from labeltrail.backend.cli.faults import EXIT_CODES, ExitCode, told
from labeltrail.backend.cli.terminal import complain

EPILOG = f"""\b
Examples:
  labeltrail demo                           the story of one real data set, then a server
  labeltrail serve                          the GraphQL API on http://127.0.0.1:8000
  labeltrail import labels.csv --project p --create
  labeltrail status p                       is it ready, and if not, why not

\b
{EXIT_CODES.replace(" · 3", chr(10) + "3")}

\b
The database is an embedded PostgreSQL in ./.labeltrail, or LABELTRAIL_DATABASE_URL.
"""

ORDER = (
    *("demo", "serve", "worker", "import"),
    *("status", "readiness", "certify", "release"),
    *("taxonomy", "guideline", "pilot", "precedents"),
    *("people", "work", "queues", "automation"),
    *("agreement", "infer", "annotators", "distribution", "quotas", "splits"),
    *("timeline", "replay", "diff", "audit", "erase"),
    *("migrate", "keys", "doctor", "rebuild", "repair", "outbox", "bench", "schema"),
)
"""Commands as help lists them: by what one is about, not by when they came."""


class InOrder(TyperGroup):
    """A command that is not in ORDER is an error: help would have no place for it."""

    def list_commands(self, ctx: object) -> list[str]:
        return sorted(self.commands, key=ORDER.index)


application = typer.Typer(
    name="labeltrail",
    cls=InOrder,
    help="Every decision about a label is an event; truth, agreement and readiness follow.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
application.command("demo", epilog=demo.EXAMPLES)(demo.demo)
application.command("serve", epilog=serve.EXAMPLES)(serve.serve)
application.command("worker", epilog=worker.EXAMPLES)(worker.worker)
application.command("import", epilog=importing.EXAMPLES)(importing.import_file)
application.command("status", epilog=status.EXAMPLES)(status.status)
application.command("readiness", epilog=readiness.EXAMPLES)(readiness.readiness)
application.command("agreement", epilog=agreement.EXAMPLES)(agreement.agreement)
application.command("annotators", epilog=annotators.EXAMPLES)(annotators.annotators)
application.command("people", epilog=people.EXAMPLES)(people.people)
application.command("certify", epilog=certify.EXAMPLES)(certify.certify_batch)
application.add_typer(release.release, name="release")
application.command("taxonomy", epilog=taxonomy.EXAMPLES)(taxonomy.taxonomy)
application.command("pilot", epilog=pilot.EXAMPLES)(pilot.pilot)
application.command("guideline", epilog=guideline.EXAMPLES)(guideline.guideline)
application.command("precedents", epilog=precedents.EXAMPLES)(precedents.precedents)
application.command("queues", epilog=queues.EXAMPLES)(queues.queues)
application.command("quotas", epilog=quotas.EXAMPLES)(quotas.quotas)
application.command("splits", epilog=splits.EXAMPLES)(splits.splits)
application.command("infer", epilog=infer.EXAMPLES)(infer.infer)
application.command("work", epilog=work.EXAMPLES)(work.work)
application.command("automation", epilog=automation.EXAMPLES)(automation.automation)
application.command("timeline", epilog=timeline.EXAMPLES)(timeline.timeline)
application.command("replay", epilog=replay.EXAMPLES)(replay.replay)
application.command("diff", epilog=diff.EXAMPLES)(diff.diff)
application.command("distribution", epilog=distribution.EXAMPLES)(distribution.distribution)
application.command("rebuild", epilog=rebuild.EXAMPLES)(rebuild.rebuild)
application.command("erase", epilog=erase.EXAMPLES)(erase.erase)
application.command("repair", epilog=repair.EXAMPLES)(repair.repair)
application.command("outbox", epilog=outbox.EXAMPLES)(outbox.outbox)
application.command("migrate", epilog=migrate.EXAMPLES)(migrate.migrate)
application.command("doctor", epilog=doctor.EXAMPLES)(doctor.doctor)
application.add_typer(sealing.audit, name="audit")
application.add_typer(keys.keys, name="keys")
application.command("bench", epilog=bench.EXAMPLES)(bench.bench)
application.command("schema", epilog=schema.EXAMPLES)(schema.schema)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"labeltrail {metadata.version('labeltrail')}\n")
        raise typer.Exit


@application.callback()
def labeltrail(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help="Print the version."),
    ] = False,
    traceback: Annotated[
        bool,
        typer.Option("--traceback", help="Show where in Labeltrail an unexpected fault arose."),
    ] = False,
) -> None:
    _shown.traceback = traceback


class _Shown:
    traceback = False


_shown = _Shown()


def run_command() -> None:
    """Runs the command that `sys.argv` names and exits with its code."""
    try:
        application(prog_name="labeltrail")
    except KeyboardInterrupt:
        complain("interrupted")
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # `labeltrail … | head`: whoever read has enough
        sys.stderr.close()
        sys.exit(ExitCode.DONE)
    except Exception as error:
        if _shown.traceback:
            raise
        fault = told(error)
        if fault is None:
            complain(
                f"a fault of Labeltrail itself: {type(error).__name__}: {error}; "
                "`labeltrail --traceback …` shows where, please report it"
            )
            sys.exit(ExitCode.OWN_FAULT)
        complain(str(fault))
        sys.exit(fault.exit_code)
