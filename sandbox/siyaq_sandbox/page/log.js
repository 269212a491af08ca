// The log of calls: what the bot sent, what came back, and how long it took.

import { get } from "./api.js";
import { on } from "./bus.js";
import { append, arrange, fill, gently, h } from "./dom.js";
import { toast } from "./dialogs.js";
import { fullMoment } from "./times.js";
import { chat as findChat } from "./world.js";
import { currentLanguage, word } from "./words.js";

const KEPT = 300;
const POLLING = "getUpdates";

/** Draws the log into `box` and follows it; the function returned ends that. */
export function drawLog(box) {
  let calls = [];
  const filter = h("input", { type: "search", placeholder: word("log.filter"), "aria-label": word("log.filter"), dir: "ltr", oninput: () => draw() });
  const polling = h("input", { type: "checkbox", onchange: () => draw() });
  const failed = h("input", { type: "checkbox", onchange: () => draw() });
  const list = h("ol", { class: "calls", "aria-label": word("tools.log") });
  const none = h("li", { class: "none" }, word("log.none"));
  const rows = new Map(); // seq -> element
  fill(box, h("div", { class: "log-head" }, filter,
    h("label", {}, failed, word("log.failed")), h("label", {}, polling, word("log.polling")),
    h("button", { type: "button", class: "plain small", onclick: () => { calls = []; rows.clear(); draw(); } }, word("log.clear"))), list);

  function wanted(call) {
    if (call.method === POLLING && !polling.checked) return false;
    if (failed.checked && call.status < 400 && call.status > 0 && !call.fault) return false;
    const text = filter.value.trim().toLowerCase();
    return !text || call.method.toLowerCase().includes(text) || JSON.stringify(call.params ?? "").toLowerCase().includes(text);
  }

  function draw() {
    const shown = calls.filter(wanted).slice(-KEPT).reverse();
    const items = shown.map((call) => {
      if (!rows.has(call.seq)) rows.set(call.seq, drawCall(call));
      return rows.get(call.seq);
    });
    arrange(list, items.length ? items : [none]);
  }

  async function read() {
    try {
      calls = (await get("log", { limit: KEPT })).calls;
      rows.clear();
      draw();
    } catch (error) {
      toast(error.message, "warning");
    }
  }

  const redraw = gently(draw);
  const off = on("log", ({ call, again }) => {
    if (again) return read();
    calls.push(call);
    if (calls.length > 2 * KEPT) calls.splice(0, calls.length - KEPT).forEach((old) => rows.delete(old.seq));
    redraw();
  });
  read();
  return off;
}

function drawCall(call) {
  const bad = call.status >= 400 || !call.status;
  const chatId = call.params?.chat_id;
  const chat = chatId === undefined ? null : findChat(Number(chatId));
  const row = h("details", { class: "call" }, h("summary", {},
    h("span", { class: `status ${bad ? "bad" : "good"}` }, call.status || "—"),
    h("bdi", { class: "method" }, call.method),
    h("span", { class: "chat-name" }, chat?.title ?? ""),
    call.fault ? h("span", { class: "fault" }, word("log.fault")) : null,
    h("span", { class: "ms" }, h("bdi", {}, word("log.ms", { ms: call.ms < 10 ? call.ms.toFixed(1) : Math.round(call.ms) })))));
  // Long bodies are only written out for whoever opens them.
  row.addEventListener("toggle", () => row.open && row.children.length === 1 && append(row, [
    h("p", { class: "at" }, fullMoment(call.at, currentLanguage())),
    part("log.sent", call.params), part("log.back", call.answer),
  ]));
  return h("li", {}, row);
}

function part(key, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);
  return [h("h3", {}, word(key)), h("pre", { dir: "ltr", tabindex: 0 }, text)];
}
