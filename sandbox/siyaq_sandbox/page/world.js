// What the sandbox knows, as far as the page has read it: persons, chats, messages; kept true by its events.

import { get, listen } from "./api.js";
import { tell } from "./bus.js";

const REREAD_MS = 60;
const LEFT = ["left", "kicked"];

/** The answer of /control/state, and whether its events are arriving. */
export const world = { state: null, connected: true };
const chats = new Map(); // "as:chat" -> Map(message key -> message), as that person sees them
const reading = new Map();
let readAt = 0;
let stream = null;
let rereading = null;

/** Reads the world and follows it from then on. */
export async function follow() {
  await readState();
  stream = listen(world.state.seq, {
    onEvent: take,
    onLost: () => setConnected(false),
    onBack: async () => {
      // Events of the break are gone, and the server may be another one: everything is read again.
      await readAll();
      setConnected(true);
    },
  });
}

async function readState() {
  world.state = await get("state");
  readAt = performance.now();
}

async function readAll() {
  await readState();
  stream.from(world.state.seq);
  chats.clear();
  tell("profile");
  tell("commands");
  tell("world");
  tell("messages", {});
  tell("faults");
  tell("log", { again: true });
}

function setConnected(yes) {
  world.connected = yes;
  tell("connection");
}

/** The sandbox's time now, in unix seconds. */
export function now() {
  return world.state.clock + (performance.now() - readAt) / 1000;
}

/** A person by id, or undefined. */
export function person(id) {
  return world.state.persons.find((each) => each.id === id);
}

/** A chat by id, or undefined. */
export function chat(id) {
  return world.state.chats.find((each) => each.id === id);
}

/** What a person is in a chat: a chat member, or undefined for a stranger. */
export function membership(chatId, userId) {
  return chat(chatId)?.members?.find((member) => member.user_id === userId && !LEFT.includes(member.status));
}

/** Whether a person may do what admins do in a chat. */
export function isAdmin(chatId, userId) {
  return ["creator", "administrator"].includes(membership(chatId, userId)?.status);
}

/** The chats in a person's list: their own with the bot first. */
export function chatsOf(userId) {
  const own = world.state.chats.filter((each) => each.id === userId);
  const shared = world.state.chats.filter((each) => each.type !== "private" && !each.migrated_to && membership(each.id, userId));
  return [...(own.length ? own : [{ id: userId, type: "private", pinned: [] }]), ...shared];
}

/** The chats that a person could join. */
export function chatsBeyond(userId) {
  return world.state.chats.filter((each) => each.type !== "private" && !each.migrated_to && !membership(each.id, userId));
}

/** Whether a chat's messages are here already. */
export function isRead(as, chatId) {
  return chats.has(`${as}:${chatId}`);
}

/** A chat's messages as a person sees them, oldest first; what is not here yet is asked for and told of when it comes. */
export function messages(as, chatId) {
  const known = chats.get(`${as}:${chatId}`);
  if (!known) read(as, chatId);
  if (!known) return [];
  const all = [...known.values()];
  const replaced = new Set(all.filter((message) => message.replaces && !message.deleted).map((message) => message.replaces));
  return all.filter((message) => !replaced.has(message.message_id)).sort((one, other) => orderOf(one) - orderOf(other));
}

/** What a message is known by in its chat: its id, or of an ephemeral one, which has none that stays its own, its serial number. */
export function keyOf(message) {
  return message.serial ? `e${message.serial}` : message.message_id;
}

/** Where a message stands in its chat, as a number: an ephemeral one behind what was there when it came. */
export function orderOf(message) {
  return message.serial ? message.after + message.serial / 1e6 : message.message_id;
}

function isSeenBy(message, as) {
  return !message.serial || [message.receiver_user.id, message.from.id].includes(as);
}

async function read(as, chatId) {
  const key = `${as}:${chatId}`;
  if (reading.has(key)) return;
  reading.set(key, true);
  try {
    const answer = await get(`chats/${chatId}/messages`, { as });
    chats.set(key, new Map(answer.messages.map((message) => [keyOf(message), message])));
  } catch {
    chats.set(key, new Map());
  } finally {
    reading.delete(key);
  }
  tell("messages", { chatId, as, first: true });
}

function reread(chatId) {
  const keys = [...chats.keys()].filter((key) => key.endsWith(`:${chatId}`));
  for (const key of keys) read(Number(key.split(":")[0]), chatId);
}

function put(message) {
  const chatId = message.chat.id;
  for (const [key, known] of chats) {
    if (key.endsWith(`:${chatId}`) && isSeenBy(message, Number(key.split(":")[0]))) known.set(keyOf(message), message);
  }
  tell("messages", { chatId, messageId: message.message_id });
}

/** Reads the state again, once for all events that come together. */
export function refresh() {
  clearTimeout(rereading);
  rereading = setTimeout(async () => {
    await readState();
    tell("world");
  }, REREAD_MS);
}

const TAKERS = {
  message: taken,
  edited: taken,
  deleted,
  pinned: refresh,
  member: refresh,
  chat: refresh,
  topic: refresh,
  profile: () => tell("profile"),
  commands: () => tell("commands"),
  clock: refresh,
  reset: readAll,
  call: (event) => tell("log", { call: event.call ?? event }),
  fault: () => tell("faults"),
  chat_action: (event) => tell("action", event),
};

function taken(event) {
  if (event.message) put(event.message);
  else reread(event.chat_id);
}

function deleted(event) {
  const { chat_id: chatId, message_id: messageId } = event;
  for (const [key, known] of chats) {
    const message = key.endsWith(`:${chatId}`) && known.get(keyOf(event));
    if (message) known.set(keyOf(event), { ...message, deleted: true });
  }
  if (chat(chatId)?.pinned.includes(messageId)) refresh();
  tell("messages", { chatId, messageId });
}

function take(event) {
  TAKERS[event.type]?.(event);
}
