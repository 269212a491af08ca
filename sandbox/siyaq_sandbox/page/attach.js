// What a person sends beside text: photos, files, a place, a contact, a die, a poll.

import { post, upload } from "./api.js";
import { h, icon } from "./dom.js";
import { askFor, openMenu, toast } from "./dialogs.js";
import { person } from "./world.js";
import { word } from "./words.js";

/** The attach button and its hidden file picker; `text` is the caption, `sent` follows a success. */
export function makeAttach(seat, { text, sent, thread }) {
  const picker = h("input", { type: "file", hidden: true, multiple: true, "aria-label": word("attach.file") });
  let kind = "document";
  picker.addEventListener("change", () => {
    sendFiles(seat, [...picker.files], text(), thread(), sent, kind);
    picker.value = "";
  });
  const pick = (what) => {
    kind = what;
    picker.accept = what === "photo" ? "image/*" : "";
    picker.click();
  };
  const button = h("button", { type: "button", class: "round attach", "aria-label": word("attach.open"), "aria-haspopup": "menu", "aria-expanded": "false" }, icon("attach"));
  button.addEventListener("click", () => openMenu(button, [
    [word("attach.photo"), () => pick("photo")],
    [word("attach.file"), () => pick("document")],
    [word("attach.location"), async () => { const location = await askLocation(); if (location) share(seat, { location }, thread()); }],
    [word("attach.contact"), () => shareContact(seat, thread())],
    [word("attach.sticker"), () => share(seat, { sticker: { emoji: "👍" } }, thread())],
    [word("attach.dice"), () => share(seat, { dice: { emoji: "🎲" } }, thread())],
    [word("attach.poll"), () => sharePoll(seat, thread())],
  ]));
  return { button, picker };
}

/** Sends files one by one, the first with the caption. */
export async function sendFiles(seat, files, caption, thread, sent, kind = null) {
  try {
    for (const [index, file] of files.entries()) {
      const what = kind ?? (file.type.startsWith("image/") ? "photo" : "document");
      await upload(file, { as: seat.person, chat_id: seat.chat, kind: what, caption: index ? "" : caption, thread_id: thread });
    }
    sent();
  } catch (error) {
    toast(error.message, "warning");
  }
}

/** Sends what is not text and not a file. */
export async function share(seat, content, thread) {
  try {
    await post("share", { as: seat.person, chat_id: seat.chat, ...content, ...(thread ? { thread_id: thread } : {}) });
  } catch (error) {
    toast(error.message, "warning");
  }
}

/** Asks for a place; null when it was called off. */
export async function askLocation() {
  const number = { inputmode: "decimal", dir: "ltr", required: true };
  const answer = await askFor(word("attach.location"), [
    ["latitude", word("attach.latitude"), "33.8938", number], ["longitude", word("attach.longitude"), "35.5018", number],
  ]);
  if (!answer) return null;
  return { latitude: Number(answer.latitude), longitude: Number(answer.longitude) };
}

function shareContact(seat, thread) {
  const who = person(seat.person);
  return share(seat, { contact: { phone_number: "+10000000000", first_name: who.first_name, user_id: who.id } }, thread);
}

async function sharePoll(seat, thread) {
  const answer = await askFor(word("attach.poll"), [
    ["question", word("attach.question"), "", { required: true }], ["options", word("attach.options"), "", { required: true }],
  ]);
  if (!answer) return;
  const options = answer.options.split(/[,،]/).map((text) => ({ text: text.trim(), voter_count: 0 })).filter((option) => option.text);
  await share(seat, { poll: { question: answer.question, options } }, thread);
}
