// What a message carries beside words: photos, files, places, and the rest as a line that says what it is.

import { h, icon } from "./dom.js";
import { word } from "./words.js";

const UNITS = ["byte", "kilobyte", "megabyte"];

/** Where the page reads a file of the sandbox. */
export function fileAddress(fileId, name = "") {
  return `control/file/${encodeURIComponent(fileId)}${name ? `?name=${encodeURIComponent(name)}` : ""}`;
}

/** The media of a message, of a reply's shadow or of a rich block; null if there is none. */
export function drawMedia(holder, view) {
  if (holder.photo) return drawPhoto(holder.photo, holder.has_spoiler || holder.has_media_spoiler);
  const file = holder.document ?? holder.animation ?? holder.video ?? holder.audio ?? holder.voice ?? holder.voice_note ?? holder.video_note;
  if (file) return drawFile(file, view);
  if (holder.venue ?? holder.location) return drawMap(holder.venue?.location ?? holder.location, holder.venue?.title);
  if (holder.contact) return card(word("media.contact"), `${holder.contact.first_name} ${holder.contact.phone_number}`);
  if (holder.sticker) return h("div", { class: "sticker", role: "img", "aria-label": word("media.sticker") }, holder.sticker.emoji ?? "🏷");
  if (holder.dice) return h("div", { class: "sticker" }, `${holder.dice.emoji} ${holder.dice.value}`);
  if (holder.poll) return drawPoll(holder.poll);
  return null;
}

function drawPhoto(sizes, covered) {
  const largest = sizes.reduce((best, size) => (size.width * size.height > best.width * best.height ? size : best), sizes[0]);
  const image = h("img", { src: fileAddress(largest.file_id), alt: word("media.photo"), loading: "lazy", width: largest.width, height: largest.height });
  image.addEventListener("error", () => image.replaceWith(h("div", { class: "no-image" }, word("media.photo"))));
  const frame = h("a", { class: `photo${covered ? " covered" : ""}`, href: fileAddress(largest.file_id), target: "_blank", rel: "noopener" }, image);
  frame.addEventListener("click", (event) => {
    if (!frame.classList.contains("covered")) return;
    event.preventDefault();
    frame.classList.remove("covered");
  });
  return frame;
}

function drawFile(file, view) {
  const name = file.file_name ?? file.title ?? word("media.file");
  return h("a", { class: "file", href: fileAddress(file.file_id, name), download: name },
    h("span", { class: "sign" }, icon("file")),
    h("span", { class: "about" }, h("bdi", { class: "name" }, name), h("small", {}, size(file.file_size ?? 0, view?.language))));
}

function size(bytes, language) {
  const step = bytes < 1024 ? 0 : bytes < 1048576 ? 1 : 2;
  const style = { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(`${language ?? "en"}-u-nu-latn`, style).format(bytes / 1024 ** step);
}

/** A place by its coordinates; a map itself would have to come from outside. */
export function drawMap({ latitude, longitude }, title = "") {
  const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}&zoom=14`;
  return h("a", { class: "map", href: address, target: "_blank", rel: "noopener noreferrer" },
    icon("place"), h("span", {}, title || word("media.place")), h("bdi", { class: "coordinates" }, `${latitude}, ${longitude}`));
}

function drawPoll(poll) {
  return h("div", { class: "poll" }, h("b", {}, poll.question),
    h("ul", {}, poll.options.map((option) => h("li", {}, option.text, " ", h("small", {}, option.voter_count ?? 0)))));
}

function card(kind, words) {
  return h("div", { class: "card" }, h("small", {}, kind), h("bdi", {}, words));
}

/** One line that stands for a message in lists and replies. */
export function summary(message) {
  const text = message.text ?? message.caption ?? message.rich_message?.blocks.map(blockWords).find(Boolean);
  if (text) return text.replace(/\s+/g, " ").slice(0, 120);
  const kind = ["photo", "document", "location", "contact", "sticker", "poll", "dice", "video", "audio", "voice"].find((name) => message[name]);
  return kind ? (message[kind].file_name ?? word(`media.${["photo", "location", "contact", "sticker", "poll"].includes(kind) ? kind : "file"}`)) : "";
}

function blockWords(block) {
  const words = (text) => (typeof text === "string" ? text : Array.isArray(text) ? text.map(words).join("") : words(text?.text ?? ""));
  return words(block.text ?? "");
}
