"""An echo bot on aiogram, as its documentation writes one, over uvloop: `python aiogram_echo.py API_URL TOKEN`."""

import sys

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Answer with the same text."""
    await message.answer(message.text or "")


async def main(url: str, token: str) -> None:
    """Poll until stopped."""
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
