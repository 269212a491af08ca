"""What the environment says: defaults, and every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import TELEGRAM, Address, Settings, Webhook

TOKEN = "123456:AAF-secret_of_thirty_five_characters"


def test_an_empty_environment() -> None:
    """Telegram itself, a file of SQLite in `data`, 30 messages a second, polling, the first story; and no token."""
    settings = Settings.from_env({})
    assert settings == Settings(
        token="",
        api_url=TELEGRAM,
        database_url="sqlite+aiosqlite:///data/siyaq.db",
        data_dir=Path("data"),
        owners=frozenset(),
        rate=30,
        paid_rate=None,
        starter=True,
        webhook=None,
    )


def test_everything_set() -> None:
    """Each variable is read, with white space around it or not."""
    settings = Settings.from_env(
        {
            "SIYAQ_TOKEN": f" {TOKEN}\n",
            "SIYAQ_API_URL": "http://127.0.0.1:8081/",
            "SIYAQ_DATA_DIR": "/var/lib/siyaq",
            "SIYAQ_OWNERS": "12, 34 ,56,",
            "SIYAQ_RATE": "0.5",
            "SIYAQ_PAID_BROADCAST": "1000",
            "SIYAQ_STARTER": "0",
            "SIYAQ_WEBHOOK_URL": "https://example.org/hook",
            "SIYAQ_WEBHOOK_SECRET": "a_b-C9",
            "SIYAQ_LISTEN": "[::1]:9000",
            "SIYAQ_METRICS_LISTEN": ":9100",
        }
    )
    assert settings.token == TOKEN
    assert settings.metrics_listen == Address("0.0.0.0", 9100)
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.database_url == "sqlite+aiosqlite:////var/lib/siyaq/siyaq.db"
    assert settings.owners == {12, 34, 56}
    assert (settings.rate, settings.paid_rate) == (0.5, 1000)
    assert not settings.starter
    assert settings.webhook == Webhook("https://example.org/hook", Address("::1", 9000), "a_b-C9")


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [("", "127.0.0.1", 8080), (":80", "0.0.0.0", 80), ("0.0.0.0:0", "0.0.0.0", 0), ("host:65535", "host", 65535)],
)
def test_where_to_listen(listen: str, host: str, port: int) -> None:
    """HOST:PORT; without a host on every address, without anything on loopback."""
    webhook = Settings.from_env({"SIYAQ_WEBHOOK_URL": "https://x.y/", "SIYAQ_LISTEN": listen}).webhook
    assert webhook
    assert (webhook.listen, webhook.secret) == (Address(host, port), None)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("SIYAQ_TOKEN", ["token", "1:", ":x", "1:a b", "١:abc", "bot1:abc", "1:abc/../x", "1:" + "a" * 200]),
        ("SIYAQ_API_URL", ["telegram.org", "ftp://x.y", "https://", "http://[::1", "http://x:port", "http://x:99999"]),
        ("SIYAQ_DATABASE_URL", ["siyaq.db", "sqlite:///x", "mysql://x", "sqlite+aiosqlite:///"]),
        ("SIYAQ_DATABASE_DIRECT_URL", ["postgresql://db/siyaq", "sqlite+aiosqlite:///x", "postgresql+asyncpg://db/x"]),
        ("SIYAQ_OWNERS", ["me", "12;34", "-5", "012", "١٢", "1" * 20]),
        ("SIYAQ_RATE", ["fast", "0", "-1", "1001", "nan", "inf"]),
        ("SIYAQ_PAID_BROADCAST", ["yes", "0", "1000.5"]),
        ("SIYAQ_WEBHOOK_URL", ["example.org", "https://", "http://[::1"]),
        ("SIYAQ_WEBHOOK_SECRET", ["with space", "é", "x" * 257]),
        ("SIYAQ_METRICS_LISTEN", ["9100x", "host:", "host:99999"]),
        ("SIYAQ_LISTEN", ["8080x", "host:", "host:99999", "host:٨٠", "host:-1"]),
    ],
)
def test_mistakes(name: str, values: list[str]) -> None:
    """Each is told with the variable's name, and nothing else is wrong."""
    for value in values:
        env = {"SIYAQ_WEBHOOK_URL": "https://x.y/", name: value}
        with pytest.raises(SettingsInvalid) as refused:
            Settings.from_env(env)
        assert [problem.path for problem in refused.value.problems] == [name], value


def test_every_mistake_at_once() -> None:
    """All are told in one go; none repeats the token or the secret."""
    env = {"SIYAQ_TOKEN": "se cret", "SIYAQ_RATE": "0", "SIYAQ_OWNERS": "x", "SIYAQ_WEBHOOK_URL": "y"}
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_env(env)
    assert {problem.path for problem in refused.value.problems} == set(env)
    assert "se cret" not in repr(refused.value.problems)


def test_secrets_are_not_shown() -> None:
    """Neither the token, nor a database's password, nor the webhook's secret stands in a repr."""
    settings = Settings.from_env(
        {
            "SIYAQ_TOKEN": TOKEN,
            "SIYAQ_DATABASE_URL": "postgresql+asyncpg://siyaq:hunter2@pooler/siyaq",
            "SIYAQ_DATABASE_DIRECT_URL": "postgresql+asyncpg://siyaq:hunter3@db/siyaq",
            "SIYAQ_WEBHOOK_URL": "https://x.y/",
            "SIYAQ_WEBHOOK_SECRET": "sesame",
        }
    )
    shown = repr(settings)
    assert not any(secret in shown for secret in (TOKEN, "hunter2", "hunter3", "sesame"))


def test_the_way_past_a_pooler() -> None:
    """What needs a session takes the direct URL, where there is one, and the database's own elsewhere."""
    pooled, direct = "postgresql+asyncpg://pooler/siyaq", "postgresql+asyncpg://db/siyaq"
    assert Settings.from_env({"SIYAQ_DATABASE_URL": pooled}).session_url == pooled
    settings = Settings.from_env({"SIYAQ_DATABASE_URL": pooled, "SIYAQ_DATABASE_DIRECT_URL": direct})
    assert (settings.database_url, settings.session_url) == (pooled, direct)


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("https://bot.example/hook", []),
        ("https://bot.example:8443/hook", []),
        ("http://127.0.0.1:9000/hook", []),
        ("http://[::1]:9000/hook", []),
        ("http://localhost/hook", []),
        ("https://bot.example:9443/hook", ["settings.webhook_port"]),
        ("http://bot.example/hook", ["settings.webhook_http"]),
        ("http://10.0.0.7:8080/hook", ["settings.webhook_http", "settings.webhook_port"]),
    ],
)
def test_webhooks_that_telegram_would_refuse(url: str, keys: list[str]) -> None:
    """Plain HTTP off loopback, and ports that Telegram does not call, are named."""
    problems = Settings.from_env({"SIYAQ_WEBHOOK_URL": url}).webhook_problems()
    assert [problem.key for problem in problems] == keys


def test_secrets_to_hide() -> None:
    """Token and webhook secret are kept out of logs."""
    env = {"SIYAQ_TOKEN": "1:abcdefgh", "SIYAQ_WEBHOOK_URL": "https://x.example", "SIYAQ_WEBHOOK_SECRET": "sesame"}
    assert Settings.from_env(env).secrets == ("1:abcdefgh", "sesame")


def test_what_becomes_of_uncertain_deliveries() -> None:
    """The desk is asked unless the newsroom says otherwise; anything else is a mistake that is named."""
    assert Settings.from_env({}).uncertain == "ask"
    assert Settings.from_env({"SIYAQ_UNCERTAIN": " resend "}).uncertain == "resend"
    with pytest.raises(SettingsInvalid) as raised:
        Settings.from_env({"SIYAQ_UNCERTAIN": "yes"})
    assert [problem.path for problem in raised.value.problems] == ["SIYAQ_UNCERTAIN"]


def test_secrets_in_files(tmp_path: Path) -> None:
    """Each may come from a file, with or without a line's end; it is as secret as one of the environment."""
    env = {"SIYAQ_WEBHOOK_URL": "https://example.org/hook"}
    content = {
        "SIYAQ_TOKEN": f"{TOKEN}\n",
        "SIYAQ_DATABASE_URL": "postgresql+asyncpg://siyaq:word@db/siyaq",
        "SIYAQ_WEBHOOK_SECRET": "a_b-C9\r\n",
    }
    for name, text in content.items():
        (tmp_path / name).write_text(text)
        env[f"{name}_FILE"] = f" {tmp_path / name} "
    settings = Settings.from_env(env)
    assert (settings.token, settings.database_url) == (TOKEN, content["SIYAQ_DATABASE_URL"])
    assert settings.webhook
    assert settings.webhook.secret == "a_b-C9"
    assert TOKEN in settings.secrets


def test_a_secret_in_both_forms_or_in_no_file(tmp_path: Path) -> None:
    """Both are mistakes, told with all others; the value is in none of the words."""
    (tmp_path / "url").write_text("sqlite+aiosqlite:///a.db")
    env = {"SIYAQ_DATABASE_URL": "sqlite+aiosqlite:///b.db", "SIYAQ_DATABASE_URL_FILE": str(tmp_path / "url")}
    env |= {"SIYAQ_TOKEN_FILE": str(tmp_path / "none"), "SIYAQ_BACKUPS": "-1", "SIYAQ_COPIES_DAYS": "a week"}
    with pytest.raises(SettingsInvalid) as invalid:
        Settings.from_env(env)
    problems = {(problem.path, problem.key) for problem in invalid.value.problems}
    assert problems == {
        ("SIYAQ_DATABASE_URL", "settings.both_forms"),
        ("SIYAQ_TOKEN_FILE", "settings.secret_file"),
        ("SIYAQ_BACKUPS", "settings.backups"),
        ("SIYAQ_COPIES_DAYS", "settings.copies_days"),
    }
    assert Settings.from_env({"SIYAQ_BACKUPS": "7"}).backups == 7
    assert [Settings.from_env(env).copies_days for env in ({}, {"SIYAQ_COPIES_DAYS": "0"})] == [30, 0]


def test_the_public_pages_have_an_address_and_a_place() -> None:
    """A slash at the end; apart where it is said, else beside the webhook, or at SIYAQ_LISTEN where the bot polls."""
    assert Settings.from_env({}).site is None
    site = Settings.from_env({"SIYAQ_SITE_URL": "https://news.example.org"}).site
    assert site is not None
    assert (site.url, str(site.listen), site.is_linked) == ("https://news.example.org/", "127.0.0.1:8080", False)
    hooked = {"SIYAQ_SITE_URL": "https://x.org/a/", "SIYAQ_WEBHOOK_URL": "https://x.org/hook", "SIYAQ_LINKS": "site"}
    beside = Settings.from_env(hooked).site
    assert beside is not None
    assert (beside.url, beside.listen, beside.is_linked) == ("https://x.org/a/", None, True)
    apart = Settings.from_env({**hooked, "SIYAQ_SITE_LISTEN": ":8090"}).site
    assert apart is not None
    assert str(apart.listen) == "0.0.0.0:8090"


@pytest.mark.parametrize(
    ("env", "key"),
    [
        ({"SIYAQ_SITE_URL": "news.example.org"}, "settings.url"),
        ({"SIYAQ_SITE_URL": "https://x.org/?a=b"}, "settings.url"),
        ({"SIYAQ_SITE_URL": "https://x.org", "SIYAQ_SITE_LISTEN": "somewhere"}, "settings.listen"),
        ({"SIYAQ_LINKS": "elsewhere"}, "settings.links"),
        ({"SIYAQ_LINKS": "site"}, "settings.links_without_site"),
    ],
)
def test_wrong_settings_of_the_pages_are_told(env: dict[str, str], key: str) -> None:
    """Each mistake by its own words."""
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_env(env)
    assert [problem.key for problem in refused.value.problems] == [key]
