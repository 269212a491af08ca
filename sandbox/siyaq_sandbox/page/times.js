// Moments as a person's own client writes them: in their language and their time zone.

const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

// Latin digits in Arabic too, as the Telegram clients have them.
const locale = (language) => `${language || "en"}-u-nu-latn`;
// The page's own dates are read by people everywhere: day before month. Date-time entities keep the client's locale.
const pageLocale = (language) => (language && language !== "en" ? language : "en-GB");

// Making a formatter takes longer than drawing a message.
const formatters = new Map();

function write(unix, language, zone, options) {
  const key = JSON.stringify([language, zone, options]);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(locale(language), { timeZone: zone, ...options }));
  return formatters.get(key).format(new Date(unix * 1000));
}

/** The time of day. */
export function clockTime(unix, language, zone) {
  return write(unix, language, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** The day in words, for the marks between messages. */
export function dayName(unix, language, zone) {
  return write(unix, pageLocale(language), zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** The whole moment, for hints and the log. */
export function fullMoment(unix, language, zone) {
  return write(unix, pageLocale(language), zone, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
}

/** How far a moment is from now, in words. */
export function relative(unix, now, language) {
  const seconds = unix - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale(language), { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** A date-time entity by its format, `r|w?[dD]?[tT]?` (Bot API, "Date-time entity formatting"); null: its own text. */
export function dateTime(unix, format, { now, language, zone }) {
  if (!format || !/^(r|w?[dD]?[tT]?)$/.test(format)) return null;
  if (format === "r") return relative(unix, now, language);
  const options = { hourCycle: "h23" };
  if (format.includes("w")) options.weekday = "long";
  if (format.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return write(unix, language, zone, options);
}
