from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import pytest
from msgspec import Meta, Struct

from shared.runtime import settings
from shared.runtime.settings import SettingsError

PREFIX = "VOIKUKKIA_NODE"


class Push(Struct, frozen=True, kw_only=True):
    """A table."""

    every_s: Annotated[int, Meta(ge=1)] = 300
    proxy: str | None = None


class Web(Struct, frozen=True, kw_only=True):
    """A table with a table in it."""

    port: int = 8000
    secure: bool = True
    languages: tuple[str, ...] = ("fi",)
    push: Push = Push()


class Settings(Struct, frozen=True, kw_only=True):
    """All of them."""

    data: Path = Path("data")
    ratio: float = 0.5
    day: Annotated[str, Meta(pattern="^[0-9-]+$", description="a day")] = "2026-11-16"
    push: Push = Push()
    web: Annotated[Web, Meta(description="the web face")] = Web()


def load(
    tmp_path: Path, toml: str | None = None, environ: Mapping[str, str] = MappingProxyType({})
) -> Settings:
    """Load settings from a file's text and the environment."""
    file = None
    if toml is not None:
        file = tmp_path / "node.toml"
        file.write_text(toml)
    return settings.load(Settings, file=file, environ=environ, prefix=PREFIX)


def error(tmp_path: Path, toml: str | None = None, **environ: str) -> str:
    """Return what is told of wrong settings."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, toml, environ)
    return str(caught.value.text)


def test_a_pattern_is_told_in_words(tmp_path: Path) -> None:
    wanted = "The setting day has the wrong form. It has to be: a day."
    assert error(tmp_path, 'day = "today"') == wanted
    assert error(tmp_path, VOIKUKKIA_NODE_DAY="today").endswith("It has to be: a day.")


def test_nothing_given_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, environ={"HOME": "/root", "VOIKUKKIA_HUB_PORT": "1"}) == Settings()


def test_a_file_is_read(tmp_path: Path) -> None:
    found = load(tmp_path, 'data = "/srv/x"\n[push]\nevery_s = 60\n[web.push]\nproxy = "p"\n')
    assert found == Settings(
        data=Path("/srv/x"), push=Push(every_s=60), web=Web(push=Push(proxy="p"))
    )


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "ratio = 0.1\n[push]\nevery_s = 60\n",
        {
            "VOIKUKKIA_NODE_PUSH__EVERY_S": "90",
            "VOIKUKKIA_NODE_PUSH__PROXY": "http://127.0.0.1:1",
            "VOIKUKKIA_NODE_WEB__SECURE": "false",
            "VOIKUKKIA_NODE_WEB__LANGUAGES": "fi, sv",
            "VOIKUKKIA_NODE_DATA": "/srv/y",
            "VOIKUKKIA_NODE_RATIO": "0.25",
            "VOIKUKKIA_NODE_WEB__PUSH__EVERY_S": "7",
        },
    )
    assert found == Settings(
        data=Path("/srv/y"),
        ratio=0.25,
        push=Push(every_s=90, proxy="http://127.0.0.1:1"),
        web=Web(secure=False, languages=("fi", "sv"), push=Push(every_s=7)),
    )


def test_a_reserved_variable_is_no_setting() -> None:
    name = f"{PREFIX}_SETTINGS"
    found = settings.load(
        Settings, file=None, environ={name: "x.toml"}, prefix=PREFIX, reserved=(name,)
    )
    assert found == Settings()


def test_an_unknown_setting_names_the_nearest(tmp_path: Path) -> None:
    assert error(tmp_path, "[push]\nevery = 3\n") == (
        "There is no setting push.every. Is push.every_s meant?"
    )
    assert error(tmp_path, VOIKUKKIA_NODE_WEB__PROT="3") == (
        "There is no setting VOIKUKKIA_NODE_WEB__PROT. Is web.port meant?"
    )
    assert error(tmp_path, "qqqqqqqq = 3") == "There is no setting qqqqqqqq."
    assert error(tmp_path, "[qqqqqqqqqq]") == "There is no setting qqqqqqqqqq."


def test_a_wrong_type_names_the_setting_and_what_is_expected(tmp_path: Path) -> None:
    assert error(tmp_path, '[push]\nevery_s = "60"\n') == (
        "The setting push.every_s is wrong: Expected int, got str."
    )
    assert error(tmp_path, "[push]\nevery_s = 0\n") == (
        "The setting push.every_s is wrong: Expected int >= 1."
    )
    assert error(tmp_path, "data = 3\n") == "The setting data is wrong: Expected str."
    assert error(tmp_path, "push = 3\n") == "The setting push is a table: [push]."


def test_an_error_does_not_repeat_the_value(tmp_path: Path) -> None:
    told = error(tmp_path, VOIKUKKIA_NODE_PUSH__EVERY_S="hunter2")
    assert told == "The setting VOIKUKKIA_NODE_PUSH__EVERY_S is wrong: Expected int, got str."


def test_what_is_not_toml_names_its_line(tmp_path: Path) -> None:
    assert error(tmp_path, "ratio = 1.0\n[push\n").endswith("node.toml, line 2: this is not TOML.")
    assert error(tmp_path, "ratio = ").endswith("node.toml, line 1: this is not TOML.")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read: No such file"):
        settings.load(Settings, file=tmp_path / "none.toml", environ={}, prefix=PREFIX)
    (tmp_path / "latin.toml").write_bytes(b'data = "p\xe4\xe4"')
    with pytest.raises(SettingsError, match="not in UTF-8"):
        settings.load(Settings, file=tmp_path / "latin.toml", environ={}, prefix=PREFIX)
