"""`invite` for a network that is invited already: refused, renewed, or withdrawn."""

from tests.hub.cli.test_hub_cli import Line, invitation, line

__all__ = ["line"]

SAVO = ("invite", "savo", "--name-fi", "Savo", "--municipalities", "Kuopio")


def test_an_invited_network_keeps_its_name_its_grant_and_its_line(line: Line) -> None:
    line.ok(*SAVO)
    before = line.ok("networks")

    why = line.refused("invite", "savo", "--name-fi", "Muu", "--municipalities", "Porvoo")

    assert "invited already" in why
    assert "--again" in why
    assert line.ok("networks") == before


def test_again_renews_the_line_and_keeps_everything_else(line: Line) -> None:
    first = invitation(line.ok(*SAVO))

    second = invitation(line.ok("invite", "savo", "--again"))

    assert (second.node, second.token != first.token) == ("savo", True)


def test_an_invitation_is_withdrawn_and_the_network_can_be_invited_anew(line: Line) -> None:
    line.ok(*SAVO)

    assert "works no longer" in line.ok("invite", "savo", "--withdraw")

    assert "invitation withdrawn" in line.ok("networks")
    assert "No invitation of savo is open" in line.refused("invite", "savo", "--withdraw")
    assert "is not invited" in line.refused("invite", "savo", "--again")
    assert "No network is called nobody" in line.refused("invite", "nobody", "--withdraw")
    invitation(line.ok(*SAVO))
    assert "savo: invited" in line.ok("networks")


def test_the_code_of_a_confirmed_key_is_judged_before_a_wrong_one(line: Line) -> None:
    line.ok(*SAVO)
    assert "not enrolled" in line.refused("confirm", "savo", "ABCD")


def test_a_contact_that_is_not_there_is_not_erased(line: Line) -> None:
    line.ok(*SAVO)
    assert "There is no contact of savo" in line.refused("contact", "erase", "savo")
