"""`siyaq stats`: what is counted, for scripts."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.i18n.catalogue import Translator

if TYPE_CHECKING:
    from bot.store.database import Database


def add(app: typer.Typer, words: Translator) -> None:
    """Add this command to `app`."""

    @app.command(help=words.text("cli.stats"))
    def stats(
        *,
        days: Annotated[int, typer.Option(help=words.text("cli.stats.days"), min=1, max=730)] = 30,
        as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.stats.json"))] = False,
    ) -> None:
        from bot.cli.database import use

        use(lambda database: _print(database, words, days, as_json=as_json))


async def _print(database: "Database", words: Translator, days: int, *, as_json: bool) -> None:
    from dataclasses import asdict

    from bot.model.reader import Preferences
    from bot.services.admin import statistics as statistics_service
    from bot.store.story_cache import StoryCache
    from bot.views.desk import item_summary
    from bot.views.desk.admin.statistics import paragraphs

    stories = (await StoryCache(database).stories()).stories
    counted = await statistics_service.read(database, stories, datetime.now(UTC), days)
    if as_json:
        typer.echo(json.dumps(asdict(counted), ensure_ascii=False, default=str))
        return
    titles = {story.slug: item_summary.title(story.dossier, words) for story in stories}
    for lines in paragraphs(counted, titles, words, Preferences(words.language)):
        typer.echo("\n".join(lines) + "\n")
