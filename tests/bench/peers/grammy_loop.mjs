// A loop of sends on grammY: `node grammy_loop.mjs API_URL TOKEN MESSAGES IN_FLIGHT TEXT`; prints what it took.
import { Api } from "grammy";

const [url, token, messages, inFlight, text] = process.argv.slice(2);
const api = new Api(token, { apiRoot: url });
const markup = { inline_keyboard: [["a", "b"].map((one) => ({ text: one, callback_data: one }))] };

async function work(number, count) {
  for (let one = 0; one < count; one++)
    await api.sendMessage(1000000 + number * count + one, text, { parse_mode: "HTML", reply_markup: markup });
}
const all = (count) => Promise.all(Array.from({ length: +inFlight }, (_, number) => work(number, count)));

await all(Math.max(4, Math.ceil(messages / inFlight / 2))); // until V8 is warm
const began = process.hrtime.bigint();
const used = process.cpuUsage();
await all(Math.floor(messages / inFlight));
const { user, system } = process.cpuUsage(used);
console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - began) / 1e9, cpu: (user + system) / 1e6 }));
process.exit(0);
