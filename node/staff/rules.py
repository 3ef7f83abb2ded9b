"""What holds for the leads of a node: one always remains; pure."""

from collections.abc import Iterable

from node.staff.model import Role
from shared.runtime.accounts.model import Account
from shared.text import Text

LAST_LEAD = Text.of("This is the only lead who can sign in. Invite another lead first.")


def can_lead(account: Account) -> bool:
    """Tell whether this is a lead who can sign in: the account is open, the second factor set."""
    if account.ended_at is not None or account.reset_at is not None:
        return False
    return account.role == "lead" and account.factor_since is not None


def leaves_a_lead(accounts: Iterable[Account], changed: int, role: Role | None) -> bool:
    """Tell whether a lead remains when the account gets the role, or (None) signs in no longer.

    Where nobody can lead yet, nothing is lost by a change.
    """
    accounts = tuple(accounts)
    leads = [account.id for account in accounts if can_lead(account)]
    return role == "lead" or leads != [changed]
