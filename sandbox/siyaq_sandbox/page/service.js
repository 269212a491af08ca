// Service messages in words.

import { fullName } from "./names.js";
import { summary } from "./media.js";
import { word } from "./words.js";

const KINDS = {
  new_chat_members: (message) => message.new_chat_members.map((who) => joined(message, who)).join(" · "),
  left_chat_member: ({ left_chat_member: who, from }) => word(who.id === from?.id ? "service.left" : "service.removed", { name: fullName(who), by: by(from) }),
  pinned_message: (message) => word("service.pinned", { by: by(message.from ?? message.sender_chat), text: summary(message.pinned_message) || "…" }),
  new_chat_title: (message) => word("service.title", { title: message.new_chat_title }),
  new_chat_photo: () => word("service.photo"),
  delete_chat_photo: () => word("service.no_photo"),
  group_chat_created: () => word("service.created"),
  supergroup_chat_created: () => word("service.created"),
  channel_chat_created: () => word("service.channel_created"),
  migrate_to_chat_id: () => word("service.migrated"),
  migrate_from_chat_id: () => word("service.migrated"),
  forum_topic_created: (message) => word("service.topic", { name: message.forum_topic_created.name }),
  forum_topic_edited: (message) => word("service.topic_edited", { name: message.forum_topic_edited.name ?? "" }),
  forum_topic_closed: () => word("service.topic_closed"),
  forum_topic_reopened: () => word("service.topic_reopened"),
  write_access_allowed: () => word("service.write_access"),
  message_auto_delete_timer_changed: () => word("service.timer"),
  video_chat_started: () => word("service.video_chat"),
};

function by(who) {
  return who ? fullName(who) : "";
}

function joined(message, who) {
  return word(who.id === message.from?.id ? "service.joined" : "service.added", { name: fullName(who), by: by(message.from) });
}

/** The words of a service message, or null for a message of another kind. */
export function serviceWords(message) {
  const kind = Object.keys(KINDS).find((name) => message[name] !== undefined);
  return kind ? KINDS[kind](message) : null;
}
