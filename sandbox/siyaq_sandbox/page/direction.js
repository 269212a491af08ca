// The direction of a paragraph by its first strong letter (Unicode Bidirectional Algorithm, rules P2 and P3). CSS `plaintext`
// will not do: Chromium counts letters inside isolates, which the rules and Telegram's clients pass over.

const RIGHT = /^[\u061C\u200F]$|^(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]$/u;
const LEFT = /^[\u200E\p{L}]$/u;
const OPEN = /^[\u2066-\u2068]$/;
const CLOSE = "\u2069";

/** `rtl` or `ltr`; a paragraph without a strong letter is `ltr`. */
export function directionOf(text) {
  let depth = 0;
  for (const letter of text) {
    if (OPEN.test(letter)) depth += 1;
    else if (letter === CLOSE) depth = Math.max(0, depth - 1);
    else if (depth) continue;
    else if (RIGHT.test(letter)) return "rtl";
    else if (LEFT.test(letter)) return "ltr";
  }
  return "ltr";
}
