"""Settings: what the environment says is read once, whole, with every mistake told at once and no secret in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import TELEGRAM, Settings, Webhook

TOKEN = "123456:AAF-abc_def"


def test_nothing_is_needed_but_a_token() -> None:
    """Without any setting there are defaults for all but the token; empty and blank ones count as none."""
    for env in ({}, dict.fromkeys(("SIYAQ_API_URL", "SIYAQ_RATE", "SIYAQ_DATA_DIR", "SIYAQ_OWNERS"), "  ")):
        settings = Settings.from_env(env)
        assert settings == Settings(
            token="",
            api_url=TELEGRAM,
            database_url="sqlite+aiosqlite:///data/siyaq.db",
            data_dir=Path("data"),
            owners=frozenset(),
            rate=30,
            starter=True,
            webhook=None,
        )


def test_everything_can_be_set() -> None:
    """Each setting is taken as it is written, spaces around it apart."""
    settings = Settings.from_env(
        {
            "SIYAQ_TOKEN": f" {TOKEN} ",
            "SIYAQ_API_URL": "http://127.0.0.1:8081/",
            "SIYAQ_DATABASE_URL": "postgresql+asyncpg://siyaq@db/siyaq",
            "SIYAQ_DATA_DIR": "/srv/siyaq",
            "SIYAQ_OWNERS": "7, 12345678901,",
            "SIYAQ_RATE": "0.5",
            "SIYAQ_STARTER": "0",
            "SIYAQ_WEBHOOK_URL": "https://news.example/hook",
            "SIYAQ_WEBHOOK_SECRET": "s3cret_-",
            "SIYAQ_LISTEN": "[::1]:8443",
            "SIYAQ_UNHEARD_OF": "1",
        }
    )
    assert settings == Settings(
        token=TOKEN,
        api_url="http://127.0.0.1:8081",
        database_url="postgresql+asyncpg://siyaq@db/siyaq",
        data_dir=Path("/srv/siyaq"),
        owners=frozenset({7, 12345678901}),
        rate=0.5,
        starter=False,
        webhook=Webhook(url="https://news.example/hook", host="::1", port=8443, secret="s3cret_-"),
    )


def test_the_database_lies_in_the_data_directory() -> None:
    """Without a database of its own, SQLite's file is where the data are; an absolute path stays one."""
    settings = Settings.from_env({"SIYAQ_DATA_DIR": "/srv/siyaq"})
    assert settings.database_url == "sqlite+aiosqlite:////srv/siyaq/siyaq.db"


@pytest.mark.parametrize(
    ("listen", "host", "port"), [("", "127.0.0.1", 8080), ("0.0.0.0:80", "0.0.0.0", 80), (":9000", "0.0.0.0", 9000)]
)
def test_where_to_listen(listen: str, host: str, port: int) -> None:
    """A port without a host means all addresses; nothing at all means this machine alone."""
    webhook = Settings.from_env({"SIYAQ_WEBHOOK_URL": "https://news.example/", "SIYAQ_LISTEN": listen}).webhook
    assert webhook
    assert (webhook.host, webhook.port) == (host, port)


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("SIYAQ_TOKEN", "AAF-abc", "settings.token_form"),
        ("SIYAQ_TOKEN", "123:with space", "settings.token_form"),
        ("SIYAQ_TOKEN", "١٢٣:AAF", "settings.token_form"),
        ("SIYAQ_API_URL", "api.example", "settings.url"),
        ("SIYAQ_API_URL", "ftp://api.example", "settings.url"),
        ("SIYAQ_DATABASE_URL", "mysql://db", "settings.database"),
        ("SIYAQ_DATABASE_URL", "sqlite:///siyaq.db", "settings.database"),
        ("SIYAQ_OWNERS", "7,omar", "settings.owners"),
        ("SIYAQ_OWNERS", "-7", "settings.owners"),
        ("SIYAQ_RATE", "fast", "settings.rate"),
        ("SIYAQ_RATE", "0", "settings.rate"),
        ("SIYAQ_RATE", "1001", "settings.rate"),
        ("SIYAQ_RATE", "nan", "settings.rate"),
        ("SIYAQ_WEBHOOK_URL", "news.example", "settings.url"),
        ("SIYAQ_WEBHOOK_SECRET", "with space", "settings.secret"),
        ("SIYAQ_WEBHOOK_SECRET", "x" * 257, "settings.secret"),
        ("SIYAQ_LISTEN", "8080:localhost", "settings.listen"),
        ("SIYAQ_LISTEN", "localhost:65536", "settings.listen"),
        ("SIYAQ_LISTEN", "localhost", "settings.listen"),
    ],
)
def test_a_mistake_is_told(name: str, value: str, key: str) -> None:
    """What cannot be meant is one problem that names its setting, and never what was written there."""
    with pytest.raises(SettingsInvalid) as raised:
        Settings.from_env({"SIYAQ_WEBHOOK_URL": "https://news.example/", name: value})
    (problem,) = raised.value.problems
    assert (problem.key, problem.path, problem.data) == (key, name, {"name": name})


def test_all_mistakes_are_told_at_once() -> None:
    """Whoever sets a bot up puts everything right in one go."""
    wrong = {
        "SIYAQ_TOKEN": "x",
        "SIYAQ_RATE": "x",
        "SIYAQ_OWNERS": "x",
        "SIYAQ_DATABASE_URL": "x",
        "SIYAQ_API_URL": "x",
    }
    with pytest.raises(SettingsInvalid) as raised:
        Settings.from_env(wrong)
    assert {problem.path for problem in raised.value.problems} == set(wrong)


def test_no_secret_is_in_what_is_printed() -> None:
    """Token, database (its password) and the webhook's secret are in no repr."""
    settings = Settings.from_env(
        {
            "SIYAQ_TOKEN": TOKEN,
            "SIYAQ_DATABASE_URL": "postgresql+asyncpg://siyaq:hush@db/siyaq",
            "SIYAQ_WEBHOOK_URL": "https://news.example/",
            "SIYAQ_WEBHOOK_SECRET": "silence",
        }
    )
    assert not [word for word in (TOKEN, "hush", "silence") if word in repr(settings)]
