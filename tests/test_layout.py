"""`import labeltrail` and `import graphql` mean the same things however Labeltrail is started."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ("backend", "events", "projections", "graphql")
NOT_SHIPPED = {"__pycache__", "Dockerfile"}

WHICH = """
import graphql, labeltrail
import labeltrail.backend, labeltrail.events, labeltrail.graphql.schema, labeltrail.projections
print(graphql.graphql_sync.__module__, graphql.__file__, labeltrail.__file__, sep="\\n")
"""


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own that has the wheel, and our dependencies by path."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.check_output([python, "-c", ask], text=True).strip())
    zipfile.ZipFile(wheel).extractall(packages)
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return python


@pytest.mark.parametrize("start", ["from the root", "from elsewhere"])
def test_in_a_checkout_graphql_is_graphql_core(start: str, tmp_path: Path) -> None:
    place = ROOT if start == "from the root" else tmp_path
    module, graphql, labeltrail = _which(Path(sys.executable), place)
    assert module == "graphql.graphql"
    assert not _inside(graphql, ROOT) or _inside(graphql, ROOT / ".venv")
    assert Path(labeltrail) == ROOT / "labeltrail" / "__init__.py"


def test_in_an_installed_wheel_graphql_is_graphql_core(
    installed_python: Path, tmp_path: Path
) -> None:
    module, _, labeltrail = _which(installed_python, tmp_path)
    assert module == "graphql.graphql"
    assert _inside(labeltrail, installed_python.parents[1])


def test_an_installed_wheel_started_at_the_root_still_finds_graphql_core(
    installed_python: Path,
) -> None:
    module, graphql, _ = _which(installed_python, ROOT)
    assert module == "graphql.graphql"
    assert not _inside(graphql, ROOT / "graphql")


def test_the_wheel_holds_every_file_of_the_four_folders(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {f"labeltrail/{name}" for name in _shipped()}
    assert expected <= packed
    assert packed - expected == {"labeltrail/__init__.py", "labeltrail/py.typed"}


def test_the_source_archive_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "-xf", sdist, "-C", tmp_path], check=True)
    (unpacked,) = tmp_path.iterdir()
    again = _build("wheel", unpacked, tmp_path / "again")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_contracts_see_through_the_links(tmp_path: Path) -> None:
    """Without this, a contract could be kept because the tool saw no module at all."""
    for name in ("labeltrail", *SOURCE):
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "events" / "wrong.py").write_text("import labeltrail.graphql.schema\n")
    (tmp_path / "graphql" / "wrong.py").write_text("import labeltrail.backend.settings\n")
    (tmp_path / "events" / "values.py").write_text("import asyncpg\n")
    run = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checked = subprocess.run(
        [sys.executable, "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1, checked.stdout
    assert "labeltrail.events is not allowed to import labeltrail.graphql" in checked.stdout
    assert "labeltrail.graphql is not allowed to import labeltrail.backend" in checked.stdout
    assert "labeltrail.events.values -> asyncpg" in checked.stdout


def _build(target: str, source: Path, into: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", into],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = into.iterdir()
    return built


def _which(python: Path, place: Path) -> list[str]:
    return subprocess.check_output([python, "-c", WHICH], cwd=place, text=True).splitlines()


def _inside(path: str, folder: Path) -> bool:
    return Path(path).is_relative_to(folder)


def _shipped() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in SOURCE
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }
