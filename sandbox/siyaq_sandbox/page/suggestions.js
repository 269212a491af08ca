// The list above the field: the bot's commands while one types "/", and the results of an inline query.

import { get, post } from "./api.js";
import { fill, firstLetter, h } from "./dom.js";
import { toast } from "./dialogs.js";
import { offerStart } from "./seats.js";
import { chat as findChat, membership, world } from "./world.js";
import { word } from "./words.js";

const PAUSE_MS = 250;
const KINDS = { supergroup: "supergroup", group: "group", channel: "channel", private: "sender" };
let lists = 0;

/** The list of a seat's field: {root, take, follow, close, openCommands, forget}. */
export function makeSuggestions(seat, field, { say, write, thread }) {
  const id = `suggestions-${++lists}`;
  const root = h("div", { class: "suggestions", id, role: "listbox", "aria-label": word("composer.suggestions"), hidden: true });
  for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": id, "aria-haspopup": "listbox" })) field.setAttribute(name, value);
  let entries = []; // {element, run, complete}
  let chosen = -1;
  let known = new Map(); // "person:chat" -> commands
  let timer = null;
  let round = 0;

  function show(list, extra = []) {
    entries = list;
    root.hidden = !list.length && !extra.length;
    fill(root, extra.filter((each) => each.before), list.map((entry) => entry.element), extra.filter((each) => !each.before));
    choose(list.length ? 0 : -1);
  }

  function choose(index) {
    chosen = index;
    entries.forEach(({ element }, each) => element.setAttribute("aria-selected", String(each === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", entries[index].element.id);
      entries[index].element.scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    clearTimeout(timer);
    round += 1;
    show([]);
  }

  function option(index, content, run, complete) {
    const element = h("div", { role: "option", id: `${id}-${index}`, class: "option", "aria-selected": "false" }, content);
    element.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its focus
    element.addEventListener("click", run);
    return { element, run, complete };
  }

  async function commands() {
    const key = `${seat.person}:${seat.chat}`;
    if (!known.has(key)) known.set(key, (await get("commands", { as: seat.person, chat_id: seat.chat })).commands ?? []);
    return known.get(key);
  }

  async function suggestCommands(typed) {
    const mine = ++round;
    let all;
    try {
      all = await commands();
    } catch (error) {
      toast(error.message, "warning");
      return;
    }
    if (mine !== round) return;
    const at = findChat(seat.chat)?.type.endsWith("group") ? `@${world.state.bot.username}` : "";
    show(all.filter(({ command }) => command.startsWith(typed)).map(({ command, description }, index) => option(index,
      [h("bdi", { class: "command" }, `/${command}`), h("bdi", { class: "about" }, description)],
      () => { close(); field.value = ""; field.dispatchEvent(new Event("input")); say(`/${command}${at}`); },
      () => { write(`/${command}${at} `); close(); })));
  }

  async function suggestInline(query, offset = "", before = []) {
    const mine = ++round;
    let asked;
    try {
      const type = KINDS[findChat(seat.chat)?.type ?? "private"];
      asked = await post("inline", { as: seat.person, query, offset, chat_type: type });
    } catch (error) {
      toast(error.message, "warning");
      return;
    }
    if (mine !== round) return;
    const { inline_query_id: queryId, answer } = asked;
    if (!answer) return show([], [h("p", { class: "none" }, word("inline.unanswered"))]);
    const all = [...before, ...answer.results.map((result) => ({ result, queryId }))];
    const list = all.map((each, index) => option(index, drawResult(each.result), () => send(each)));
    const extra = [];
    if (answer.button) extra.push(Object.assign(h("button", { type: "button", class: "plain wide", onclick: () => offerStart(seat, answer.button.start_parameter ?? "") }, answer.button.text), { before: true }));
    if (answer.next_offset) extra.push(h("button", { type: "button", class: "plain wide", onclick: () => suggestInline(query, answer.next_offset, all) }, word("inline.more")));
    if (!list.length && !extra.length) extra.push(h("p", { class: "none" }, word("inline.none")));
    show(list, extra);
    if (before.length) choose(before.length);
    else if (isGuest()) choose(-1); // Enter sends the words, which call the bot as a guest
  }

  function isGuest() {
    return findChat(seat.chat)?.type.endsWith("group") && !membership(seat.chat, world.state.bot.id);
  }

  async function send({ result, queryId }) {
    close();
    field.value = "";
    field.dispatchEvent(new Event("input"));
    try {
      await post("choose", { as: seat.person, chat_id: seat.chat, inline_query_id: queryId, result_id: result.id, ...(thread() ? { thread_id: thread() } : {}) });
    } catch (error) {
      toast(error.message, "warning");
    }
  }

  // Whether the key was the list's own.
  function take(event) {
    if (root.hidden || event.isComposing) return false;
    const count = entries.length;
    const to = { ArrowDown: (chosen + 1) % count, ArrowUp: (chosen - 1 + count) % count }[event.key];
    if (to !== undefined && count) choose(to);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" && chosen >= 0 && entries[chosen].complete) entries[chosen].complete();
    else if (event.key === "Enter" && !event.shiftKey && chosen >= 0) entries[chosen].run();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function follow() {
    const typed = field.value;
    const inline = new RegExp(`^@${world.state.bot.username}\\s(.*)$`, "is").exec(typed);
    clearTimeout(timer);
    if (/^\/\w*$/.test(typed)) suggestCommands(typed.slice(1).toLowerCase());
    else if (inline) timer = setTimeout(() => suggestInline(inline[1].trimStart()), PAUSE_MS);
    else close();
  }

  const openCommands = () => write("/");
  return { root, take, follow, close, openCommands, forget: () => { known = new Map(); } };
}

function drawResult(result) {
  const title = result.title ?? result.caption ?? result.first_name ?? result.type;
  return [
    h("span", { class: "thumb", "aria-hidden": "true" }, firstLetter(title)),
    h("span", { class: "about" }, h("b", { dir: "auto" }, title), result.description ? h("small", { dir: "auto" }, result.description) : null),
  ];
}
