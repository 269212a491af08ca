"""`compose.yaml` and the systemd unit: their steps as far as they go without an engine and without a system."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from bot.settings import Settings

CHECKOUT = Path(__file__).parents[2]
TOKEN = "123456:AAF-secret_of_thirty_five_characters"
EXPOSED = 20  # tenths of systemd's own measure of ten; 14 when it was written


def _compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((CHECKOUT / "compose.yaml").read_text(encoding="utf-8"))
    return content


def _unit() -> dict[str, list[str]]:
    text = (CHECKOUT / "deploy" / "siyaq.service").read_text(encoding="utf-8")
    unit: dict[str, list[str]] = {}
    for name, value in re.findall(r"(?m)^(\w+)=(.*)$", text):
        unit.setdefault(name, []).append(value)
    return unit


def test_compose_runs_one_private_process(tmp_path: Path) -> None:
    """Of the image, with the volume that it declares; the token comes as a file, and the settings can be read."""
    content = _compose()
    (service,) = [service for service in content["services"].values() if "profiles" not in service]
    assert (service["build"], service["volumes"]) == (".", ["data:/data"])
    assert set(content["volumes"]) >= {"data"}
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    (secret,) = service["secrets"]
    assert content["secrets"][secret]["file"] == "./secrets/token"
    assert "/secrets/" in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").split()
    (tmp_path / "token").write_text(TOKEN)
    env = {name: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value) for name, value in service["environment"].items()}
    assert env["SIYAQ_TOKEN_FILE"] == f"/run/secrets/{secret}"
    settings = Settings.from_env(env | {"SIYAQ_TOKEN_FILE": str(tmp_path / "token")})
    assert (settings.token, settings.backups) == (TOKEN, 7)


def test_the_profile_scale(tmp_path: Path) -> None:
    """Two bots on one PostgreSQL behind a proxy that passes the webhook's path on, with secrets as files."""
    content = _compose()
    services = {name: service for name, service in content["services"].items() if service.get("profiles") == ["scale"]}
    assert set(services) == {"bot-1", "bot-2", "postgres", "proxy"}
    url = "postgresql+asyncpg://siyaq:PASSWORD@postgres/siyaq"
    assert url in (CHECKOUT / "compose.yaml").read_text(encoding="utf-8"), "as the comment says to write it"
    files = {"token": TOKEN, "database_url": url, "database_password": "PASSWORD"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        assert content["secrets"][name]["file"] == f"./secrets/{name}"
    proxied = (CHECKOUT / "deploy" / "scale" / "Caddyfile").read_text(encoding="utf-8")
    for name in ("bot-1", "bot-2"):
        bot = services[name]
        assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])
        assert set(services["proxy"]["depends_on"]) == {"bot-1", "bot-2"}
        env = {key: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for key, value in bot["environment"].items()}
        env = {key: value.replace("/run/secrets", str(tmp_path)) for key, value in env.items()}
        settings = Settings.from_env(env | {"SIYAQ_LISTEN": _listens()})
        assert (settings.token, settings.database_url) == (TOKEN, url)
        assert settings.webhook
        assert urlsplit(settings.webhook.url).path == re.findall(r"handle (/\w+)", proxied)[0]
        assert f"{name}:{settings.webhook.listen.port}" in proxied
    database = services["postgres"]["environment"]
    assert database["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database_password"
    assert (database["POSTGRES_USER"], database["POSTGRES_DB"]) == ("siyaq", urlsplit(url).path[1:])
    assert "${SIYAQ_DOMAIN" in services["proxy"]["environment"]["SIYAQ_DOMAIN"]
    assert "{$SIYAQ_DOMAIN}" in proxied


def _listens() -> str:
    (address,) = re.findall(r"SIYAQ_LISTEN=(\S+)", (CHECKOUT / "Dockerfile").read_text(encoding="utf-8"))
    return str(address)


def test_compose_is_read_by_docker() -> None:
    """`docker compose config`, where there is such a client, finds no mistake."""
    docker = shutil.which("docker")
    if docker is None or subprocess.run((docker, "compose", "version"), capture_output=True, check=False).returncode:
        pytest.skip("no docker compose")
    for profile in ("", "scale"):
        command = (
            docker,
            "compose",
            "--file",
            str(CHECKOUT / "compose.yaml"),
            "--profile",
            profile,
            "config",
            "--quiet",
        )
        subprocess.run(command, check=True)


def test_the_unit_gives_what_the_program_reads(tmp_path: Path) -> None:
    """The token as a credential, the data directory that systemd makes, and time to finish."""
    unit = _unit()
    (tmp_path / "token").write_text(TOKEN)
    env = dict(pair.split("=", 1) for pair in unit["Environment"][0].split())
    assert env["SIYAQ_TOKEN_FILE"] == "%d/token"
    assert unit["LoadCredential"] == ["token:/etc/siyaq/token"]
    assert env["SIYAQ_DATA_DIR"] == f"/var/lib/{unit['StateDirectory'][0]}"
    settings = Settings.from_env(env | {"SIYAQ_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.token == TOKEN
    assert unit["UMask"] == ["0077"]
    assert int(unit["TimeoutStopSec"][0]) >= 30


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """It verifies it without a word, and finds little that a process in it could harm."""
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("no systemd")
    text = (CHECKOUT / "deploy" / "siyaq.service").read_text(encoding="utf-8")
    unit = tmp_path / "siyaq.service"
    unit.write_text(text.replace("/opt/siyaq/bin/siyaq", str(Path(sys.executable).parent / "siyaq")))
    verified = subprocess.run((systemd, "verify", str(unit)), capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    security = (systemd, "security", "--offline=true", f"--threshold={EXPOSED}", str(unit))
    assert subprocess.run(security, capture_output=True, check=False).returncode == 0
