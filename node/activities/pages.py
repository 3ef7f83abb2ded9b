"""Pages of cafés, support persons and weekends: the same list and form as of the other work."""

from node.activities.noun import ACTIVITY
from node.work.pages import routes_of

ROUTES = routes_of(ACTIVITY)
