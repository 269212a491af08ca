// The control API of the sandbox over HTTP, and its stream of events.

const AGAIN_MS = 1000;

/** A refusal of the control API; its message is the server's own words. */
export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

async function ask(path, options) {
  const response = await fetch(`control/${path}`, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error ?? `${response.status} ${response.statusText}`, response.status);
  return body;
}

/** Reads; null and undefined of `query` are left out. */
export function get(path, query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return ask(pairs.length ? `${path}?${new URLSearchParams(pairs)}` : path);
}

/** Does something as JSON. */
export function post(path, body = {}) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Takes something away. */
export function remove(path) {
  return ask(path, { method: "DELETE" });
}

/** Sends a file as a person; `fields` are those of /control/upload beside it. */
export function upload(file, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, String(value));
  }
  form.append("file", file, file.name);
  return ask("upload", { method: "POST", body: form });
}

/** Follows events from a sequence number on, for ever; `onLost` and `onBack` tell of breaks in between. */
export function listen(since, { onEvent, onLost, onBack }) {
  let seen = since;
  let lost = false;
  const open = () => {
    const source = new EventSource(`control/events?since=${seen}`);
    source.onopen = () => {
      if (lost) onBack();
      lost = false;
    };
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      // A sandbox that was started anew counts from one again.
      if (event.seq) seen = event.type === "reset" ? event.seq : Math.max(seen, event.seq);
      onEvent(event);
    };
    source.onerror = () => {
      source.close();
      if (!lost) onLost();
      lost = true;
      setTimeout(open, AGAIN_MS);
    };
  };
  open();
  return { from: (seq) => { seen = seq; } };
}
