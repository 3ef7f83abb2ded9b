"""Pictures of every page of the operators' desk, and contact sheets of them.

`python -m tests.browser.desk_screenshots FOLDER` writes FOLDER/desk-<look>-…/…png: three languages,
a phone and an office computer; in Finnish also the dark, forced colours and paper.
"""

import sys
from pathlib import Path

from hub.translations import LANGUAGES
from tests.browser import desk_scenes
from tests.browser.node_screenshots import shoot
from tests.browser.served import chromium


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named on the command line."""
    if len(arguments) != 1:
        print("Usage: python -m tests.browser.desk_screenshots FOLDER")  # noqa: T201 (a command line)
        return 2
    pages = {language: desk_scenes.seen_by(language) for language in LANGUAGES}
    with chromium() as browser:
        taken = shoot(browser, pages, Path(arguments[0]), "desk")
    print(f"{taken} pictures of the desk and their sheets in {arguments[0]}")  # noqa: T201 (as above)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
