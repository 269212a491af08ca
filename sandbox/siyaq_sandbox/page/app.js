// The page: words, world, seats, then everything drawn from them.

import { drawBar } from "./bar.js";
import { on } from "./bus.js";
import { h } from "./dom.js";
import { drawSeat } from "./person.js";
import { checkSeats, readSeats, seats } from "./seats.js";
import { relative } from "./times.js";
import { drawTools } from "./tools.js";
import { follow, now } from "./world.js";
import { currentLanguage, loadWords, word } from "./words.js";

const MINUTE_MS = 60_000;
const drawn = new Map(); // seat key -> drawn seat
const box = document.getElementById("seats");
let disposeBar = () => {};

function drawAll() {
  disposeBar();
  disposeBar = drawBar(document.getElementById("bar"), drawAll);
  document.getElementById("skip").textContent = word("skip");
  for (const each of drawn.values()) each.dispose();
  drawn.clear();
  box.replaceChildren();
  drawSeats();
  drawTools();
}

function drawSeats(changed = null) {
  for (const [key, each] of drawn) {
    if (seats.some((seat) => seat.key === key)) continue;
    each.dispose();
    each.root.remove();
    drawn.delete(key);
  }
  for (const seat of seats) {
    if (!drawn.has(seat.key)) {
      drawn.set(seat.key, drawSeat(seat));
      box.append(drawn.get(seat.key).root);
    } else if (!changed || changed === seat) drawn.get(seat.key).redraw();
  }
  box.dataset.count = seats.length;
}

async function start() {
  await loadWords();
  await follow();
  readSeats(currentLanguage());
  const zones = Intl.supportedValuesOf("timeZone").map((zone) => h("option", { value: zone }));
  document.body.append(h("datalist", { id: "zones" }, zones));
  drawAll();
  on("seats", ({ seat }) => drawSeats(seat));
  window.addEventListener("popstate", () => {
    readSeats(currentLanguage());
    drawSeats();
  });
  on("world", () => {
    checkSeats(currentLanguage());
    drawSeats();
  });
  setInterval(() => {
    for (const each of document.querySelectorAll("time[data-relative]")) {
      each.textContent = relative(Number(each.dataset.relative), now(), each.dataset.language);
    }
  }, MINUTE_MS);
  document.body.dataset.ready = "true";
}

start().catch((error) => {
  box.replaceChildren(h("p", { class: "broken", role: "alert" }, error.message));
});
