"""Feedback of a group: answers to scales, counted; free text apart. Never a name (9, 27, 32).

A *round* is a group asked once. A *sheet* is one paper's answers; a *remark* is what somebody wrote
in their own words. A remark does not know its sheet, a sheet does not know its code: nothing leads
from a row to a person, or from words to a row of numbers.
"""

from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from node.groups.model import GroupId

QuestionnaireId = Annotated[str, Meta(pattern=r"^(ours|own)-[0-9]+$")]
Value = Annotated[int, Meta(ge=1, le=5)]
SCALE = (1, 2, 3, 4, 5)
LEAST = 3
"""Answers from which a question's summary is shown (ours): fewer would point at people."""
QUESTIONS_MAX = 20


class Question(Struct, frozen=True, kw_only=True):
    """A statement to agree or disagree with; Finnish is there always."""

    fi: str
    sv: str | None = None
    en: str | None = None

    def words(self, language: str) -> str:
        """Return the question in a language, in Finnish where it is not translated."""
        return {"sv": self.sv, "en": self.en}.get(language) or self.fi


class Questionnaire(Struct, frozen=True, kw_only=True, tag="questionnaire"):
    """The questions of a round; `id` is "own-3", or "ours-1" for what comes with the program."""

    id: QuestionnaireId = "own-0"
    name: str
    questions: tuple[Question, ...]

    @property
    def ours(self) -> bool:
        """Tell whether we wrote it."""
        return self.id.startswith("ours-")

    @property
    def number(self) -> int:
        """Return the number within its kind, 0 until it is stored."""
        return int(self.id.partition("-")[2])


class Round(Struct, frozen=True, kw_only=True, tag="round"):
    """A group asked once. `counts`: answers counted on paper, five numbers for each question."""

    id: int = 0
    group: GroupId
    questionnaire: QuestionnaireId
    asked_on: date
    counts: tuple[tuple[int, ...], ...] = ()


class Answers(Struct, frozen=True, kw_only=True, tag="sheet"):
    """One paper's answers, None where a question was left out."""

    id: int = 0
    round: int
    answers: tuple[Value | None, ...]


class Remark(Struct, frozen=True, kw_only=True, tag="remark"):
    """What somebody wrote in their own words. It never leaves, and readers do not see it."""

    id: int = 0
    round: int
    text: str


Feedback: TypeAlias = Questionnaire | Round | Answers | Remark
"""Whatever the history knows as feedback."""

OURS = Questionnaire(
    id="ours-1",
    name="VOIKUKKIA 1",
    questions=(
        Question(
            fi="Sain ryhmästä tukea vanhemmuuteeni.",
            sv="Jag fick stöd i mitt föräldraskap av gruppen.",
            en="The group supported me as a parent.",
        ),
        Question(
            fi="Ryhmässä oli turvallista puhua.",
            sv="Det kändes tryggt att tala i gruppen.",
            en="It felt safe to speak in the group.",
        ),
        Question(
            fi="Toisten vanhempien kokemuksista oli minulle apua.",
            sv="De andra föräldrarnas erfarenheter var till hjälp för mig.",
            en="The experiences of the other parents helped me.",
        ),
        Question(
            fi="Ohjaajat kuuntelivat ja pitivät huolta siitä, että kaikki saivat puhua.",
            sv="Handledarna lyssnade och såg till att alla fick tala.",
            en="The instructors listened and saw to it that everybody could speak.",
        ),
        Question(
            fi="Jaksan nyt paremmin kuin ryhmän alkaessa.",
            sv="Jag orkar bättre nu än när gruppen började.",
            en="I am coping better now than when the group began.",
        ),
        Question(
            fi="Suosittelisin ryhmää toiselle vanhemmalle samassa tilanteessa.",
            sv="Jag skulle rekommendera gruppen till en annan förälder i samma situation.",
            en="I would recommend the group to another parent in the same situation.",
        ),
    ),
)
"""Written by us, until Kasper provides theirs. A changed one gets a new number."""
BUILT_IN = {OURS.id: OURS}
