"""The bytes of a request: made once, sent to many."""

import json

from bot.render import request_body

MESSAGE = {
    "text": '«كورسك» "x" \\ \n 👍',
    "parse_mode": "HTML",
    "link_preview_options": {"is_disabled": True},
    "reply_markup": {"inline_keyboard": [[{"text": "◀", "callback_data": "1n"}]]},
}


def test_a_message_is_sent_to_its_chat() -> None:
    """The body is JSON of the message and of where it goes: chat, topic and the message that is replied to."""
    prepared = request_body.prepare(MESSAGE)
    assert json.loads(request_body.send(prepared, -1001234567890)) == {"chat_id": -1001234567890, **MESSAGE}
    assert json.loads(request_body.send(prepared, 5, thread_id=7, reply_to=9)) == {
        "chat_id": 5,
        "message_thread_id": 7,
        "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True},
        **MESSAGE,
    }


def test_a_message_takes_the_place_of_another() -> None:
    """The body of an edit names the chat and the message, and no topic."""
    prepared = request_body.prepare(MESSAGE)
    assert json.loads(request_body.edit(prepared, 5, 12)) == {"chat_id": 5, "message_id": 12, **MESSAGE}
