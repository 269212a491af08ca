"""`/settings`: what a chat chooses, its sample that changes as one taps, and what pages then look like."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

AT = datetime(2026, 1, 28, 15, 4, tzinfo=UTC)
PLAIN = str.maketrans("", "", "\u200e\u200f\u2068\u2069")


def said(message: dict[str, Any]) -> str:
    """The words of a message without the marks of direction."""
    text: str = message["text"].translate(PLAIN)
    return text


def chosen(message: dict[str, Any]) -> list[str]:
    """The choices that are marked."""
    rows = message["reply_markup"]["inline_keyboard"]
    labels = (button["text"].translate(PLAIN) for row in rows for button in row)
    return [label.removeprefix("✓ ") for label in labels if label.startswith("✓ ")]


@pytest.fixture
async def still(harness: BotHarness) -> BotHarness:
    """The bot, running, on a day that does not pass."""
    harness.ahead = AT - datetime.now(UTC)
    await harness.start()
    return harness


@pytest.mark.usefixtures("still")
async def test_the_sample_changes_as_one_taps_in_arabic(sandbox: SandboxClient) -> None:
    """Month names, digits with their separators, the order and the hour: each tap shows, in the same message."""
    page = await sandbox.ask("/settings")
    assert "28 كانون الثاني/يناير 2026، 15:0" in said(page)
    assert "12,345.6" in said(page)
    assert "الأحداث: 24 كانون الأول/ديسمبر 2025، ثم 21 كانون الثاني/يناير 2026" in said(page)
    assert chosen(page) == ["تلقائية", "تلقائي", "الأرقام 123", "الأقدم أولًا"]
    assert len(page["reply_markup"]["inline_keyboard"]) == 5
    months = await sandbox.turn(page, "أسماء الأشهر")
    assert chosen(months) == ["نيسان/أبريل (معًا)"]
    page = await sandbox.turn(months, "غشت")
    assert "28 يناير 2026" in said(page)
    assert "24 دجنبر 2025" in said(page)
    page = await sandbox.turn(await sandbox.turn(page, "أسماء الأشهر"), "أفريل")
    assert "28 جانفي 2026" in said(page)
    page = await sandbox.turn(await sandbox.turn(page, "أسماء الأشهر"), "أبريل (")
    assert "28 يناير 2026" in said(page)
    page = await sandbox.turn(page, "١٢٣")
    assert "٢٨ يناير ٢٠٢٦، ١٥:٠" in said(page)
    assert "١٢٬٣٤٥٫٦" in said(page)
    page = await sandbox.turn(page, "الأحدث أولًا")
    assert "الأحداث: ٢١ يناير ٢٠٢٦، ثم ٢٤ ديسمبر ٢٠٢٥" in said(page)
    assert chosen(page) == ["تلقائية", "تلقائي", "الأرقام ١٢٣", "الأحدث أولًا"]
    assert "أسماء الأشهر: كما في مصر والخليج" in said(page)
    zones = await sandbox.turn(page, "المنطقة الزمنية")
    page = await sandbox.turn(zones, "عمّان")
    assert "٢٨ يناير ٢٠٢٦، ١٨:٠" in said(page)
    assert "المنطقة الزمنية: عمّان" in said(page)


@pytest.mark.usefixtures("still")
async def test_the_choice_that_stands_costs_no_edit(sandbox: SandboxClient) -> None:
    """A tap on what is ticked is answered and changes nothing; the language can be the reader's own again."""
    page = await sandbox.turn(await sandbox.ask("/settings", as_=EMMA), "العربية", as_=EMMA)
    since = await sandbox.seq()
    for label in ("✓ العربية", "✓ الأرقام", "✓ الأقدم"):
        assert await sandbox.tap_text(page, label, as_=EMMA) is not None
    await sandbox.tap_text(await sandbox.ask("/language", as_=EMMA), "✓ العربية", as_=EMMA)
    await sandbox.ask("/zone Amman", as_=EMMA)
    zones = await sandbox.ask("/zone", as_=EMMA)
    await sandbox.tap_text(zones, "✓ عمّان", as_=EMMA)
    await sandbox.idle()
    assert not [call for call in await sandbox.log(since=since) if call["method"].startswith("edit")]
    page = await sandbox.turn(page, "تلقائية", as_=EMMA)
    assert "Settings" in said(page)
    assert "Automatic" in chosen(page)


async def test_texts_have_the_months_that_a_reader_chose(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Within texts as in dates; a quotation and what only looks like a month stay as they are."""
    await harness.start()
    await sandbox.turn(await sandbox.turn(await sandbox.ask("/settings"), "أسماء الأشهر"), "أفريل")
    summary = said(await sandbox.ask("/summary"))
    assert "في 28 أفريل 2025 صدر" in summary
    assert "فيفري 2022" in summary
    assert "نيسان" not in summary
    assert "28 أفريل 2025" in said(await sandbox.ask("/sources"))


@pytest.mark.usefixtures("still")
async def test_the_sample_changes_as_one_taps_in_english(sandbox: SandboxClient) -> None:
    """What English pages look like, and what Arabic ones would: digits are theirs alone."""
    page = await sandbox.ask("/settings", as_=EMMA)
    assert "28 January 2026, 15:0" in said(page)
    assert "24 December 2025, then 21 January 2026" in said(page)
    assert "28 كانون الثاني/يناير 2026" in said(page)
    page = await sandbox.turn(page, "١٢٣", as_=EMMA)
    assert "28 January 2026, 15:0" in said(page)
    assert "٢٨ كانون الثاني/يناير ٢٠٢٦" in said(page)
    page = await sandbox.turn(page, "Newest first", as_=EMMA)
    assert "21 January 2026, then 24 December 2025" in said(page)
    page = await sandbox.turn(await sandbox.turn(page, "Time zone", as_=EMMA), "London", as_=EMMA)
    assert "28 January 2026, 15:0" in said(page)
    assert "(London)" in said(page)
    page = await sandbox.turn(page, "Simple", as_=EMMA)
    assert "Format: Simple" in said(page)
    page = await sandbox.turn(page, "العربية", as_=EMMA)
    assert "الإعدادات" in said(page)
    assert "العربية" in chosen(page)
    assert "عن سياق" in said(await sandbox.ask("/about", as_=EMMA))


async def test_pages_follow_the_choices_and_a_restart_keeps_them(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Arabic digits in counts, dates, numbering and the hour; commands keep theirs; /forget ends it."""
    await harness.start()
    page = await sandbox.turn(await sandbox.ask("/settings"), "١٢٣")
    page = await sandbox.turn(page, "مبسّط")
    page = await sandbox.turn(page, "الأحدث أولًا")
    await sandbox.ask("/zone Amman")
    await harness.restart()
    cover = said(await sandbox.ask("/story dprk-troops-kursk"))
    assert "(عمّان)" in said(await sandbox.ask("/settings"))
    assert not set("0123456789") & set(cover)
    sources = await sandbox.ask("/sources dprk-troops-kursk")
    assert "١. " in said(sources)
    years = [line for line in said(await sandbox.ask("/timeline dprk-troops-kursk")).split("\n") if "٢٠٢" in line]
    assert "٢٠٢٥" in years[0]
    assert "٢٠٢٢" in years[-1]
    assert "/summary" in said(await sandbox.ask("/help"))
    await sandbox.turn(await sandbox.ask("/forget"), "حذف")
    cover = said(await sandbox.ask("/story dprk-troops-kursk"))
    assert "UTC" in said(await sandbox.ask("/settings"))
    assert set("0123456789") & set(cover)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("/zone عمّان", "عمّان"), ("/zone Asia/Amman", "عمّان"), ("/zone جدة", "الرياض"), ("/zone new york", "نيويورك"),
        ("/settings zone Amman", "عمّان"), ("/settings المنطقة_الزمنية", None), ("/settings التوقيت القاهرة", "القاهرة"),
        ("/settings المنطقة الزمنية بيروت", "بيروت"), ("/settings المنطقة بيروت", "بيروت"),
    ],
)  # fmt: skip
async def test_a_zone_by_its_name(sandbox: SandboxClient, typed: str, city: str | None) -> None:
    """A city or the zone itself, in either language; what else is typed behind the command changes nothing."""
    assert f"المنطقة الزمنية: {city or 'غير محددة'}" in said(await sandbox.ask(typed))


@pytest.mark.usefixtures("bot")
async def test_a_zone_that_nobody_knows_gets_the_choice(sandbox: SandboxClient) -> None:
    """Its name is repeated, as far as it is short, and buttons offer what there is."""
    page = await sandbox.ask("/zone Utopia", as_=EMMA)
    assert "I know no time zone by the name “Utopia”." in said(page)
    assert "Cairo" in str(page["reply_markup"])
    back = await sandbox.turn(page, "Settings", as_=EMMA)
    assert "Time zone: not chosen (UTC)" in said(back)


@pytest.mark.usefixtures("bot")
async def test_the_page_by_its_name(sandbox: SandboxClient) -> None:
    """In a private chat the word alone will do."""
    for typed in ("الإعدادات", "اعدادات", "settings"):
        assert said(await sandbox.ask(typed)).startswith("الإعدادات")
    assert said(await sandbox.ask("المنطقة الزمنية")).startswith("المنطقة الزمنية")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("الرياض", "الرياض"), ("توقيت مكة", "الرياض"), ("GMT+3", "UTC+3"), ("Riyadh time", "الرياض"), ("كييف", "كييف"),
    ],
)  # fmt: skip
async def test_a_zone_typed_right_after_its_question(sandbox: SandboxClient, typed: str, zone: str) -> None:
    """In private the name alone will do there; at any other time it is a question to the stories."""
    page = await sandbox.turn(await sandbox.ask("/settings", as_=LAYLA), "المنطقة الزمنية", as_=LAYLA)
    assert "أو اكتب اسم مدينة" in said(page)
    assert f"المنطقة الزمنية: {zone}" in said(await sandbox.ask(typed, as_=LAYLA))
    assert said(await sandbox.ask("القاهرة", as_=LAYLA)).startswith("لم أجد شيئًا")
    assert f"المنطقة الزمنية: {zone}" in said(await sandbox.ask(f"المنطقة الزمنية {typed}", as_=LAYLA))
    await sandbox.ask("/zone", as_=LAYLA)
    assert "ملخص" in said(await sandbox.ask("ملخص", as_=LAYLA))


@pytest.mark.usefixtures("bot")
async def test_a_misspelt_zone_is_offered(sandbox: SandboxClient) -> None:
    """As a button, above which it stands as typed; so is what can be two."""
    page = await sandbox.ask("/zone Cario", as_=EMMA)
    assert "Which place do you mean by “Cario”?" in said(page)
    assert "Time zone: Cairo" in said(await sandbox.turn(page, "Cairo", as_=EMMA))
    page = await sandbox.ask("/zone عمان", as_=LAYLA)
    assert "أيَّ مكان تقصد بـ«عمان»؟" in said(page)
    assert "المنطقة الزمنية: مسقط" in said(await sandbox.turn(page, "مسقط", as_=LAYLA))


@pytest.mark.usefixtures("bot")
async def test_a_location_sets_the_zone_of_a_private_chat(sandbox: SandboxClient, bot: BotHarness) -> None:
    """It says which city that is, keeps no coordinate, and takes neither a venue nor what is sent to a group."""
    since = await sandbox.seq()
    await sandbox.post("share", as_=LAYLA, chat_id=LAYLA, location={"latitude": 36.2, "longitude": 37.15})
    page = await sandbox.heard(LAYLA, since=since)
    assert "المنطقة الزمنية: دمشق" in said(page)
    assert "لم يُحفظ الموقع" in said(page)
    (reader,) = (await bot.holds(["readers"]))["readers"]
    assert reader["zone"] == "Asia/Damascus"
    assert not any("36.2" in str(value) for value in reader.values())
    group = await sandbox.group(LAYLA, EMMA)
    await sandbox.post("share", as_=LAYLA, chat_id=group, location={"latitude": 51.5, "longitude": 0.0})
    await sandbox.post("share", as_=LAYLA, chat_id=LAYLA, venue={"title": "A hall"})
    await sandbox.idle()
    assert [reader["zone"] for reader in (await bot.holds(["readers"]))["readers"]] == ["Asia/Damascus"]


@pytest.mark.usefixtures("bot")
async def test_in_a_group_its_admins_choose(sandbox: SandboxClient) -> None:
    """Everybody sees the page; who is no admin is refused, by button and by command, and nothing changes."""
    group = await sandbox.group(LAYLA, EMMA)
    page = await sandbox.ask("/settings", as_=EMMA, chat_id=group)
    answer = await sandbox.tap_text(page, "Newest first", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    assert "Only the group’s admins" in said(await sandbox.ask("/zone Amman", as_=EMMA, chat_id=group))
    page = await sandbox.turn(page, "Newest first", as_=LAYLA)
    assert "Newest first" in chosen(page)
    assert len(page["reply_markup"]["inline_keyboard"]) == 6
    assert "location" not in said(await sandbox.ask("/zone", as_=EMMA, chat_id=group))
