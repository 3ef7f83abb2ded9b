"""What people type about roles, read into values; pure."""

from node.staff.model import ROLES, Role


def role_of(typed: str) -> Role | None:
    """Return the role of that word."""
    return next((role for role in ROLES if role == typed), None)
