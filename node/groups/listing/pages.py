"""The list of groups, filtered by its query string."""

from functools import partial

from litestar.di import NamedDependency

from node.groups.listing import forms, rows
from node.web.routing import page
from node.web.visit import Visit
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page


@page("/groups", may="look")
async def every(visit: NamedDependency[Visit]) -> Page:
    """Show the groups that fit the filter, the nearest start first."""
    wanted, invalid = forms.read(visit.query, visit.desk.reference)
    job = partial(
        rows.listed,
        wanted=wanted,
        page=forms.page(visit.query),
        reference=visit.desk.reference,
        now=visit.desk.now(),
        language=visit.language,
    )
    listed = await visit.read(job)
    asked = {name: visit.query.get(name, "") for name in forms.FIELDS if visit.query.get(name)}
    form = filled(listed.fields, {"state": wanted.state, **asked}, invalid=invalid)
    return visit.page(
        "groups/list.html",
        listed=listed,
        form=form,
        asked=asked,
        often=forms.OFTEN,
        rare=asked.keys() - forms.OFTEN,
    )


ROUTES = [every]
