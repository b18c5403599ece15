"""`labeltrail erase`: it shows, asks, erases once, and says so; answers stay what they were."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import pty
import stat
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from labeltrail.backend.settings import Settings, SettingsError
from labeltrail.backend.subject_keys import FILE_NAME, keyring
from labeltrail.events.envelope import leaf_v1
from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger import read
from labeltrail.projections.rebuild import rebuild
from tests.api.letters import QUESTION, RATIONALE, morning
from tests.api.townhall import PROJECT, TENANT, TownHall, founded, opened
from tests.backend.cli.conftest import Ended, run
from tests.events.history import ITEM
from tests.execute.desk import OWLS, accepted
from tests.execute.desk import opened as desk_opened
from tests.execute.searching import tables_that_hold

ANSWERS = (
    f'{{ project(id: "{PROJECT}", atLeast: "LAST") {{'
    "  agreement { task alphaNominal { value status } alphaOrdinal { value } ac1 { value } }"
    "  readiness { verdict sentence } counts { items itemsLabeled openEscalations } }"
    f' items: item(project: "{PROJECT}", itemId: "letter-1", atLeast: "LAST") {{'
    "  labels(first: 10) { nodes { labelId annotator answers { json } } }"
    "  groundTruth { task category origin absence explanation { sentence } } }"
    f' third: item(project: "{PROJECT}", itemId: "letter-3", atLeast: "LAST") {{'
    "  groundTruth { task category origin absence explanation { sentence } } } }"
)


@pytest.fixture
async def busy(database_url: str) -> AsyncIterator[TownHall]:
    """The town hall after its morning: cy has asked a question, jo has given a reason."""
    async with opened(database_url) as hall:
        await founded(hall)
        await morning(hall)
        yield hall


async def erase(database_url: str, folder: Path, *arguments: str) -> Ended:
    return await asyncio.to_thread(
        run, "erase", *arguments, "--tenant", TENANT, folder=folder, database_url=database_url
    )


async def answers(town: TownHall) -> dict[str, Any]:
    last = await read.head(town.parts.pool, ProjectId(PROJECT))
    return (await town.ask("liv", ANSWERS.replace("LAST", str(last)))).told


async def test_it_shows_and_asks_before_it_erases(
    busy: TownHall, database_url: str, tmp_path: Path
) -> None:
    looked = await erase(database_url, tmp_path, "cy", "--dry-run")
    assert looked.code == 0
    assert looked.out.splitlines()[1:] == [
        "project       kind      texts",
        "letters-1911  question      1",
    ]
    assert "nothing was erased" in looked.complaint
    unasked = await erase(database_url, tmp_path, "cy")
    assert (unasked.code, unasked.out.splitlines()[1:]) == (2, looked.out.splitlines()[1:])
    assert "--yes" in unasked.complaint
    assert (await erase(database_url, tmp_path, "cy", "--json")).code == 2
    assert await busy.parts.pool.fetchval("SELECT count(*) FROM directory.erasures") == 0


async def test_it_erases_once_and_records_it(
    busy: TownHall, database_url: str, tmp_path: Path
) -> None:
    given = ("cy", "--yes", "--json", "--reason", "consent-withdrawn")
    done = (await erase(database_url, tmp_path, *given)).json
    question = [{"project": PROJECT, "kind": "question", "texts": 1}]
    assert (done["isDone"], done["held"], done["erased"]) == (True, question, question)
    row = await busy.parts.pool.fetchrow("SELECT person_id, reason FROM directory.erasures")
    assert tuple(row or ()) == ("cy", "consent-withdrawn")
    again = (await erase(database_url, tmp_path, *given)).json
    assert (again["isDone"], again["held"], again["erased"]) == (False, [], [])
    assert again["erasedAt"] == done["erasedAt"]
    told = await erase(database_url, tmp_path, "cy")
    assert told.code == 0
    assert "and has written nothing since" in told.out


async def test_nobody_of_that_id_is_told_apart_from_done(
    busy: TownHall, database_url: str, tmp_path: Path
) -> None:
    ended = await erase(database_url, tmp_path, "cyy", "--yes")
    assert ended.code == 1
    assert "check both ids" in ended.complaint
    elsewhere = await asyncio.to_thread(
        run, "erase", "cy", "--yes", folder=tmp_path, database_url=database_url
    )
    assert elsewhere.code == 1
    assert f"--tenant {TENANT}" in elsewhere.complaint
    alone = await asyncio.to_thread(run, "erase", folder=tmp_path, database_url=database_url)
    assert alone.code == 2


async def test_no_answer_and_no_proof_changes(
    busy: TownHall, database_url: str, tmp_path: Path
) -> None:
    pool, project = busy.parts.pool, ProjectId(PROJECT)
    before, log = await answers(busy), await read.read_project(pool, project, after=0, limit=10_000)
    built = await rebuild(pool, PROJECT)
    assert built.is_equal
    for person in ("cy", "jo"):
        assert (await erase(database_url, tmp_path, person, "--yes")).code == 0
    assert await answers(busy) == before
    assert await read.read_project(pool, project, after=0, limit=10_000) == log
    assert all(leaf_v1(event) == event.leaf for event in log)
    anew = await rebuild(pool, PROJECT)
    assert anew.is_equal
    assert anew.rebuilt == built.rebuilt
    for words in (QUESTION, RATIONALE):
        assert await tables_that_hold(pool, words) == []


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("y\n", 0)])
async def test_in_a_terminal_it_asks(
    busy: TownHall, database_url: str, tmp_path: Path, answer: str, code: int
) -> None:
    arguments = ("erase", "cy", "--tenant", TENANT)
    seen, ended = await asyncio.to_thread(
        answered_in_a_terminal, arguments, answer, folder=tmp_path, database_url=database_url
    )
    assert "Erase this for ever? What cy decided stays. [y/N]" in seen
    assert ended == code
    kept = await busy.parts.pool.fetchval(
        "SELECT count(*) FROM directory.subject_keys WHERE person_id = 'cy'"
    )
    assert kept == code, "refused, the key stays"


def answered_in_a_terminal(
    arguments: Sequence[str], answer: str, *, folder: Path, database_url: str
) -> tuple[str, int]:
    """What a command says to somebody who answers its question, and its exit code."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "labeltrail.backend", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LABELTRAIL_DATABASE_URL": database_url},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as command:
        os.close(theirs)
        os.write(ours, answer.encode())
        written = b""
        with contextlib.suppress(OSError):  # Linux says so at the end
            while piece := os.read(ours, 65_536):
                written += piece
        os.close(ours)
    return written.decode(), command.returncode


async def test_auditors_bundle_holds_no_words_and_verifies_after(
    busy: TownHall, database_url: str, tmp_path: Path
) -> None:
    """One from before does not hold them either, and both are of one log."""

    async def labeltrail(*arguments: str) -> Ended:
        ended = await asyncio.to_thread(
            run, "audit", *arguments, folder=tmp_path, database_url=database_url
        )
        assert ended.code == 0, ended.complaint
        return ended

    await labeltrail("export", "--project", PROJECT, "--output", "before.zip")
    for person in ("cy", "jo"):
        assert (await erase(database_url, tmp_path, person, "--yes")).code == 0
    await labeltrail("export", "--project", PROJECT, "--output", "after.zip")
    for name in ("before.zip", "after.zip"):
        with zipfile.ZipFile(tmp_path / name) as bundle:
            everything = b"".join(bundle.read(one) for one in bundle.namelist())
        assert b"letter-1" in everything
        assert not [words for words in (QUESTION, RATIONALE) if words.encode() in everything]
    verified = await labeltrail("verify", "after.zip", "--against", "before.zip")
    assert "PASS" in verified.out


def test_embedded_database_has_its_key_in_a_file_of_its_owner(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "fresh")
    made = keyring(settings)
    file = tmp_path / "fresh" / FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keyring(settings) == made
    assert [one.name for one in file.parent.iterdir()] == [FILE_NAME]
    assert len(made.keys) == 1


def test_server_of_ones_own_gets_no_key_that_could_be_lost(tmp_path: Path) -> None:
    settings = Settings(database_url="postgresql://db/x", data_dir=tmp_path)
    assert keyring(settings).keys == ()
    assert not list(tmp_path.iterdir())


def test_key_file_holds_one_key_a_line(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    keys = [os.urandom(32), os.urandom(32)]
    lines = ["# the first wraps", *(base64.b64encode(key).decode() for key in keys), ""]
    file.write_text("\n".join(lines))
    assert keyring(Settings(subject_key_file=file)).keys == tuple(keys)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, "cannot be read"),
        ("# nothing\n", "holds no key"),
        ("c2hvcnQ=\n", "line 1"),
        ("\N{SNOWMAN}", "cannot be read"),
        ("-----BEGIN PRIVATE KEY-----\n", "line 1"),
    ],
)
def test_key_file_that_cannot_be_is_named(tmp_path: Path, text: str | None, fault: str) -> None:
    file = tmp_path / "keys"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=fault) as raised:
        keyring(Settings(subject_key_file=file))
    assert "LABELTRAIL_SUBJECT_KEY_FILE" in str(raised.value)
    assert "c2hvcnQ" not in str(raised.value)


async def test_dump_without_the_key_file_reads_nothing(
    database_url: str, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    """Words through a process with a key; a process without it is told which one it lacks."""
    key = tmp_path / "key"
    key.write_text(base64.b64encode(os.urandom(32)).decode())
    async with desk_opened(pool, keyring(Settings(subject_key_file=key))) as desk:
        await desk.found()
        accepted(await desk.ask(await desk.question("Which owl calls first?")))
        assert await desk.words() == ["Which owl calls first?"]
    given = ("timeline", OWLS, "--item", ITEM)
    lacking = await asyncio.to_thread(run, *given, folder=tmp_path, database_url=database_url)
    assert lacking.code == 2
    assert "LABELTRAIL_SUBJECT_KEY_FILE" in lacking.complaint
    shown = await asyncio.to_thread(
        run,
        *given,
        folder=tmp_path,
        database_url=database_url,
        LABELTRAIL_SUBJECT_KEY_FILE=str(key),
    )
    assert "Which owl calls first?" in shown.out
