"""How pages are made: templates in three languages, the frame around them, one stylesheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.exceptions import NotFoundException

from node.dates import day_words, instant_words
from node.desk import Desk
from node.push.model import Phase
from node.web.csrf import Csrf
from shared.runtime.i18n import Translator

HERE = Path(__file__).parent
NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}


@dataclass(frozen=True, kw_only=True)
class House:
    """What every page needs: the desk, the templates in every language, the sender's phase."""

    desk: Desk
    languages: Mapping[str, Environment]
    default: str
    phase: Callable[[], Phase]
    csrf: Csrf

    def page(
        self,
        language: str,
        template: str,
        *,
        visitor: str,
        status_code: int = 200,
        **values: object,
    ) -> Response[str]:
        """Return a page. Raises NotFoundException for a language that there is none of."""
        if language not in self.languages:
            raise NotFoundException
        html = (
            self.languages[language]
            .get_template(template)
            .render(
                language=language,
                languages=NAMES,
                page=template.removesuffix(".html"),
                csrf=self.csrf.token(visitor),
                **values,
            )
        )
        return Response(
            html,
            status_code=status_code,
            media_type="text/html",
            cookies=[self.csrf.cookie(visitor)],
        )


def environment(translator: Translator) -> Environment:
    """Return the templates in one language; what is not escaped does not exist."""
    made = Environment(
        autoescape=True,
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translator.install(made)
    made.filters["day"] = lambda day: day_words(day, translator.language)
    made.filters["moment"] = lambda instant: instant_words(instant, translator.language)
    return made
