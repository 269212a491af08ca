"""Messages as the page draws them: direction line by line, entities, and nothing that becomes markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import box
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium

# Where the first and the last letter of a piece of text stand within its block, in pixels from the block's left edge.
PLACE = """(node, words) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    const at = text.data.indexOf(words);
    if (at < 0) continue;
    const place = (index) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + 1);
      return range.getBoundingClientRect();
    };
    const box = text.parentElement.closest(".one-line").getBoundingClientRect();
    const [first, last] = [place(at), place(at + words.length - 1)];
    const end = Math.max(first.right, last.right);
    return { first: first.left, last: last.left, left: box.left, right: box.right, end };
  }
  return null;
}"""


async def place(page: Page, words: str) -> dict[str, float]:
    """Return where words stand in the newest message."""
    by_key: dict[str, float] | None = await page.locator(".message").last.evaluate(PLACE, words)
    assert by_key is not None, words
    return by_key


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_each_line_takes_its_direction_from_its_first_strong_letter(
    window: Window, sandbox: SandboxClient, language: str
) -> None:
    """An Arabic line begins at the right edge, an English one at the left, whatever the page's language."""
    await sandbox.start()
    text = "قوات كورية شمالية\nNorth Korean troops\n\u200fKursk كورسك\n\u2068Kim\u2069 قال"
    await sandbox.result("sendMessage", chat_id=LAYLA, text=text + "\n" + "كلمة " * 40)
    page = await window.open(language, users=f"{LAYLA}/{LAYLA}")
    await page.locator(".message.theirs .lines").wait_for()
    arabic = await place(page, "قوات كورية")
    assert arabic["first"] > arabic["last"]
    assert arabic["right"] - arabic["end"] < 3
    english = await place(page, "North Korean")
    assert english["first"] < english["last"]
    assert english["first"] - english["left"] < 3
    anchored = await place(page, "Kursk")
    assert anchored["right"] - anchored["end"] < 3
    isolated = await place(page, "Kim")
    assert isolated["right"] - isolated["end"] < 3


async def test_entities_are_drawn_and_work(window: Window, sandbox: SandboxClient) -> None:
    """Bold, italics, links and quotes are elements; a spoiler opens at a key, an expandable quote at a click."""
    await sandbox.start(as_=EMMA)
    html = (
        "<b>Bold <i>both</i></b> <u>under</u> <s>gone</s> <code>code</code> "
        '<a href="https://example.com/a">source</a> <tg-spoiler>the end</tg-spoiler>\n'
        "<blockquote>short words</blockquote>\nafter\n<blockquote expandable>"
        + "\n".join(f"line {number}" for number in range(9))
        + "</blockquote><pre><code class='language-python'>x = 1</code></pre>"
    )
    await sandbox.result("sendMessage", chat_id=EMMA, text=html.replace("'", '"'), parse_mode="HTML")
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    bubble = page.locator(".message.theirs .text")
    await bubble.wait_for()
    for selector, words in (
        ("b", "Bold both"),
        ("b i, i b", "both"),
        ("u", "under"),
        ("s", "gone"),
        (".one-line > code", "code"),
    ):
        assert "".join(await bubble.locator(selector).all_text_contents()) == words
    link = bubble.get_by_role("link", name="source")
    assert await link.get_attribute("href") == "https://example.com/a"
    assert await link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert await bubble.locator("blockquote").first.text_content() == "short words"
    assert await bubble.locator("pre .language").text_content() == "python"

    spoiler = page.get_by_role("button", name="Hidden text")
    await spoiler.focus()
    await page.keyboard.press("Enter")
    await bubble.locator(".spoiler.open").wait_for()
    assert await page.get_by_role("button", name="Hidden text").count() == 0

    quote = bubble.locator(".expandable blockquote")
    folded = (await box(quote))["height"]
    await page.get_by_role("button", name="Show the whole quote").click()
    assert (await box(quote))["height"] > 2 * folded
    await page.get_by_role("button", name="Fold the quote").click()
    assert (await box(quote))["height"] == folded


HOSTILE = [
    "<img src=x onerror=document.body.dataset.bad=1>",
    "</span><script>document.body.dataset.bad=1</script>",
    "{{word}} ${1} &lt;b&gt;",
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_no_text_becomes_markup(window: Window, sandbox: SandboxClient, words: str) -> None:
    """What a person, a button or a chat's title says is shown as it is, letter by letter."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": words, "callback_data": "a"}]]}
    await sandbox.result("sendMessage", chat_id=EMMA, text=words, reply_markup=keyboard)
    await sandbox.post("chat", type="supergroup", title=words, members=[EMMA])
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    assert await page.locator(".message.theirs .lines").text_content() == words
    assert await page.locator(".keyboard .inline").text_content() == words
    assert await page.locator(".chat-list .name", has_text=words).count() == 1
    assert await page.locator("body[data-bad]").count() == 0
    assert await page.locator(".message img, .message script").count() == 0


async def test_a_script_link_is_only_text(window: Window) -> None:
    """A link of another scheme than the web's cannot be followed."""
    entity: dict[str, Any] = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}
    message = {"text": "here", "entities": [entity], "from": {"id": 1000, "is_bot": True, "first_name": "Siyaq"}}
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    drawn = await page.evaluate(
        """async ([message, seat]) => {
          const { drawText } = await import("/page/text.js");
          return drawText(message.text, message.entities, { seat, follow: () => false }).outerHTML;
        }""",
        [message, {"person": EMMA}],
    )
    assert "<a" not in drawn
    assert "here" in drawn


async def test_entities_that_cut_each_other_are_both_drawn(window: Window) -> None:
    """Where two entities overlap without nesting, each covers its own letters and no letter is lost."""
    page = await window.open("en")
    entities = [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "italic", "offset": 3, "length": 6},
        {"type": "underline", "offset": 7, "length": 9},
    ]
    text = await page.evaluate(
        """async (entities) => {
          const { drawText } = await import("/page/text.js");
          const drawn = drawText("abcdefghi 😀 klmn", entities, {});
          const words = (tag) => [...drawn.querySelectorAll(tag)].map((each) => each.textContent).join("");
          return [drawn.textContent, words("b"), words("i"), words("u")];
        }""",
        entities,
    )
    assert text == ["abcdefghi 😀 klmn", "abcdef", "defghi", "hi 😀 klm"]
