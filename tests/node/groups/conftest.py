"""The house of the node's pages, lent to this folder, with the pages of groups and organisers."""

import importlib.util
import sys
from pathlib import Path

from node.groups import pages as groups
from node.organisers import pages as organisers

SOURCE = Path(__file__).parents[1] / "web" / "conftest.py"
_spec = importlib.util.spec_from_file_location("house_of_groups", SOURCE)
assert _spec is not None
assert _spec.loader is not None
_house = importlib.util.module_from_spec(_spec)
sys.modules["house_of_groups"] = _house
_spec.loader.exec_module(_house)
_house.found_routes = lambda: [*groups.ROUTES, *organisers.ROUTES]  # type: ignore[attr-defined]
house = _house.house
