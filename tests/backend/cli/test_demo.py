"""The demonstration: real labels through the API, and every figure as the API answers it."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from labeltrail.backend.demo.facts import patients
from tests.backend.cli.conftest import Command, Ended, run

CHAPTERS = 18


def test_story_is_told_to_its_end(story: Ended) -> None:
    assert story.code == 0, story.complaint
    chapters = re.findall(r"^ ?(\d+) \S", story.out, re.MULTILINE)
    assert chapters == [str(number) for number in range(1, CHAPTERS + 1)]


def test_published_figures_come_out(story: Ended) -> None:
    table = {
        name.strip(): figures.split()
        for name, figures in re.findall(r"^   (\S[^\d\n]*?)  +([\d. ]+)$", story.out, re.MULTILINE)
    }
    assert table["Krippendorff's alpha, nominal"] == ["0.584", "0.584"]
    assert table["Krippendorff's alpha, ordinal"] == ["0.812", "0.812"]


def test_what_is_not_in_the_paper_is_marked(story: Ended) -> None:
    """Every chapter that acts beyond the table says so."""
    marked = [one for one in re.split(r"^ ?\d+ ", story.out, flags=re.MULTILINE) if "(illus" in one]
    titles = [one.splitlines()[0] for one in marked]
    assert titles == [
        "The rules come first",
        "A reviewer looks, and asks",
        "The guideline is revised, and the questions are answered under it",
        "No production before the pilot has passed",
        "Labels of before revision 2",
        "Gold, proposed by a rule and approved by a person",
        "Fit to train on? Not for one grade",
        "Certified",
        "A late correction",
        "Settled, certified again, released",
    ]


def test_piped_story_has_no_colour_and_fits_a_terminal(story: Ended) -> None:
    assert "\x1b" not in story.out + story.complaint
    paragraphs = [line for line in story.out.splitlines() if "  " not in line.strip()]
    assert max(map(len, paragraphs)) <= 100


def test_second_run_makes_a_project_of_its_own_with_the_same_figures(retold: Command) -> None:
    ended = retold("demo", "--json")
    assert ended.code == 0, ended.complaint
    figures = ended.json
    assert figures["project"] == "fitness-2"
    assert figures["labels"] == sum(len(one.readings) for one in patients()) == 315
    assert round(figures["alphaNominal"], 3) == 0.584
    assert round(figures["alphaOrdinal"], 3) == 0.812
    assert figures["votesEqualToEstimate"] == 43
    assert figures["firstVerdict"] == "NOT_READY"
    assert any("without ground truth" in reason for reason in figures["firstReasons"])
    assert figures["lastVerdict"] == "READY"
    assert figures["beforeRevision2"] == {
        "patient-2": "3 by consensus",
        "patient-4": "none (tie)",
    }
    assert figures["now"] == {"patient-2": "4 by adjudication", "patient-4": "2 by adjudication"}
    certified = figures["certified"]
    assert certified["refusedBeforePilot"] == "PILOT_NOT_PASSED"
    assert certified["golds"] == ["patient-11 = 4", "patient-27 = 2", "patient-28 = 1"]
    assert certified["verdictOnClass"] == (
        "The number of items of a class of fitness is at least 4 for 3 of 4 classes;"
        " class 4 is furthest off: 3, on 45 items."
    )
    assert certified["revokedBecause"].startswith("A label undermined certificate 1")
    assert (certified["certificate"], certified["recertified"]) == (1, 2)
    assert len(certified["manifestSha256"]) == 64


def test_it_serves_what_it_tells_to_try(tmp_path: Path, database_url: str) -> None:
    """The commands printed at the end are run as they stand."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "labeltrail.backend", "demo"],
        cwd=tmp_path,
        env={
            "PATH": "/usr/bin:/bin",
            "LABELTRAIL_DATABASE_URL": database_url,
            "LABELTRAIL_PORT": "1",
            "LABELTRAIL_HOST": "127.0.0.1",
        }
        | {"LABELTRAIL_PORT": str(_free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        told = []
        for line in demo.stdout:
            told.append(line)
            if "Ctrl-C ends the server" in line:
                break
        commands = [line for line in told if line.startswith("curl ")]
        assert len(commands) == 3
        for command in commands:
            answer = _answer(command)
            assert "errors" not in answer, answer
            assert all(answer["data"].values())
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=30) == 0


def _answer(command: str) -> dict[str, dict[str, object]]:
    """What curl would print, by a client that is installed everywhere."""
    _, _, url, *options = shlex.split(command)
    headers = dict(
        options[place + 1].split(": ", 1) for place, one in enumerate(options) if one == "-H"
    )
    body = options[options.index("-d") + 1]
    answered: dict[str, dict[str, object]] = json.loads(
        httpx.post(url, content=body, headers=headers).content
    )
    return answered


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_broken_database_is_told_in_one_line(tmp_path: Path) -> None:
    ended = run(
        "demo", "--no-serve", folder=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none"
    )
    assert ended.code == 3
    assert "cannot be reached" in ended.complaint
    assert "Traceback" not in ended.complaint
