// The page's own words, in both languages, from words.json.

const LANGUAGES = ["ar", "en"];
let catalogue = {};
let language = "en";

/** Reads the words; the language is the address's `lang`, else the last choice, else the browser's. */
export async function loadWords() {
  catalogue = await (await fetch("page/words.json")).json();
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem("language");
  const spoken = navigator.language.startsWith("ar") ? "ar" : "en";
  take(LANGUAGES.includes(asked) ? asked : spoken);
}

/** Changes the page's language and remembers it. */
export function setLanguage(code) {
  localStorage.setItem("language", code);
  take(code);
}

function take(code) {
  language = code;
  document.documentElement.lang = code;
  document.documentElement.dir = code === "ar" ? "rtl" : "ltr";
  document.title = word("title");
}

/** The page's language, `ar` or `en`. */
export function currentLanguage() {
  return language;
}

/** The words of a key with `{name}` filled in; an entry with plural forms takes the one of `values.count`. */
export function word(key, values = {}) {
  const entry = catalogue[language]?.[key];
  if (entry === undefined) return key;
  const text = typeof entry === "string" ? entry : entry[new Intl.PluralRules(language).select(values.count)] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Whether the catalogue knows a key. */
export function hasWord(key) {
  return catalogue[language]?.[key] !== undefined;
}
