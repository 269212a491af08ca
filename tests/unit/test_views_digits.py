"""Pages in one kind of digits, whoever set a number there: our words, the newsroom's, the renderer."""

from __future__ import annotations

import re

import pytest

from bot import starter
from bot.dossier import read
from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.render import rich
from bot.views import section_page
from bot.views.callback_data import Format, PageLink, Section
from tests.unit.pages import every_word, shown, story

ARABIC = Preferences(Language.AR, Months.LEVANT, Digits.ARABIC, "Asia/Amman")


@pytest.mark.parametrize("section", list(Section))
def test_an_arabic_page_has_the_readers_digits(section: Section) -> None:
    """No other digit is left on it, but in addresses; neither as classic messages nor as rich ones."""
    for dossier in (read(data, name) for name, data in starter.stories()):
        words = every_word()[Language.AR].in_digits(Digits.ARABIC)
        place = PageLink(7, section, Language.AR, format=Format.RICH)
        document = section_page.compose(story(dossier), place, words, ARABIC, True)
        classic = "\n".join(item.text for item in shown(document))
        richly = "\n".join(re.sub(r"<[^>]+>", " ", message_page.html) for message_page in rich.paginate(document))
        for text in (classic, richly):
            assert not re.findall(r".{0,20}[0-9].{0,20}", text)
            assert re.search("[٠-٩]", text) or section is Section.PEOPLE
