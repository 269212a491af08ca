// Elements from values. Text only ever becomes a text node, so nothing that a chat says can become markup.

/** Makes an element; `on…` attributes are listeners, true is an empty attribute, false and null leave it out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Appends nodes, and everything else as text; null, undefined and false are left out. */
export function append(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Puts children in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** Makes the children of an element be `items` in their order; what stays is not touched: it keeps focus and open details. */
export function arrange(element, items) {
  const wanted = new Set(items);
  for (const child of [...element.children]) {
    if (!wanted.has(child)) child.remove();
  }
  let at = element.firstElementChild;
  for (const item of items) {
    if (item === at) at = at.nextElementSibling;
    else element.insertBefore(item, at);
  }
}

const LONGEST_REST_MS = 500;
const FRAME_MS = 16;

/** A function that asks for a drawing: many askings make one, and a slow drawing rests as long as it took. */
export function gently(draw) {
  let asked = false;
  let rest = 0;
  const run = () => requestAnimationFrame(() => {
    asked = false;
    const began = performance.now();
    draw();
    rest = Math.min(LONGEST_REST_MS, performance.now() - began);
  });
  return () => {
    if (asked) return;
    asked = true;
    if (rest > FRAME_MS) setTimeout(run, rest);
    else run();
  };
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  add: "M12 5v14M5 12h14",
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7-7l8.7-8.7a3.4 3.4 0 0 1 4.8 4.8l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8",
  back: "M15 5l-7 7 7 7",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  calls: "M5 6h14M5 12h14M5 18h9",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  levers: "M5 8h8M17 8h2M5 16h2M11 16h8M15 5.5v5M9 13.5v5",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  play: "M8 5l11 7-11 7z",
  place: "M12 21s7-6.2 7-11a7 7 0 0 0-14 0c0 4.8 7 11 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  send: "M4 12l16-8-6 16-3-6z",
  share: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
};

/** A line drawing that a screen reader passes over; `turn` mirrors it where the page reads right to left. */
export function icon(name, turn = false) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", turn ? "icon turn" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const COLOURS = 7;
const letters = new Intl.Segmenter();

/** The first letter of a text, as its readers count letters. */
export function firstLetter(text) {
  return letters.segment(text.trim() || "?").containing(0).segment;
}

/** A round sign with the first letter of a name, its colour taken from an id. */
export function avatar(name, id) {
  return h("span", { class: `avatar tone-${Math.abs(Number(id)) % COLOURS}`, "aria-hidden": "true" }, firstLetter(name));
}
