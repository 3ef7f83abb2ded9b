"""The menu: everybody sees the pages they may open, and no other."""

from node import faces
from node.staff.model import Role
from node.web import menu
from node.web.routing import ALLOWED
from shared.runtime.web.menu import shown


def seen(role: Role) -> set[str]:
    entries = (*menu.MAIN, *menu.OFFICE)
    allowed: dict[str, frozenset[Role]] = {str(may): roles for may, roles in ALLOWED.items()}
    return {item.path for item, _ in shown(entries, lambda may: role in allowed[may], "/")}


def test_a_role_sees_exactly_what_it_may_open() -> None:
    may = {
        min(route.paths).removeprefix("/{language:str}") or "/": route.opt["may"]
        for route in faces.routes()
        if "GET" in route.http_methods
    }
    for role in ("lead", "assistant", "reader"):
        opened = {
            item.path
            for item in (*menu.MAIN, *menu.OFFICE)
            if may[item.path] == "anyone" or role in ALLOWED[may[item.path]]
        }
        assert seen(role) == opened, role


def test_the_page_that_is_open_is_marked_with_those_below_it() -> None:
    marked = [i.path for i, now in shown(menu.MAIN, lambda _: True, "/groups/new") if now]

    assert marked == ["/groups"]
