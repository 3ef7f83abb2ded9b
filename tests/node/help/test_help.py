"""The help: every rule a field or a caution refers to is there, with its source."""

import re
from pathlib import Path

import pytest

from node.help.glossary import WORDS
from node.help.more_rules import RULES
from node.help.rules import SOURCES
from tests.node.network.opened import Opened

NODE = Path(__file__).parents[3] / "node"
REFERRED = re.compile(r"\brule=(\d+)|Caution\((\d+),|rule-(\d+)|number=(\d+)\) ?\}\}")


def referred() -> set[int]:
    """Return the rules that code and templates refer to."""
    files = [*NODE.rglob("*.py"), *(NODE / "web" / "templates").rglob("*.html")]
    texts = (file.read_text() for file in files if "migrations" not in file.parts)
    return {
        int(next(filter(None, found)))
        for text in texts
        for found in REFERRED.findall(text)
        if any(found)
    }


def test_every_rule_that_is_referred_to_is_explained() -> None:
    assert referred() - {rule.number for rule in RULES} == set()
    assert {16, 25, 34, 37} <= referred()


def test_rules_stand_in_their_order_and_name_the_act_where_the_law_speaks() -> None:
    assert [rule.number for rule in RULES] == list(range(1, 38))
    assert all((rule.source == "law") == (rule.named is not None) for rule in RULES)
    assert {rule.source for rule in RULES} == set(SOURCES)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_anchors_are_there_for_everybody(opened: Opened, language: str) -> None:
    html = await opened.reader.open("/help", language)

    assert all(f'id="rule-{rule.number}"' in html for rule in RULES)
    assert all(word.fi in html and word.sv in html for word in WORDS)
    assert len(re.findall(r'\bid="([^"]+)"', html)) == len(set(re.findall(r'\bid="([^"]+)"', html)))
