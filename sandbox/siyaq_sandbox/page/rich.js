// Rich messages, block by block, as Bot API 10.1 to 10.4 describe them (RichMessage, RichBlock, RichText).

import { append, h } from "./dom.js";
import { richButton } from "./keyboard.js";
import { drawMap, drawMedia } from "./media.js";
import { action, expandable, link, moment, spoiler } from "./text.js";
import { word } from "./words.js";

const WRAPS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", subscript: "sub", superscript: "sup", marked: "mark", code: "code" };
const MEDIA = ["photo", "video", "animation", "audio", "voice_note", "document"];

/** A rich message; with `is_rtl` everything in it starts from the right, lists and tables too. */
export function drawRich(message, view) {
  const root = h("div", { class: "rich", dir: message.is_rtl ? "rtl" : "ltr" });
  return append(root, message.blocks.map((block) => drawBlock(block, { ...view, root, outline: [] })));
}

const BLOCKS = {
  paragraph: (block, view) => h("p", {}, drawRichText(block.text, view)),
  heading: (block, view) => h("div", { class: `heading size-${block.size}`, role: "heading", "aria-level": levelOf(block.size, view.outline) },
    drawRichText(block.text, view)),
  pre: (block, view) => h("pre", { tabindex: 0, "data-language": block.language },
    block.language ? h("span", { class: "language" }, block.language) : null, h("code", {}, drawRichText(block.text, view))),
  footer: (block, view) => h("footer", {}, drawRichText(block.text, view)),
  divider: () => h("hr"),
  mathematical_expression: (block) => h("p", { class: "math" }, h("code", {}, block.expression)),
  anchor: (block) => h("span", { class: "anchor", "data-anchor": block.name, tabindex: -1 }),
  list: (block, view) => h("ul", { class: "list", role: "list" }, block.items.map((item) => drawItem(item, view))),
  blockquote: (block, view) => h("blockquote", {}, block.blocks.map((each) => drawBlock(each, view)), credit(block, view)),
  expandable_blockquote: (block, view) => expandable(h("blockquote", {}, h("p", {}, drawRichText(block.text, view)), credit(block, view))),
  pullquote: (block, view) => h("figure", { class: "pull" }, h("blockquote", {}, drawRichText(block.text, view)), credit(block, view)),
  collage: (block, view) => h("figure", { class: "collage" }, block.blocks.map((each) => drawBlock(each, view)), caption(block, view)),
  slideshow: (block, view) => h("figure", { class: "slides", tabindex: 0 }, block.blocks.map((each) => drawBlock(each, view)), caption(block, view)),
  table: drawTable,
  details: (block, view) => h("details", { open: Boolean(block.is_open) },
    h("summary", {}, drawRichText(block.summary, view)), h("div", { class: "inside" }, block.blocks.map((each) => drawBlock(each, view)))),
  map: (block, view) => h("figure", {}, drawMap(block.location), caption(block, view)),
  buttons: (block, view) => h("div", { class: `button-row ${block.align ?? "wide"}` }, block.buttons.map((each) => drawButton(each, view))),
  thinking: (block, view) => h("p", { class: "thinking" }, drawRichText(block.text, view)),
};

// A heading's level below the chat's name (2): no level is skipped, whatever sizes a message has.
function levelOf(size, outline) {
  while (outline.at(-1) >= size) outline.pop();
  outline.push(size);
  return outline.length + 2;
}

function drawBlock(block, view) {
  if (MEDIA.includes(block.type)) return h("figure", {}, drawMedia(block, view), caption(block, view));
  const draw = BLOCKS[block.type];
  return draw ? draw(block, view) : h("p", { class: "unknown" }, word("rich.unknown", { type: block.type }));
}

function credit(block, view) {
  return block.credit ? h("cite", {}, drawRichText(block.credit, view)) : null;
}

function caption(block, view) {
  if (!block.caption) return null;
  return h("figcaption", {}, drawRichText(block.caption.text, view), credit(block.caption, view));
}

function drawItem(item, view) {
  const box = item.has_checkbox
    ? h("input", { type: "checkbox", disabled: true, checked: Boolean(item.is_checked), "aria-label": item.label })
    : h("span", { class: "label" }, item.label);
  return h("li", {}, box, h("div", { class: "item" }, item.blocks.map((each) => drawBlock(each, view))));
}

function drawTable(block, view) {
  const style = ["is_bordered", "is_striped", "is_compact"].filter((name) => block[name]).join(" ").replaceAll("is_", "");
  const table = h("table", { class: style },
    block.caption ? h("caption", {}, drawRichText(block.caption, view)) : null,
    h("tbody", {}, block.cells.map((row) => h("tr", {}, row.map((cell) => drawCell(cell, view))))));
  return h("div", { class: "table", tabindex: 0, role: "group", "aria-label": word("rich.table") }, table);
}

function drawCell(cell, view) {
  const span = (count) => (count > 1 ? count : null);
  return h(cell.is_header ? "th" : "td", {
    class: `${cell.align ?? "left"} ${cell.valign ?? "top"}${cell.text === undefined ? " empty" : ""}`,
    colspan: span(cell.colspan), rowspan: span(cell.rowspan), scope: cell.is_header ? "col" : null,
  }, drawRichText(cell.text ?? "", view));
}

const TEXTS = {
  spoiler: (text, view) => spoiler(drawRichText(text.text, view)),
  date_time: (text, view) => moment(text, drawRichText(text.text, view), view),
  text_mention: (text, view) => action(drawRichText(text.text, view), () => view.follow(`tg://user?id=${text.user.id}`)),
  custom_emoji: (text) => text.alternative_text,
  mathematical_expression: (text) => h("code", { class: "math" }, text.expression),
  url: (text, view) => link(text.url, drawRichText(text.text, view), view),
  email_address: (text, view) => link(`mailto:${text.email_address}`, drawRichText(text.text, view), view),
  phone_number: (text, view) => link(`tel:${text.phone_number}`, drawRichText(text.text, view), view),
  bank_card_number: (text, view) => h("span", { class: "tag" }, drawRichText(text.text, view)),
  mention: (text, view) => action(drawRichText(text.text, view), () => view.follow(`https://t.me/${text.username.replace(/^@/, "")}`)),
  hashtag: (text, view) => h("span", { class: "tag" }, drawRichText(text.text, view)),
  cashtag: (text, view) => h("span", { class: "tag" }, drawRichText(text.text, view)),
  bot_command: (text, view) => action(drawRichText(text.text, view), () => view.say(plain(text.text))),
  button: (text, view) => drawButton(text.button, view),
  anchor: (text) => h("span", { class: "anchor", "data-anchor": text.name, tabindex: -1 }),
  anchor_link: (text, view) => jump(text.anchor_name, drawRichText(text.text, view), view),
  reference: (text, view) => h("span", { class: "reference", "data-anchor": text.name, tabindex: -1 }, drawRichText(text.text, view)),
  reference_link: (text, view) => jump(text.reference_name, drawRichText(text.text, view), view),
};

/** Rich text: a string, a list of rich texts, or one with a type. */
export function drawRichText(text, view) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map((each) => drawRichText(each, view));
  if (WRAPS[text.type]) return h(WRAPS[text.type], {}, drawRichText(text.text, view));
  const draw = TEXTS[text.type];
  return draw ? draw(text, view) : h("span", {}, drawRichText(text.text ?? "", view));
}

/** The words of a rich text alone. */
export function plain(text) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map(plain).join("");
  if (text.type === "button") return plain(text.button.text);
  return text.alternative_text ?? text.expression ?? plain(text.text ?? "");
}

function drawButton(button, view) {
  return richButton({ ...button, text: plain(button.text) }, view);
}

function jump(name, content, view) {
  return action(content, () => {
    // An empty name leads back to the top of the message.
    const target = name ? view.root.querySelector(`[data-anchor="${CSS.escape(name)}"]`) : view.root;
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.focus({ preventScroll: true });
    target.classList.remove("found");
    requestAnimationFrame(() => target.classList.add("found"));
  });
}
