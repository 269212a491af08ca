"""Error answers of the Bot API: code and Telegram's own description."""

from __future__ import annotations

from typing import Any

PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}


class Refusal(Exception):
    """A call is refused with an error code, a description and, for some, parameters such as `retry_after`."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """Return the Bot API's error answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def refuse(words: str, code: int = 400, **parameters: Any) -> Refusal:
    """Return a refusal whose words get the prefix of their code, as the Bot API server puts it before them."""
    return Refusal(code, f"{PREFIXES[code]}: {words}", parameters or None)


def too_many(seconds: int) -> Refusal:
    """Return the refusal of a call that came too soon, with the whole seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
