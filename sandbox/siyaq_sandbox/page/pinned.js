// The pinned message, as a line above the messages.

import { fill, h, icon } from "./dom.js";
import { directionOf } from "./direction.js";
import { summary } from "./media.js";
import { word } from "./words.js";

/** Shows the newest pinned message of those that are drawn; a tap leads to it. */
export function drawPinned(box, chat, all, jump) {
  const newest = all.findLast((message) => chat.pinned?.includes(message.message_id) && !message.deleted);
  box.hidden = !newest;
  if (!newest) return;
  const words = summary(newest) || "…";
  fill(box, h("button", { type: "button", onclick: () => jump(newest.message_id) },
    icon("pin"), h("b", {}, word("chat.pinned")), h("span", { class: "last", dir: directionOf(words) }, words)));
}
