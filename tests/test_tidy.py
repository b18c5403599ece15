"""The house rules that a machine can see. Each message says what to do instead."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ("backend", "events", "projections", "graphql")
TOP_LEVEL = {
    *SOURCE,
    "labeltrail",
    "tests",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docker-compose.yml",
    "pyproject.toml",
}
LEFTOVERS = {"__pycache__", "dist"}
DUMPS = "tests/released"  # what pg_dump wrote of a release is kept as it is
READS_ENVIRONMENT = "backend/settings.py"

LINE_LENGTH_MAX = 100
SOURCE_LINES_MAX = 300
TEST_LINES_MAX = 500
FUNCTION_LINES_MAX = 70

SAY_NOTHING = {
    *("util", "utils", "helper", "helpers", "manager", "managers", "service", "services"),
    *("common", "base", "misc", "data", "info", "process", "do"),
}
ROLES = {"manager", "managers"}  # a member of a project may be one, so a variable may hold one
SAYS_NOTHING_AT_THE_END = re.compile(r"(Util|Helper|Manager|Service|Base|Impl)s?$")

SILENCED = re.compile(r"#\s*(type: ignore|noqa)\b(?P<rest>.*)")
REASONED = re.compile(r"(\[[\w, -]+\]|:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)\s*(#|-)\s*\S")
SQL_NAME = re.compile(r"^-- name: *(\w+)", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)
SELECT_STAR = re.compile(r"\bSELECT\s+(DISTINCT\s+)?(\w+\.)?\*|,\s*\w+\.\*", re.IGNORECASE)

CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "--diff", "."],
    "mypy": ["-m", "mypy"],
    "import-linter": [
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ],
}
MEND = {
    "ruff check": "mend what it names; `.venv/bin/ruff check --fix` does the easy part",
    "ruff format": "run `.venv/bin/ruff format`",
    "mypy": "give the value the type it has; ignoring needs a reason on the line",
    "import-linter": "move the code to the side that may know both; see pyproject.toml",
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_tools_are_content(check: str) -> None:
    ran = subprocess.run(
        [sys.executable, *CHECKS[check]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{check}: {MEND[check]}\n{ran.stdout[-6000:]}{ran.stderr[-2000:]}"


def test_the_top_level_holds_the_agreed_names_only() -> None:
    found = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    stray = found - TOP_LEVEL - LEFTOVERS
    assert not stray, f"move {stray} into one of {SOURCE} or tests/"


def test_graphql_is_no_package_of_its_own() -> None:
    for path in ("graphql/__init__.py", "tests/graphql"):
        assert not (ROOT / path).exists(), f"remove {path}: started here it hides graphql-core"


def test_files_are_short() -> None:
    def limit(path: Path) -> int:
        return TEST_LINES_MAX if _is_test(path) else SOURCE_LINES_MAX

    long = [path for path in _files("py", "sql") if len(_lines(path)) > limit(path)]
    assert not long, f"split by subject: {_named(long)}"


def test_lines_are_short() -> None:
    long = [
        f"{_name(path)}:{number}"
        for path in _files("py", "sql")
        for number, line in enumerate(_lines(path), 1)
        if len(line) > LINE_LENGTH_MAX
    ]
    assert not long, f"over {LINE_LENGTH_MAX} characters, break the thought in two: {long}"


def test_functions_fit_a_screen() -> None:
    long = [
        f"{_name(path)}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in _files("py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert not long, (
        f"over {FUNCTION_LINES_MAX} lines, let leaves compute and one own the flow: {long}"
    )


def test_names_say_something() -> None:
    empty = [
        f"{_name(path)}:{line} {name}"
        for path in _files("py")
        for line, name in [(1, path.stem), (1, path.parent.name), *_given_names(_tree(path))]
        if line == 1 or name not in ROLES
        if name in SAY_NOTHING or SAYS_NOTHING_AT_THE_END.search(name)
    ]
    assert not empty, f"use a name that could be a heading in the README: {empty}"


def test_modules_say_what_they_guarantee() -> None:
    silent = [
        path
        for path in _source("py")
        if _tree(path).body and ast.get_docstring(_tree(path)) is None
    ]
    assert not silent, (
        f"begin with a docstring that says what the module guarantees: {_named(silent)}"
    )


def test_silenced_checks_give_their_reason() -> None:
    silenced = [
        f"{_name(path)}:{number}"
        for path in _files("py")
        for number, line in enumerate(_lines(path), 1)
        if (found := SILENCED.search(line)) and not REASONED.match(found["rest"].strip())
        if path != Path(__file__)
    ]
    assert not silenced, (
        "name the rule and say why on the line, as in `# type: ignore[arg-type]  # reason` "
        f"or `# noqa: S608 - reason`: {silenced}"
    )


def test_only_settings_read_the_environment() -> None:
    readers = [
        f"{_name(path)}:{node.lineno}"
        for path in _source("py")
        if _name(path) != READS_ENVIRONMENT
        for node in ast.walk(_tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {"environ", "environb", "getenv"} & {alias.name for alias in node.names}
        )
    ]
    assert not readers, f"take the value from Settings ({READS_ENVIRONMENT}): {readers}"


def test_queries_name_their_columns() -> None:
    stars = [
        f"{_name(path)}: {found.group()}"
        for path in _source("py", "sql")
        for found in SELECT_STAR.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not stars, f"name one column per line: {stars}"


def test_every_statement_is_used_and_every_use_exists() -> None:
    used: dict[Path, set[str]] = {}
    for module in _source("py"):
        for variable, file in _loaded(_tree(module)):
            names = used.setdefault((module.parent / file).resolve(), set())
            names |= _statements_asked(_tree(module), variable)
    statements = {
        path.resolve(): set(SQL_NAME.findall(path.read_text(encoding="utf-8")))
        for path in _source("sql")
        if path.parent.name != "migrations"
    }
    for path, names in statements.items():
        unused = names - used.get(path, set())
        assert not unused, f"remove from {_name(path)}, nobody asks for them by name: {unused}"
    for path, names in used.items():
        missing = names - statements.get(path, set()) - {"items", "keys", "values", "get"}
        assert not missing, f"write these statements in {_name(path)} or mend the name: {missing}"


def test_no_download_address_is_kept() -> None:
    for pins in (ROOT / ".pins").glob("*.txt"):
        assert "://" not in pins.read_text(encoding="utf-8"), f"run `make pins` again: {pins.name}"
    assert not (ROOT / "uv.lock").exists(), "remove uv.lock: `make pins` keeps hashes, no addresses"


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    run = [*project["project"]["dependencies"], *groups["build"]]
    wanted = {"run": run, "test": [*run, *groups["dev"], *groups["reference"]]}
    for pins, requirements in wanted.items():
        pinned = set(PINNED.findall((ROOT / ".pins" / f"{pins}.txt").read_text(encoding="utf-8")))
        named = {re.split(r"[\[<>=~!; ]", line)[0].lower() for line in requirements}
        assert named <= pinned, f"run `make pins`; .pins/{pins}.txt lacks {named - pinned}"


def _files(*suffixes: str) -> list[Path]:
    return [*_source(*suffixes), *_below("tests", suffixes)]


def _source(*suffixes: str) -> list[Path]:
    return [path for folder in SOURCE for path in _below(folder, suffixes)]


def _below(folder: str, suffixes: tuple[str, ...]) -> list[Path]:
    found = [path for suffix in suffixes for path in (ROOT / folder).rglob(f"*.{suffix}")]
    written = (path for path in found if "__pycache__" not in path.parts)
    return sorted(path for path in written if path.suffix == ".py" or path.parent != ROOT / DUMPS)


def _is_test(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests")


@cache
def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _named(paths: list[Path]) -> list[str]:
    return [f"{_name(path)} ({len(_lines(path))} lines)" for path in paths]


def _given_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case _:
                pass


def _loaded(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(variable, file) of every `VARIABLE = load(…, "file.sql")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=variable)],
                value=ast.Call(
                    func=ast.Name(id="load") | ast.Attribute(attr="load"),
                    args=[_, ast.Constant(value=str(file))],
                ),
            ):
                yield variable, file
            case _:
                pass


def _statements_asked(tree: ast.Module, variable: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=found), attr=name) if found == variable:
                names.add(name)
            case ast.Subscript(value=ast.Name(id=found), slice=ast.Constant(value=str(name))) if (
                found == variable
            ):
                names.add(name)
            case _:
                pass
    return names
