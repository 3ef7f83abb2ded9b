"""Enquiries in words for a command line: the list, one enquiry, what was counted."""

from node.counter import Context
from node.enquiries import edit, wording
from node.enquiries.gathering import Listing, Quarterly, Sheet
from shared.runtime.web.dates import day_words, instant_words
from shared.text import Text


def tell_list(context: Context, listing: Listing) -> None:
    """Print the enquiries, what is to be looked at, and when the erasing job ran."""
    language = context.translator.language
    for row in listing.rows:
        due = day_words(row.due, language)
        line = Text.of(
            "{reference}  {state}  {place}  days in this state: {days}, erased on {due}",
            reference=row.enquiry.reference,
            state=context.words(row.state),
            place=row.place,
            days=row.days,
            due=due,
        )
        context.say(line)
        for look in row.looks:
            context.say(Text.of("Please look: {what}", what=context.words(look)))
    if not listing.rows:
        empty = edit.COUNTED_ONLY if listing.tally_only else Text.of("No enquiry is kept here now")
        context.say(empty)
    if listing.last_run is not None:
        moment = instant_words(listing.last_run, language)
        context.say(Text.of("The job that erases last ran on {moment}.", moment=moment))


def tell_sheet(context: Context, sheet: Sheet) -> None:
    """Print one enquiry; how the parent is reached safely stands first."""
    enquiry, said = sheet.kept.enquiry, sheet.kept.particulars
    language = context.translator.language
    if said is None:
        context.say(edit.UNREADABLE)
    else:
        for line in sheet.safety:
            context.show(f"** {context.words(line)}")
        context.show(said.contact)
        context.show("")
        context.show(f"{sheet.row.place}, {sheet.row.language}")
        suits = [sheet.audience, *sheet.times] if sheet.audience else []
        context.show(", ".join(context.words(text) for text in suits))
        if said.peer_group:
            context.show(said.peer_group)
    context.say(sheet.row.state)
    came, due = day_words(enquiry.came_on, language), day_words(sheet.row.due, language)
    context.say(Text.of("Came on {day}, erased on {due}.", day=came, due=due))
    for look in sheet.row.looks if said else ():
        context.say(Text.of("Please look: {what}", what=context.words(look)))


def tell_quarters(context: Context, quarters: tuple[Quarterly, ...]) -> None:
    """Print what was counted."""
    for quarter in quarters:
        context.say(quarter.quarter)
        for line in quarter.lines:
            counts = ", ".join(
                f"{context.words(wording.STATES[outcome])} {count}"
                for outcome, count in line.counts.items()
                if count
            )
            context.show(f"  {line.place}: {counts}")
    if not quarters:
        context.say(Text.of("Nothing has been counted yet."))
    context.say(
        Text.of(
            "These counts are exact and not for publication: an exact one that is printed undoes "
            "the protection of all. Quote the rounded ones, which leave once a quarter."
        )
    )
