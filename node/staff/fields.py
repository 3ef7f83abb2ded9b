"""The forms of roles and of a takeover as fields: what is asked, in which words; pure."""

from collections.abc import Mapping

from shared.runtime.web.form import Field, choices
from shared.text import Text

ROLE_WORDS: Mapping[str, Text] = {
    "lead": Text.of("Lead: everything, staff and what leaves included"),
    "assistant": Text.of(
        "Assistant: enquiries, meetings and feedback; also sees the instructors' records and"
        " everything a reader sees"
    ),
    "reader": Text.of(
        "Reader: sees the groups with their instructors' names, organisers, the network's work,"
        " summaries of feedback, the history and what leaves; neither enquiries nor the"
        " instructors' records. Cannot change anything"
    ),
}
ROLE_NAMES: Mapping[str, Text] = {
    "lead": Text.of("Lead"),
    "assistant": Text.of("Assistant"),
    "reader": Text.of("Reader"),
}

ROLE = (
    Field(
        name="role",
        label=Text.of("Role"),
        kind="radio",
        choices=choices(ROLE_WORDS),
        required=True,
    ),
)
TAKEOVER = (
    Field(
        name="own",
        label=Text.of("Your own word"),
        help=Text.of("The word from below, or the one you noted when you read the code out."),
        required=True,
        longest=40,
    ),
    Field(
        name="answer",
        label=Text.of("The operator's answer"),
        kind="text",
        help=Text.of("The whole line; it begins with “voikukkia-takeover-”."),
        required=True,
    ),
)
