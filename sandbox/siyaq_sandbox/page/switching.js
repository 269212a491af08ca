// Which person sits at a seat: chosen from the row above the chats, or, on a phone, from the head of the open chat.

import { choose } from "./dialogs.js";
import { fullName } from "./names.js";
import { switchPerson } from "./seats.js";
import { world } from "./world.js";
import { word } from "./words.js";

/** Asks which person the seat shall be, and gives it to them. */
export async function chooseSeated(seat) {
  const id = await choose(word("seat.persons"), world.state.persons.map((each) => [each.id, fullName(each), each.id]));
  if (id !== null && id !== seat.person) switchPerson(seat, id);
}
