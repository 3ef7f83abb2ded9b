"""Commands on the public contact: whom a parent calls or writes (34)."""

from functools import partial

from cyclopts import App

from node.counter import Context
from node.network import edit, forms, store
from node.network.asking import current
from node.network.model import ContactRecord
from node.outbox import store as outbox
from node.outbox.model import ContactEntry
from shared.text import Text


def app(context: Context) -> App:
    """Return the sub-command `contact`."""
    made = App(name="contact", help="The public contact: a role's mailbox, an office's telephone.")
    contact = PublicContact(context)
    made.command(contact.set)
    made.command(contact.show)
    made.command(contact.checked)
    return made


class PublicContact:
    """The contact that parents see. It travels by itself and is kept apart from the reports."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def set(
        self,
        *,
        organisation: str,
        email: str | None = None,
        telephone: str | None = None,
        hours_fi: str | None = None,
        hours_sv: str | None = None,
        hours_en: str | None = None,
        languages: str = "",
        text_messages: bool = False,
        web: str | None = None,
        yes_it_is_a_role: bool = False,
    ) -> None:
        """Set the public contact as a whole; the operator looks at it before it is shown.

        Args:
            organisation: the organisation that answers.
            email: a role's mailbox, such as ryhmat@verkosto.example; never a person's.
            telephone: an office's number.
            hours_fi: when it is answered, in Finnish, such as "arkisin klo 9-15".
            hours_sv: the same in Swedish.
            hours_en: the same in English.
            languages: languages spoken, separated by commas, such as "fi, sv".
            text_messages: text messages are answered, too.
            web: the network's own page; it begins with https://
            yes_it_is_a_role: the mailbox looks like a person's and is a role's all the same.
        """
        context = self._context
        typed = {
            "organisation": organisation,
            "email": email,
            "telephone": telephone,
            "hours_fi": hours_fi,
            "hours_sv": hours_sv,
            "hours_en": hours_en,
            "web": web,
        }
        async with context.desk() as desk:
            await current(context, desk)
            read = forms.contact(
                typed,
                languages=languages,
                text_messages=text_messages,
                vouched=yes_it_is_a_role,
                today=desk.today(),
            )
            if not isinstance(read, ContactRecord):
                context.refuse(*read)
            await desk.commit(partial(edit.set_contact, contact=read, now=desk.now()))
        context.say(Text.of("The contact is saved; the operator looks at it before it is shown."))

    async def show(self) -> None:
        """Show the public contact and whether the hub has it."""
        context = self._context
        async with context.desk() as desk:
            contact = await desk.read(store.contact)
            sent = await desk.read(outbox.contact_message)
        if contact is None:
            context.say(Text.of("No public contact is set yet: contact set."))
            return
        hours = (contact.hours_fi, contact.hours_sv, contact.hours_en)
        for line in (contact.organisation, contact.email, contact.telephone, *hours, contact.web):
            if line:
                context.show(line)
        context.say(_sent(contact, sent))

    async def checked(self) -> None:
        """Say as a person, having tried it: the public contact still answers."""
        context = self._context
        async with context.desk() as desk:
            if not await desk.database.write(partial(edit.check_contact, now=desk.now())):
                context.refuse(Text.of("No public contact is set yet: contact set."))
        context.say(Text.of("Noted: the public contact answers."))


def _sent(contact: ContactRecord, sent: ContactEntry | None) -> Text:
    if sent is None or sent.revision != contact.revision or sent.state == "queued":
        return Text.of("The hub does not have it yet.")
    if sent.state == "refused":
        return Text.of("The hub refused it; see status.")
    if sent.held:
        return Text.of("The hub has it; the operator will look at it before it is shown.")
    return Text.of("The hub has it and shows it.")
