// What the clients of Telegram make of marks that a person types: **bold**, __italic__, ~~strike~~, ||spoiler||, `code`.

const MARKS = [["**", "bold"], ["__", "italic"], ["~~", "strikethrough"], ["||", "spoiler"], ["```", "pre"], ["`", "code"]];

/** The text without its marks, and the entities that they make. */
export function readMarks(typed) {
  let text = "";
  const entities = [];
  for (let at = 0; at < typed.length;) {
    const found = MARKS.find(([mark]) => typed.startsWith(mark, at) && closes(typed, mark, at) > at + mark.length);
    if (!found) {
      text += typed[at++];
      continue;
    }
    const [mark, type] = found;
    const end = closes(typed, mark, at);
    const inside = typed.slice(at + mark.length, end);
    const inner = type === "code" || type === "pre" ? { text: inside, entities: [] } : readMarks(inside);
    const offset = text.length;
    entities.push({ type, offset, length: inner.text.length }, ...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + offset })));
    text += inner.text;
    at = end + mark.length;
  }
  return { text, entities };
}

function closes(typed, mark, at) {
  return typed.indexOf(mark, at + mark.length);
}
