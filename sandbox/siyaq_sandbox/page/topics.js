// The topics of a forum, as a row above its messages.

import { post } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { askFor, toast } from "./dialogs.js";
import { openChat } from "./seats.js";
import { messages } from "./world.js";
import { word } from "./words.js";

const GENERAL = 1;

/** The topic that a message stands in; those without a thread are in the general one, 1. */
export function threadOf(message) {
  return message.is_topic_message || message.forum_topic_created ? message.message_thread_id : GENERAL;
}

/** The thread id to write to: the general topic has none. */
export function writingThread(seat) {
  return seat.thread && seat.thread !== GENERAL ? seat.thread : null;
}

/** Draws the row anew, or hides it where the chat is no forum. */
export function drawTopics(box, seat, chat) {
  box.hidden = !chat.is_forum;
  if (box.hidden) return;
  const topics = chat.topics.some((topic) => topic.thread_id === GENERAL) ? chat.topics : [{ thread_id: GENERAL, name: word("topics.general") }, ...chat.topics];
  const all = messages(seat.person, chat.id);
  fill(box, topics.map((topic) => drawTopic(topic, seat, chat, all.filter((message) => threadOf(message) === topic.thread_id).length)),
    h("button", { type: "button", class: "topic", "aria-label": word("topics.add"), onclick: () => add(seat, chat) }, icon("add")));
}

function drawTopic(topic, seat, chat, count) {
  const open = (seat.thread ?? GENERAL) === topic.thread_id;
  return h("button", { type: "button", class: "topic", "aria-pressed": String(open), onclick: () => openChat(seat, chat.id, topic.thread_id) },
    h("bdi", {}, topic.name), count ? h("small", {}, count) : null);
}

async function add(seat, chat) {
  const answer = await askFor(word("topics.add"), [["name", word("topics.name"), "", { required: true, maxlength: 128 }]]);
  if (!answer?.name) return;
  try {
    await post("topic", { as: seat.person, chat_id: chat.id, name: answer.name });
  } catch (error) {
    toast(error.message, "warning");
  }
}
