"""Every rule that can refuse does so in a test, and says what kind of refusal it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from labeltrail.events.rejections import Kind, Rule

TESTS = Path(__file__).parents[1]
SOURCE = TESTS.parent / "events"
PROVOKED = re.compile(r"\bRule\.([A-Z_]+)")


def named_in(*folders: Path) -> set[str]:
    files = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return {
        name
        for path in files
        if path.name not in ("test_rules.py", "rejections.py")
        for name in PROVOKED.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("rule", Rule, ids=lambda one: one.code)
def test_rule_is_provoked_by_a_test(rule: Rule) -> None:
    provoked = named_in(TESTS / "events", TESTS / "execute")
    assert rule.code in provoked, f"write a test that is refused by {rule.code}"


@pytest.mark.parametrize("rule", Rule, ids=lambda one: one.code)
def test_rule_refuses_something(rule: Rule) -> None:
    assert rule.code in named_in(SOURCE), f"no decision refuses by {rule.code}: remove it"


def test_rules_are_as_many_as_their_names() -> None:
    assert len({rule.value for rule in Rule}) == len(Rule.__members__) == len(list(Rule))
    assert {rule.kind for rule in Rule} == set(Kind)
