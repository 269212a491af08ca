"""The templates: every value is escaped unless it was rendered here, and a name that is not given is an error."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

if TYPE_CHECKING:
    from jinja2.environment import TemplateModule

_FOLDER = files("bot.site") / "templates"


def render(template: str, **values: Any) -> str:
    """Render a template with these values."""
    return _environment().get_template(template).render(**values)


@cache
def macros() -> TemplateModule:
    """Return the macros of items; each returns markup."""
    return _environment().get_template("items.html").module


@cache
def style() -> bytes:
    """Return the style file of all pages."""
    return (_FOLDER / "style.css").read_bytes()


@cache
def icon() -> bytes:
    """Return the icon of all pages."""
    return (_FOLDER / "icon.svg").read_bytes()


@cache
def sources() -> tuple[str, ...]:
    """Return the texts of all templates and the style file: what changes them, changes every page."""
    return tuple(file.read_text("utf-8") for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(lambda name: (_FOLDER / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
