"""A loop of sends on aiogram over uvloop: `python aiogram_loop.py API_URL TOKEN MESSAGES IN_FLIGHT TEXT`."""

import asyncio
import json
import sys
import time

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

CHAT = 1_000_000
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=item, callback_data=item) for item in ("a", "b")]]
)


async def main(url: str, token: str, messages: int, in_flight: int, text: str) -> None:
    """Send so many, and print what it took; some before that, to be warm."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=in_flight)
    async with Bot(token, session=session) as bot:

        async def work(number: int, count: int) -> None:
            for item in range(count):
                await bot.send_message(CHAT + number * count + item, text, parse_mode="HTML", reply_markup=BUTTONS)

        await asyncio.gather(*(work(number, 4) for number in range(in_flight)))
        began, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work(number, messages // in_flight) for number in range(in_flight)))
        print(json.dumps({"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
