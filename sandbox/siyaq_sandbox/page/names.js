// How persons, bots and chats are called.

import { get } from "./api.js";
import { on, tell } from "./bus.js";
import { person, world } from "./world.js";
import { word } from "./words.js";

const profiles = new Map(); // language code -> what a person of that language sees of the bot

on("profile", () => profiles.clear());

/** The bot's name and descriptions in a person's language; asked for when they are not here yet. */
export function profileFor(userId) {
  const language = person(userId)?.language_code ?? "";
  if (!profiles.has(language)) {
    profiles.set(language, {});
    get("profile", { language }).then((profile) => {
      profiles.set(language, profile);
      tell("profiles");
    }, () => {});
  }
  return profiles.get(language);
}

/** A user's or chat's name. */
export function fullName(who) {
  return who.title ?? [who.first_name, who.last_name].filter(Boolean).join(" ");
}

/** A chat's name as a person sees it: their own private chat is the bot's. */
export function nameOf(chat, userId) {
  if (chat.type !== "private") return chat.title;
  return profileFor(userId).name || world.state.bot.first_name;
}

/** What a chat is, in words. */
export function kindOf(chat) {
  if (chat.type === "private") return word("chat.bot");
  const count = chat.members?.filter((member) => !["left", "kicked"].includes(member.status)).length ?? 0;
  return word(chat.type === "channel" ? "chat.subscribers" : "chat.members", { count });
}

/** Who a message is from: {id, name}; channels and anonymous admins write as a chat. */
export function authorOf(message) {
  const who = message.sender_chat ?? message.from ?? message.chat;
  return { id: who.id, name: fullName(who) };
}
