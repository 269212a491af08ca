"""The bot as `siyaq run` runs it, but for the rate over all chats, which no setting lifts so far.

`SIYAQ_TOKEN=… SIYAQ_API_URL=… SIYAQ_DATA_DIR=… python -m tests.bench.bot_under_load`. Each chat keeps its own pace.
"""

import gc
import os
from dataclasses import replace

import uvloop

os.environ.setdefault("PTB_TIMEDELTA", "1")  # as bot/__main__.py does

from bot import app, logs
from bot.settings import Settings

RATE = 1e6  # messages a second: more than any machine sends


def main() -> None:
    """Run until SIGTERM."""
    gc.disable()  # as bot/cli/run.py does, until all is loaded
    settings = replace(Settings.from_env(os.environ), rate=RATE)
    logs.set_up([settings.token])
    uvloop.run(app.run(settings))


if __name__ == "__main__":
    main()
