// The reply keyboard that the bot has put below the field.

import { fill, h } from "./dom.js";
import { askLocation, share } from "./attach.js";
import { toast } from "./dialogs.js";
import { person } from "./world.js";
import { word } from "./words.js";

/** Draws the keyboard of the newest message that sets or removes one. */
export function drawReplyKeyboard(box, all, { say, seat, thread }) {
  const markup = all.findLast((message) => !message.deleted && (message.reply_markup?.keyboard || message.reply_markup?.remove_keyboard))?.reply_markup;
  const rows = markup?.keyboard ?? [];
  box.hidden = !rows.length;
  fill(box, rows.map((row) => h("div", { class: "row" }, row.map((button) => {
    const key = typeof button === "string" ? { text: button } : button;
    return h("button", { type: "button", class: "key", onclick: () => press(key, { say, seat, thread }) }, h("bdi", {}, key.text));
  }))));
}

async function press(key, { say, seat, thread }) {
  if (key.request_location) {
    const location = await askLocation();
    if (location) await share(seat, { location }, thread);
  } else if (key.request_contact) {
    const { first_name: name } = person(seat.person);
    await share(seat, { contact: { phone_number: "+10000000000", first_name: name, user_id: seat.person } }, thread);
  } else if (key.request_users || key.request_chat || key.request_poll || key.web_app) {
    toast(word("button.unsupported"));
  } else {
    await say(key.text);
  }
}
