// Inline buttons below a message and inside rich ones, and what a tap on each kind does.

import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { chooseChat, showAlert, toast } from "./dialogs.js";
import { world } from "./world.js";
import { word } from "./words.js";

/** The rows of an inline keyboard. */
export function drawKeyboard(rows, message, view) {
  return h("div", { class: "keyboard", role: "group", "aria-label": word("message.buttons") },
    rows.map((row, index) => h("div", { class: "row" },
      row.map((button, column) => drawButton(button, { ...view, place: { message, row: index, column } })))));
}

/** One button of a rich message, `text` being plain. */
export function richButton(button, view) {
  return drawButton(button, { ...view, place: { message: view.message, data: button.callback_data } });
}

function drawButton(button, view) {
  const mark = button.url || button.login_url || button.web_app ? icon("link") : "switch_inline_query" in button ? icon("share") : null;
  const element = h("button", {
    type: "button", class: `inline ${button.style ?? ""}`, title: button.url, disabled: Boolean(button.disabled), "data-callback": button.callback_data,
  }, h("bdi", {}, button.text), mark);
  element.addEventListener("click", () => press(button, element, view));
  return element;
}

async function press(button, element, view) {
  if (button.callback_data !== undefined) return tap(element, view);
  if (button.url !== undefined) return open(button.url, view);
  if (button.copy_text) return copy(button.copy_text.text);
  if ("switch_inline_query_current_chat" in button) return view.write(mention(button.switch_inline_query_current_chat));
  if ("switch_inline_query" in button) return switchInline(button.switch_inline_query, view);
  if (button.switch_inline_query_chosen_chat) return switchInline(button.switch_inline_query_chosen_chat.query ?? "", view);
  return toast(word("button.unsupported"));
}

function mention(query) {
  return `@${world.state.bot.username} ${query}`;
}

function open(url, view) {
  if (!view.follow(url)) window.open(url, "_blank", "noopener,noreferrer");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(word("button.copied", { text }));
  } catch {
    showAlert(text);
  }
}

async function switchInline(query, view) {
  const chatId = await chooseChat(view.seat, word("button.choose_chat"));
  if (chatId !== null) view.write(mention(query), chatId);
}

async function tap(element, view) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  const { message, ...place } = view.place;
  let answer;
  try {
    ({ answer } = await post("tap", {
      as: view.seat.person, chat_id: message.chat.id,
      ...(message.serial ? { ephemeral_message_id: message.ephemeral_message_id } : { message_id: message.message_id }),
      ...place, ...(view.seat.inaccessible?.has(message.message_id) ? { inaccessible: true } : {}),
    }));
  } catch (error) {
    return toast(error.message, "warning");
  } finally {
    element.removeAttribute("aria-busy");
  }
  if (!answer) toast(word("button.unanswered"), "warning");
  else if (answer.url) open(answer.url, view);
  else if (answer.text && answer.show_alert) showAlert(answer.text);
  else if (answer.text) toast(answer.text);
}
