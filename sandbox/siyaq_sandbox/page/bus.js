// What happened, told to whoever draws it.

const target = new EventTarget();

/** Calls `listener(detail)` for each telling of `name`; the function returned ends that. */
export function on(name, listener) {
  const handle = (event) => listener(event.detail);
  target.addEventListener(name, handle);
  return () => target.removeEventListener(name, handle);
}

/** Tells everyone who listens. */
export function tell(name, detail = {}) {
  target.dispatchEvent(new CustomEvent(name, { detail }));
}
