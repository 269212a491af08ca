// An echo bot on grammY: `node grammy_echo.mjs API_URL TOKEN [one-by-one]`. Its own loop takes updates one by one, so
// the updates of many chats are run side by side by its runner, as its documentation says for bots under load.
import { run } from "@grammyjs/runner";
import { Bot } from "grammy";

const [url, token, how] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: url } });
bot.on("message:text", (context) => context.reply(context.message.text));
if (how === "one-by-one") await bot.start();
else run(bot);
