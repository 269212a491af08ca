// Who sits at the page: each seat is one person's client, with the chat that it has open. The address keeps them.

import { tell } from "./bus.js";
import { chat, chatsOf, person, world } from "./world.js";

/** The open seats, from the start of the line; each {key, person, chat, thread, …what its composer holds}. */
export const seats = [];
let next = 1;

function makeSeat(personId, chatId = null, thread = null) {
  return { key: next++, person: personId, chat: chatId, thread, replyTo: null, startPayload: null, drafts: new Map() };
}

/** Takes the seats from the address, or the first person of the page's language; seats that stay keep their drafts. */
export function readSeats(language) {
  const wanted = location.hash.slice(1).split(";").map((each) => each.split("/").map(Number)).filter(([id]) => person(id));
  wanted.forEach(([personId, chatId = 0, thread = 0], index) => {
    const place = { person: personId, chat: chatId || null, thread: thread || null };
    if (seats[index]) Object.assign(seats[index], place);
    else seats.push(makeSeat(place.person, place.chat, place.thread));
  });
  if (wanted.length) seats.splice(wanted.length);
  if (!seats.length) {
    const persons = world.state.persons;
    const first = persons.find((each) => each.language_code?.startsWith(language)) ?? persons[0];
    if (first) seats.push(makeSeat(first.id, first.id));
  }
}

/** Takes persons and chats away that a reset has taken away. */
export function checkSeats(language) {
  for (const seat of [...seats]) {
    if (!person(seat.person)) seats.splice(seats.indexOf(seat), 1);
    else if (seat.chat && !chatsOf(seat.person).some((each) => each.id === seat.chat) && !chat(seat.chat)) seat.chat = null;
  }
  if (!seats.length) readSeats(language);
}

function changed(seat = null, step = "replaceState") {
  const line = seats.map((each) => [each.person, each.chat ?? 0, each.thread ?? 0].join("/").replace(/(\/0)+$/, ""));
  history[step](null, "", `#${line.join(";")}`);
  tell("seats", { seat });
}

/** Opens a seat for someone who has none yet, at the end of the line. */
export function addSeat(personId) {
  seats.push(makeSeat(personId, personId));
  changed();
}

/** Ends a seat; the last one stays. */
export function closeSeat(seat) {
  if (seats.length > 1) seats.splice(seats.indexOf(seat), 1);
  changed();
}

/** Gives a seat to another person, at their chat with the bot. */
export function switchPerson(seat, personId) {
  Object.assign(seat, { person: personId, chat: personId, thread: null, replyTo: null, startPayload: null });
  changed(seat);
}

/** Opens a chat, or with null the chat list; the browser's "back" leads from a chat to the list. */
export function openChat(seat, chatId, thread = null) {
  const step = seat.chat === null && chatId !== null ? "pushState" : "replaceState";
  Object.assign(seat, { chat: chatId, thread, replyTo: null });
  if (chatId !== seat.person) seat.startPayload = null;
  changed(seat, step);
}

/** Opens the chat with the bot with its start button waiting, as a deep link does. */
export function offerStart(seat, payload) {
  Object.assign(seat, { chat: seat.person, thread: null, replyTo: null, startPayload: payload });
  changed(seat);
}

/** The time zone of a person's client: what was chosen on the page, else the browser's. */
export function zoneOf(personId) {
  return localStorage.getItem(`zone:${personId}`) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Sets the time zone of a person's client. */
export function setZone(personId, zone) {
  localStorage.setItem(`zone:${personId}`, zone);
  tell("messages", {});
}
