"""The examples of the settings name every setting, with its default, and nothing else."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.settings import Settings as HubSettings
from node.settings import Settings as NodeSettings

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLES = [("node.example.toml", NodeSettings), ("hub.example.toml", HubSettings)]


def without_nulls(value: Any) -> Any:
    """Return plain data without the settings that TOML cannot write: those that are null."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("name", "settings"), EXAMPLES)
def test_an_example_equals_the_defaults(name: str, settings: type) -> None:
    example = tomllib.loads((DEPLOY / name).read_text(encoding="utf-8"))
    assert example == without_nulls(msgspec.to_builtins(settings(), enc_hook=str))


@pytest.mark.parametrize(("name", "settings"), EXAMPLES)
def test_every_setting_that_is_null_by_default_stands_in_a_comment(
    name: str, settings: type
) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    nulls = [
        key
        for table in [msgspec.to_builtins(settings(), enc_hook=str)]
        for inner in [table, *(part for part in table.values() if isinstance(part, dict))]
        for key, value in inner.items()
        if value is None
    ]
    assert [key for key in nulls if f"# {key} =" not in text] == []


@pytest.mark.parametrize("side", ["hub", "node"])
def test_units_run_the_scripts_with_the_settings_where_the_handbook_says(side: str) -> None:
    unit = (DEPLOY / f"systemd/voikukkia-{side}.service").read_text(encoding="utf-8")
    assert f"voikukkia-{side} --data /var/lib/voikukkia-{side} --config /etc/voikukkia/" in unit
    assert "NoNewPrivileges=yes" in unit


@pytest.mark.parametrize("name", ["nginx.conf", "node.conf"])
def test_proxies_speak_no_old_tls_and_write_no_addresses(name: str) -> None:
    text = (DEPLOY / "proxy" / name).read_text(encoding="utf-8")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "listen 80" not in text
    assert "error_log" in text
    assert not any(weak in text for weak in ("CBC", "RC4", "-SHA:", "SSLv3"))


def test_the_proxy_of_a_node_writes_the_readers_address_anew() -> None:
    text = (DEPLOY / "proxy" / "node.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in text
    assert 'proxy_set_header Forwarded "";' in text
