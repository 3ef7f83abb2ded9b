"""Translations, read from .po files when the program starts; English is the msgid itself.

A translation that is missing, fuzzy or does not fit its placeholders is never an error for the
reader: the msgid is shown, and the log says so.
"""

import re
from collections.abc import Mapping, Sequence
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import jinja2
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2.runtime import Context
from markupsafe import Markup, escape

from shared.runtime import log
from shared.text import Text, fill

SOURCE_LANGUAGE = "en"
_PERCENT = re.compile(r"%(?:%|\((?P<name>\w+)\)[sd])")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


class Translator:
    """One language's translations."""

    def __init__(self, language: str, catalog: NullTranslations | None = None) -> None:
        self.language = language
        self._catalog = catalog or NullTranslations()

    @classmethod
    def load(
        cls, folder: Path, domain: str, language: str, *, fallback: "Translator | None" = None
    ) -> Self:
        """Return the translator of `folder/<language>.po` and of `folder/<language>/*.po`.

        `domain` names it in the log. What it lacks is taken from `fallback` (plain Finnish from
        Finnish), then from the msgid.
        """
        file, features = folder / f"{language}.po", sorted((folder / language).glob("*.po"))
        catalog: NullTranslations = NullTranslations()
        if file.exists():
            catalog = _compiled((file, *features), f"{domain}/{language}")
        elif language != SOURCE_LANGUAGE:
            log.logger().warning("catalogue.missed", catalogue=f"{domain}/{language}")
        if fallback is not None:
            catalog.add_fallback(fallback._catalog)  # noqa: SLF001 (of this very class)
        return cls(language, catalog)

    def gettext(self, msgid: str) -> str:
        """Return the translation, its placeholders still open."""
        return self._catalog.gettext(msgid) if msgid else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the translation in the form the language uses for `n`."""
        return self._catalog.ngettext(singular, plural, n)

    def pgettext(self, context: str, msgid: str) -> str:
        """Return the translation of a msgid that means different things in different contexts."""
        return self._catalog.pgettext(context, msgid)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        """Return the translation in a context, in the form the language uses for `n`."""
        return self._catalog.npgettext(context, singular, plural, n)

    def say(self, text: Text) -> str:
        """Return the sentence in this language, filled."""
        said = fill(self.gettext(text.msgid), text.values)
        if said is None:
            _complain(self.language, text.msgid)
            return str(text)
        return said

    def install(self, environment: jinja2.Environment) -> None:
        """Give the environment `_`, `gettext` and the rest, newstyle, in this language.

        One environment speaks one language. `say` is installed as a filter: `{{ text | say }}`.
        """
        environment.extend(newstyle_gettext=True)  # before the extension, which would say False
        environment.add_extension("jinja2.ext.i18n")
        environment.globals.update(self._callables())
        environment.filters["say"] = self.say

    def _callables(self) -> dict[str, Any]:
        @jinja2.pass_context
        def gettext(context: Context, msgid: str, /, **values: object) -> str:
            return self._filled(context, msgid, self.gettext(msgid), values)

        @jinja2.pass_context
        def ngettext(
            context: Context, singular: str, plural: str, num: int, /, **values: object
        ) -> str:
            found = self.ngettext(singular, plural, num)
            return self._filled(context, singular, found, {"num": num, **values})

        @jinja2.pass_context
        def pgettext(context: Context, where: str, msgid: str, /, **values: object) -> str:
            return self._filled(context, msgid, self.pgettext(where, msgid), values)

        @jinja2.pass_context
        def npgettext(
            context: Context, where: str, singular: str, plural: str, num: int, /, **values: object
        ) -> str:
            found = self.npgettext(where, singular, plural, num)
            return self._filled(context, singular, found, {"num": num, **values})

        return {
            "_": gettext,
            "gettext": gettext,
            "ngettext": ngettext,
            "pgettext": pgettext,
            "npgettext": npgettext,
        }

    def _filled(
        self, context: Context, msgid: str, found: str, values: Mapping[str, object]
    ) -> str:
        """Return the translation filled, values escaped; the msgid if they do not fit."""
        escaping = context.eval_ctx.autoescape
        show = escape if escaping else str

        def value(match: re.Match[str]) -> str:
            return "%" if match["name"] is None else show(values[match["name"]])

        try:
            filled = _PERCENT.sub(value, found)
        except KeyError:
            _complain(self.language, msgid)
            filled = msgid
        return Markup(filled) if escaping else filled  # noqa: S704 (our words, escaped values)


def _compiled(files: Sequence[Path], catalogue: str) -> NullTranslations:
    """Return what all files of a language say together; the first one's header counts."""
    whole, *features = [_fitting(file, catalogue) for file in files]
    for message in (message for feature in features for message in feature if message.id):
        whole[message.id] = message
    return _translations(whole)


def _fitting(file: Path, catalogue: str) -> Catalog:
    """Read a file without the translations that do not fit their sentence."""
    with file.open("rb") as stream:
        catalog = read_po(stream)
    for message in list(catalog):
        if message.id and not _fits(message.id, message.string):
            log.logger().warning(
                "translation.misfitted", catalogue=catalogue, msgid=str(message.id)
            )
            catalog.delete(message.id, message.context)
    return catalog


def _translations(catalog: Catalog) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _fits(msgid: str | tuple[str, ...] | list[str], found: object) -> bool:
    """Say whether a translation uses no placeholder that its msgid does not have."""
    known = {name for part in _parts(msgid) for name in _placeholders(part)} | {"num"}
    return all(_placeholders(part) <= known for part in _parts(found))


def _parts(words: object) -> tuple[str, ...]:
    """Return a message's forms: one, or one for each plural."""
    if isinstance(words, tuple | list):
        return tuple(map(str, words))
    return (words,) if isinstance(words, str) else ()


def _placeholders(words: str) -> set[str]:
    return {old or new for old, new in _PLACEHOLDER.findall(words)}


def _complain(language: str, msgid: str) -> None:
    log.logger().warning("translation.unfilled", language=language, msgid=msgid)
