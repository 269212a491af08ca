// A message's text with its entities (offsets in UTF-16 units, which are JavaScript's own) as elements.

import { directionOf } from "./direction.js";
import { h } from "./dom.js";
import { dateTime } from "./times.js";
import { word } from "./words.js";

const BLOCKS = ["blockquote", "expandable_blockquote", "pre"];
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", subscript: "sub", superscript: "sup", marked: "mark" };

/** Text as block elements; every line takes its direction from its first strong letter. */
export function drawText(text, entities, view) {
  const box = h("div", { class: "text" });
  const blocks = entities.filter((entity) => BLOCKS.includes(entity.type)).sort((one, other) => one.offset - other.offset);
  const inline = entities.filter((entity) => !BLOCKS.includes(entity.type));
  let at = 0;
  for (const block of blocks) {
    if (block.offset < at) continue; // blocks do not nest
    drawLines(box, text, at, trimEnd(text, at, block.offset), inline, view);
    box.append(drawBlock(block, text, inline, view));
    at = block.offset + block.length;
    if (text[at] === "\n") at += 1; // the block ends the line already
  }
  drawLines(box, text, at, text.length, inline, view);
  return box;
}

function trimEnd(text, from, to) {
  return to > from && text[to - 1] === "\n" ? to - 1 : to;
}

function drawLines(box, text, from, to, entities, view) {
  if (from < to) box.append(h("div", { class: "lines" }, eachLine(text, from, to, entities, view)));
}

function eachLine(text, from, to, entities, view) {
  const lines = [];
  for (let start = from; start <= to;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 || found > to ? to : found;
    const dir = directionOf(text.slice(start, end));
    lines.push(h("div", { class: "one-line", dir }, start < end ? nest(text, start, end, entities, view) : h("br")));
    start = end + 1;
  }
  return lines;
}

function drawBlock(block, text, inline, view) {
  const end = block.offset + block.length;
  if (block.type === "pre") {
    const content = nest(text, block.offset, trimEnd(text, block.offset, end), inline, view);
    const label = block.language ? h("span", { class: "language" }, block.language) : null;
    return h("pre", { tabindex: 0, "data-language": block.language }, label, h("code", {}, content));
  }
  const lines = eachLine(text, block.offset, trimEnd(text, block.offset, end), inline, view);
  const quote = h("blockquote", { class: "lines" }, lines);
  const drawn = block.type === "expandable_blockquote" ? expandable(quote) : quote;
  drawn.dir = lines[0].dir; // the bar stands where the quotation begins
  return drawn;
}

/** A quotation of which three lines are shown until it is opened. */
export function expandable(quote) {
  quote.classList.add("folded");
  const button = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, word("quote.open"));
  button.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = word(folded ? "quote.open" : "quote.close");
  });
  requestAnimationFrame(() => {
    if (quote.scrollHeight > quote.clientHeight) return;
    quote.classList.remove("folded"); // it is short enough to be seen whole
    button.remove();
  });
  return h("div", { class: "expandable" }, quote, button);
}

// Entities nest but may also be cut by one another: what reaches beyond its parent goes on behind it.
function nest(text, from, to, entities, view) {
  const nodes = [];
  const waiting = entities
    .map((entity) => ({ entity, start: Math.max(entity.offset, from), end: Math.min(entity.offset + entity.length, to) }))
    .filter(({ start, end }) => start < end)
    .sort((one, other) => one.start - other.start || other.end - one.end);
  let at = from;
  while (waiting.length) {
    const { entity, start, end } = waiting.shift();
    if (start > at) nodes.push(text.slice(at, start));
    const inner = [];
    for (let index = 0; index < waiting.length && waiting[index].start < end;) {
      const each = waiting[index];
      inner.push(each.entity);
      if (each.end > end) waiting[index++] = { ...each, start: end };
      else waiting.splice(index, 1);
    }
    nodes.push(drawInline(entity, text.slice(start, end), () => nest(text, start, end, inner, view), view));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function drawInline(entity, raw, content, view) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, content());
  switch (entity.type) {
    case "spoiler": return spoiler(content());
    case "text_link": return link(entity.url, content(), view);
    case "url": return link(/^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`, content(), view);
    case "email": return link(`mailto:${raw}`, content(), view);
    case "phone_number": return link(`tel:${raw}`, content(), view);
    case "bot_command": return action(content(), () => view.say(raw));
    case "mention": return action(content(), () => view.follow(`https://t.me/${raw.slice(1)}`));
    case "text_mention": return action(content(), () => view.follow(`tg://user?id=${entity.user.id}`));
    case "hashtag":
    case "cashtag": return h("span", { class: "tag" }, content());
    case "date_time": return moment(entity, content(), view);
    default: return h("span", {}, content());
  }
}

/** Covered words that a tap or Enter uncovers. */
export function spoiler(content) {
  const inner = h("span", { "aria-hidden": "true" }, content);
  const cover = h("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": word("spoiler.hidden") }, inner);
  const open = (event) => {
    if (cover.classList.contains("open")) return;
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // a covered link is uncovered, not followed
    for (const each of (cover.closest(".text, .rich") ?? cover.parentElement).querySelectorAll(".spoiler")) uncover(each);
  };
  cover.addEventListener("click", open, true);
  cover.addEventListener("keydown", open, true);
  return cover;
}

// One tap uncovers all of a message, as in the clients.
function uncover(cover) {
  cover.classList.add("open");
  cover.firstElementChild.removeAttribute("aria-hidden");
  for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
}

/** A link: to the bot it is followed on the page, elsewhere in a new tab; other schemes than these are only text. */
export function link(url, content, view) {
  if (!/^(https?|mailto|tel|tg):/i.test(url)) return h("span", { class: "tag", title: url }, content);
  const outside = { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url };
  return h("a", { ...outside, onclick: (event) => view.follow(url) && event.preventDefault() }, content);
}

/** Words that do something in the chat. */
export function action(content, run) {
  return h("a", { href: "#", role: "button", onclick: (event) => { event.preventDefault(); run(); } }, content);
}

/** A moment in the person's language and zone; without a format, its own words. */
export function moment({ unix_time: unix, date_time_format: format }, content, view) {
  const shown = dateTime(unix, format, view);
  const relative = format === "r" ? String(unix) : null;
  return h("time", { datetime: new Date(unix * 1000).toISOString(), title: view.full(unix), "data-relative": relative, "data-language": view.language }, shown ?? content);
}
