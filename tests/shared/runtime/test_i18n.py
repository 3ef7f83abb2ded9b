from pathlib import Path

import jinja2
import pytest
from structlog.testing import capture_logs

from shared.runtime.i18n import Translator
from shared.text import Text

FINNISH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Group"
msgstr "Ryhmä"

msgctxt "verb"
msgid "Group"
msgstr "Ryhmittele"

msgid "Hello {name}"
msgstr "Hei {name}"

msgid "Hello %(name)s"
msgstr "Hei %(name)s"

msgid "%(num)s group"
msgid_plural "%(num)s groups"
msgstr[0] "%(num)s ryhmä"
msgstr[1] "%(num)s ryhmää"

msgctxt "found"
msgid "%(num)s group"
msgid_plural "%(num)s groups"
msgstr[0] "löytyi %(num)s ryhmä"
msgstr[1] "löytyi %(num)s ryhmää"

msgid "Until {day}"
msgstr "Asti {päivä}"

msgid "Since %(day)s"
msgstr "Alkaen %(paiva)s"

#, fuzzy
msgid "Unsure"
msgstr "Epävarma"

msgid "Empty"
msgstr ""
"""


@pytest.fixture
def fi(tmp_path: Path) -> Translator:
    (tmp_path / "fi.po").write_text(FINNISH, "utf-8")
    return Translator.load(tmp_path, "test", "fi")


def test_a_catalogue_translates(fi: Translator) -> None:
    assert fi.language == "fi"
    assert fi.gettext("Group") == "Ryhmä"
    assert fi.pgettext("verb", "Group") == "Ryhmittele"
    assert [fi.ngettext("%(num)s group", "%(num)s groups", n) for n in (1, 2)] == [
        "%(num)s ryhmä",
        "%(num)s ryhmää",
    ]
    assert fi.npgettext("found", "%(num)s group", "%(num)s groups", 0) == "löytyi %(num)s ryhmää"
    assert fi.say(Text.of("Hello {name}", name="Esimerkki")) == "Hei Esimerkki"


@pytest.mark.parametrize("msgid", ["Unsure", "Empty", "Nowhere", ""])
def test_what_is_not_translated_is_the_msgid(fi: Translator, msgid: str) -> None:
    assert fi.gettext(msgid) == msgid
    assert fi.pgettext("x", msgid) == msgid


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    with capture_logs() as events:
        en = Translator.load(tmp_path, "test", "en")
    assert events == []
    assert en.say(Text.of("Hello {name}", name="Esimerkki")) == "Hello Esimerkki"
    assert en.ngettext("one", "many", 2) == "many"


def test_a_missing_catalogue_is_logged_and_english(tmp_path: Path) -> None:
    with capture_logs() as events:
        sv = Translator.load(tmp_path, "test", "sv")
    assert [(e["event"], e["catalogue"]) for e in events] == [("catalogue.missed", "test/sv")]
    assert sv.gettext("Group") == "Group"


def test_plain_finnish_falls_back_to_finnish(fi: Translator, tmp_path: Path) -> None:
    po = FINNISH.replace('"Ryhmä"', '"Porukka"').replace('"Hei {name}"', '""')
    (tmp_path / "selko.po").write_text(po, "utf-8")
    selko = Translator.load(tmp_path, "test", "selko", fallback=fi)
    assert selko.gettext("Group") == "Porukka"
    assert selko.say(Text.of("Hello {name}", name="a")) == "Hei a"


def test_a_translation_with_a_strange_placeholder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "fi.po").write_text(FINNISH, "utf-8")
    with capture_logs() as events:
        fi = Translator.load(tmp_path, "test", "fi")
    assert [(e["event"], e["msgid"]) for e in events] == [
        ("translation.misfitted", "Until {day}"),
        ("translation.misfitted", "Since %(day)s"),
    ]
    assert fi.say(Text.of("Until {day}", day="15.8.")) == "Until 15.8."


def test_a_missing_value_does_not_crash_a_sentence(fi: Translator) -> None:
    with capture_logs() as events:
        assert fi.say(Text.of("Hello {name}")) == "Hello {name}"
    assert [(e["event"], e["msgid"]) for e in events] == [("translation.unfilled", "Hello {name}")]


def render(translator: Translator, template: str, **values: object) -> str:
    """Return the page of a template."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    translator.install(environment)
    return environment.from_string(template).render(values)


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("{{ _('Group') }}", "Ryhmä"),
        ("{{ _('Hello %(name)s', name=who) }}", "Hei &lt;b&gt;"),
        ("{{ gettext('Hello %(name)s', name=who) }}", "Hei &lt;b&gt;"),
        ("{{ pgettext('verb', 'Group') }}", "Ryhmittele"),
        ("{{ ngettext('%(num)s group', '%(num)s groups', 3) }}", "3 ryhmää"),
        ("{{ npgettext('found', '%(num)s group', '%(num)s groups', 1) }}", "löytyi 1 ryhmä"),
        ("{% trans %}Group{% endtrans %}", "Ryhmä"),
        ("{% trans name=who %}Hello {{ name }}{% endtrans %}", "Hei &lt;b&gt;"),
        (
            "{% trans num=2 %}{{ num }} group{% pluralize %}{{ num }} groups{% endtrans %}",
            "2 ryhmää",
        ),
        ("{{ text | say }}", "Hei &lt;i&gt;"),
    ],
)
def test_templates_translate_and_escape(fi: Translator, template: str, page: str) -> None:
    text = Text.of("Hello {name}", name="<i>")
    assert render(fi, template, who="<b>", text=text) == page


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("{{ _('Hello %(name)s') }}", "Hello %(name)s"),
        ("{{ _('100 % sure') }}", "100 % sure"),
        ("{{ _('Since %(day)s', day='1.2.') }}", "Since 1.2."),
    ],
)
def test_a_placeholder_that_does_not_fit_does_not_crash_a_page(
    fi: Translator, template: str, page: str
) -> None:
    assert render(fi, template) == page
