"""Drawing pictures: each kind in both languages, in this process and in the one that draws for the bot.

A figure is the time from the composed picture to the bytes of the JPEG; beside it stand its size and the processor's
time. The first picture of all, which waits until the drawing process has started, stands apart.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from statistics import median, quantiles
from typing import TYPE_CHECKING

from bot import dossier, starter
from bot.i18n import catalogue
from bot.model import Story
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render.picture.draw import draw
from bot.services.pictures.drawing_process import DrawingProcess
from bot.views.pictures.compose import TIMELINE, compose
from tests.bench.table import show
from tests.unit.pages import AT

if TYPE_CHECKING:
    from bot.views.pictures.picture import Picture

GOAL, LARGEST = 150.0, 120.0  # ms of the processor's time, of the slowest kind; kB of the largest


def measure(times: int) -> None:
    """Measure, and print."""
    pictures = _pictures()
    cpu: dict[str, list[float]] = defaultdict(list)
    sizes = {name: len(draw(picture)) / 1000 for name, picture in pictures.items()}
    for _ in range(times):
        for name, picture in pictures.items():
            begun = time.process_time()
            draw(picture)
            cpu[name].append((time.process_time() - begun) * 1000)
    first, taken = asyncio.run(_in_process(pictures, times))
    rows = [
        (name, f"{median(ms):.0f}", f"{quantiles(ms, n=20)[-1]:.0f}", f"{median(cpu[name]):.0f}", f"{sizes[name]:.0f}")
        for name, ms in taken.items()
    ]
    print("## Pictures\n")
    show([("picture", "p50 ms", "p95 ms", "CPU ms", "kB"), *rows])
    slowest, largest = max(median(ms) for ms in cpu.values()), max(sizes.values())
    print(f"the first of all: {first:.0f} ms; goals: CPU {slowest:.0f} of at most {GOAL:.0f} ms, ", end="")
    print(f"{largest:.0f} of at most {LARGEST:.0f} kB\n")


async def _in_process(pictures: dict[str, Picture], times: int) -> tuple[float, dict[str, list[float]]]:
    """Return the ms of the first picture, and of each by name."""
    taken: dict[str, list[float]] = defaultdict(list)
    drawing = DrawingProcess()
    try:
        begun = time.perf_counter()
        await drawing.draw(next(iter(pictures.values())))
        first = (time.perf_counter() - begun) * 1000
        for _ in range(times):
            for name, picture in pictures.items():
                begun = time.perf_counter()
                await drawing.draw(picture)
                taken[name].append((time.perf_counter() - begun) * 1000)
    finally:
        await drawing.close()
    return first, taken


def _pictures() -> dict[str, Picture]:
    ((name, content),) = starter.stories()
    story = Story(1, name, 1, AT, dossier.read(content, name))
    (quote,) = (quote for quote in story.dossier.quotes if quote.id == "q3")
    words = {language.value: f"{quote.words.localize(language)[0]}. " * 12 for language in Language}
    long = quote.model_copy(update={"id": "long", "words": quote.words.model_copy(update=words)})
    dossier_ = story.dossier.model_copy(update={"quotes": (*story.dossier.quotes, long)})
    story = Story(1, name, 1, AT, dossier_)
    kinds = {"quotation": "q3", "quotation, cut": "long", "event": "e3", "timeline": TIMELINE, "story": None}
    pictures = {
        f"{kind}, {language}": compose(story, item, catalogue.load()[language], Preferences(language))
        for kind, item in kinds.items()
        for language in Language
    }
    return {name: picture for name, picture in pictures.items() if picture}


if __name__ == "__main__":
    measure(20)
