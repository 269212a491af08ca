"""A file that is uploaded with a call of the Bot API (https://core.telegram.org/bots/api#sending-files)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from aiohttp import FormData


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's `content`; parameters name it `attach://` and its `name`."""

    name: str
    content: bytes = field(repr=False)
    kind: str = "image/jpeg"

    @property
    def reference(self) -> str:
        """Return what stands for the file in the parameters."""
        return f"attach://{self.name}"


def encode(body: bytes, upload: Upload) -> FormData:
    """Encode a call's parameters (JSON) and the file; once for each try, since a form is read while it is sent."""
    form = FormData(quote_fields=False)
    for name, value in json.loads(body).items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    form.add_field(upload.name, upload.content, filename=f"{upload.name}.jpg", content_type=upload.kind)
    return form
