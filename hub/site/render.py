"""A page's values to bytes: one Jinja environment for each language, made once.

The same page gives the same bytes; templates print values and words, and decide nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import jinja2
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2.runtime import Macro
from markupsafe import Markup

from hub import translations
from hub.report import drawing
from hub.site import addresses, national, words
from hub.site.assets import assets
from hub.site.calendars import Calendars, plain
from hub.site.facts import HREFLANG, LANGUAGES, PLAIN, TAGS, SiteFacts
from hub.site.feeds import CalendarPage
from hub.site.model import Page
from hub.site.qr import qr
from hub.site.signs import sign
from shared.period import helsinki_day, instant_text
from shared.reference import lookup
from shared.runtime.i18n import Translator
from shared.text import Text

TEMPLATES = Path(__file__).parent / "templates"
REPORT = Path(__file__).parents[1] / "report" / "templates"

_LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB", PLAIN: "fi_FI"}
_DAYS = {"en": "d MMM yyyy"}
_DAY = "d.M.yyyy"
_PARTS = ("told", "about", "answer", "frame", "parts")
"""Templates of macros, each after those it calls. Their values are frozen, so that what they make
can be kept."""

_WORD_LISTS = (
    "STATE",
    "NUMBER",
    "MEANING",
    "REASON",
    "AUDIENCE",
    "FORMAT",
    "TIME_OF_DAY",
    "START",
    "TRAVEL_COSTS",
    "ORGANISER",
    "CATCHMENT",
    "SOCIAL_WORKER",
    "PEER_INSTRUCTOR",
    "INTERPRETER",
    "OTHER_MOTHER_TONGUE",
    "ACTIVITY",
)


class Renderer:
    """Renders pages in every language of the site."""

    def __init__(self, facts: SiteFacts) -> None:
        translators = {language: _translator(language) for language in LANGUAGES}
        self._templates = {
            language: _environment(language, facts, translator)
            for language, translator in translators.items()
        }
        self._calendars = {
            language: Calendars(
                cast("SimpleNamespace", environment.globals["told"]), facts.base_url
            )
            for language, environment in self._templates.items()
        }

    def render(self, page: Page) -> bytes:
        """Return the page's bytes, in UTF-8."""
        if isinstance(page.values, CalendarPage):
            return self._calendars[page.language].written(page.values)
        template = self._templates[page.language].get_template(page.template)
        return template.render(page=page, values=page.values).encode()


def _translator(language: str) -> Translator:
    """Return a language's words; what plain Finnish lacks is said in Finnish."""
    finnish = translations.translator("fi") if language == PLAIN else None
    return Translator.load(translations.LOCALE, "hub", language, fallback=finnish)


def _environment(language: str, facts: SiteFacts, translator: Translator) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES, REPORT]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    translator.install(environment)
    environment.globals.update(
        address=addresses,
        assets=assets(),
        base=facts.base_url.rstrip("/"),
        facts=facts,
        host=urlsplit(facts.base_url).hostname or "localhost",
        language=language,
        languages=LANGUAGES,
        tag=TAGS[language],
        tags=TAGS,
        hreflang=HREFLANG,
        themes=tuple(theme.name(language) for theme in lookup.load().themes),
        sign={state: sign(state, language) for state in words.STATE},
        word={name.lower(): _said(name, translator) for name in _WORD_LISTS},
    )
    environment.globals.update(national.labels(translator))
    environment.filters.update(_formats(language))
    environment.filters.update(drawing.filters(language, _LOCALES[language]), **national.FILTERS)
    environment.filters.update(plain=plain, qr=_code, stamp=instant_text)
    environment.filters["restriction"] = _restriction(language, translator)
    environment.filters["organiser"] = _said("ORGANISER", translator).__getitem__
    for name in _PARTS:
        environment.globals[name] = _remembered(environment, name)
    return environment


def _remembered(environment: jinja2.Environment, name: str) -> SimpleNamespace:
    """Return the macros of a template; each renders the same values once."""
    macros = vars(environment.get_template(f"{name}.html").module)
    return SimpleNamespace(
        **{key: lru_cache(8192)(m) for key, m in macros.items() if isinstance(m, Macro)}
    )


def _said(name: str, translator: Translator) -> dict[str, str]:
    texts: Mapping[str, Text | None] = getattr(words, name)
    if name == "NUMBER":  # filled in the template, with str.format's own placeholder
        return {code: translator.gettext(text.msgid) for code, text in texts.items() if text}
    return {code: translator.say(text) if text else "" for code, text in texts.items()}


def _restriction(language: str, translator: Translator) -> Callable[[str], str]:
    tongue = _tongue(language)

    @lru_cache
    def restriction(code: str) -> str:
        if text := words.RESTRICTION.get(code):
            return translator.say(text)
        return translator.say(Text.of("in {language}", language=tongue(code[9:])))

    return restriction


def _code(address: str) -> Markup:
    return Markup(qr(address))  # noqa: S704 (the library's own drawing)


def _tongue(language: str) -> Callable[[str], str]:
    names = Locale.parse(_LOCALES[language]).languages

    def tongue(code: str) -> str:
        return str(names.get(code, code))

    return tongue


def _formats(language: str) -> dict[str, Callable[..., Any]]:
    locale = _LOCALES[language]

    @lru_cache(512)
    def day(of: date) -> str:
        return format_date(of, _DAYS.get(language, _DAY), locale)

    @lru_cache(512)
    def month(of: str) -> str:
        return format_date(date.fromisoformat(f"{of}-01"), "LLLL yyyy", locale)

    @lru_cache(512)
    def number(of: int) -> str:
        return format_decimal(of, locale=locale)

    @lru_cache(512)
    def until_day(second: int) -> str:
        return day(helsinki_day(datetime.fromtimestamp(second, UTC)))

    def tel(of: str) -> str:
        return f"tel:{of.replace(' ', '')}"

    return {
        "day": day,
        "month": month,
        "number": number,
        "tel": tel,
        "until_day": until_day,
        "tongue": _tongue(language),
    }
