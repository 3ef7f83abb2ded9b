"""`voikukkia-node workshop …`, `participation …`, `commitment …`, `agreement …`, `cost …`."""

import cyclopts
from cyclopts import App

from node.counter import Context
from node.work.agreements import AGREEMENT
from node.work.clerk import Clerk
from node.work.commitments import COMMITMENT
from node.work.costs import COST
from node.work.options import (
    AgreementOptions,
    CommitmentOptions,
    CostOptions,
    ParticipationOptions,
    WorkshopOptions,
)
from node.work.participation import PARTICIPATION
from node.work.workshops import WORKSHOP


def register(root: App, context: Context) -> None:
    """Give the root the commands of every kind of work beside the groups."""
    for app in (workshops, participation, commitments, agreements, costs):
        root.command(app(context))


def workshops(context: Context) -> App:
    """Return the `workshop` commands."""
    app = cyclopts.App(name="workshop", help="Keep the instructor workshops; nothing of it leaves.")
    clerk = Clerk(context, WORKSHOP)

    @app.command
    async def add(*, options: WorkshopOptions | None = None) -> None:
        """Write a workshop down.

        Example: voikukkia-node workshop add --day 1.9.2026 --place Kuopio --took-part 14
        """
        await clerk.save(options)

    @app.command
    async def edit(record: str, /, *, options: WorkshopOptions | None = None) -> None:
        """Change a workshop; what you do not name stays as it is.

        Example: voikukkia-node workshop edit 3 --took-part 15
        """
        await clerk.save(options, record)

    clerk.register(app)
    return app


def participation(context: Context) -> App:
    """Return the `participation` commands."""
    app = cyclopts.App(
        name="participation",
        help="Keep steering groups, parents' panels and the like: numbers only, never names.",
    )
    clerk = Clerk(context, PARTICIPATION)

    @app.command
    async def add(*, options: ParticipationOptions | None = None) -> None:
        """Write down when a group met in a year, and how many took part.

        Example: voikukkia-node participation add --kind vanhempainraati --name "Kainuun raati"
        --days "1.2.2026; 3.5.2026" --parents 7
        """
        await clerk.save(options)

    @app.command
    async def edit(record: str, /, *, options: ParticipationOptions | None = None) -> None:
        """Change a group; what you do not name stays as it is.

        Example: voikukkia-node participation edit 3 --parents 8
        """
        await clerk.save(options, record)

    clerk.register(app)
    return app


def commitments(context: Context) -> App:
    """Return the `commitment` commands."""
    app = cyclopts.App(name="commitment", help="Keep what organisers have committed themselves to.")
    clerk = Clerk(context, COMMITMENT)

    @app.command
    async def add(*, options: CommitmentOptions | None = None) -> None:
        """Write a commitment of an organiser down.

        Example: voikukkia-node commitment add --organiser kuopio --kind työnohjaus
        --valid-from 1.9.2026
        """
        await clerk.save(options)

    @app.command
    async def edit(record: str, /, *, options: CommitmentOptions | None = None) -> None:
        """Change a commitment; what you do not name stays as it is.

        Example: voikukkia-node commitment edit 3 --valid-until 31.12.2026
        """
        await clerk.save(options, record)

    clerk.register(app)
    return app


def agreements(context: Context) -> App:
    """Return the `agreement` commands."""
    app = cyclopts.App(name="agreement", help="Keep the partnership agreements and their ends.")
    clerk = Clerk(context, AGREEMENT)

    @app.command
    async def add(*, options: AgreementOptions | None = None) -> None:
        """Write an agreement down.

        Example: voikukkia-node agreement add --party "Kuopion seurakunta"
        --kind kumppanuussopimus --starts 1.1.2026
        """
        await clerk.save(options)

    @app.command
    async def edit(record: str, /, *, options: AgreementOptions | None = None) -> None:
        """Change an agreement; what you do not name stays as it is.

        Example: voikukkia-node agreement edit 3 --ends 31.12.2027
        """
        await clerk.save(options, record)

    clerk.register(app)
    return app


def costs(context: Context) -> App:
    """Return the `cost` commands."""
    app = cyclopts.App(name="cost", help="Keep what your groups cost, for your own report.")
    clerk = Clerk(context, COST)

    @app.command
    async def add(*, options: CostOptions | None = None) -> None:
        """Write down what something costs in a group.

        Example: voikukkia-node cost add --group porvoo-2026-1 --kind tilat --planned-eur 300
        """
        await clerk.save(options)

    @app.command
    async def edit(record: str, /, *, options: CostOptions | None = None) -> None:
        """Change a cost; what you do not name stays as it is.

        Example: voikukkia-node cost edit 3 --actual-eur 287,50
        """
        await clerk.save(options, record)

    clerk.register(app)
    return app
