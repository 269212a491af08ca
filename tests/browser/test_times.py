"""Moments in a person's language and zone, by every format of a date-time entity; the direction of paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Window

pytestmark = pytest.mark.chromium

MOMENT = 1647531900  # 17 March 2022, 15:45 UTC: the reference's own example
FORMATS = {
    ("en", "t"): "17:45",
    ("en", "T"): "17:45:00",
    ("en", "d"): "03/17/22",
    ("en", "D"): "March 17, 2022",
    ("en", "wD"): "Thursday, March 17, 2022",
    ("ar", "D"): "17 مارس 2022",
    ("ar", "w"): "الخميس",
    ("en", "r"): "2 hours ago",
    ("ar", "r"): "قبل ساعتين",
}
DIRECTIONS = {
    "كلمة word": "rtl",
    "word كلمة": "ltr",
    "2025 كلمة": "rtl",
    "«Kim» قال": "ltr",
    "\u2068Kim\u2069 قال": "rtl",
    "\u2067a\u2068b\u2069c\u2069 word": "ltr",
    "\u200fKim": "rtl",
    "123 · 😀": "ltr",
    "١٢٣ كلمة": "rtl",
    "שלום": "rtl",
    "\u2069 كلمة": "rtl",
}


async def test_moments_and_directions(window: Window) -> None:
    """Each format and each paragraph gives what a client of that person shows."""
    page = await window.open("en")
    times = await page.evaluate(
        """async ([moment, formats]) => {
          const { dateTime } = await import("/page/times.js");
          return formats.map(([language, format]) =>
            dateTime(moment, format, { language, zone: "Asia/Beirut", now: moment + 2 * 3600 + 60 }));
        }""",
        [MOMENT, list(FORMATS)],
    )
    assert dict(zip(FORMATS, times, strict=True)) == FORMATS
    directions = await page.evaluate(
        """async (texts) => {
          const { directionOf } = await import("/page/direction.js");
          return texts.map(directionOf);
        }""",
        list(DIRECTIONS),
    )
    assert dict(zip(DIRECTIONS, directions, strict=True)) == DIRECTIONS
