"""Siyaq: a Telegram bot that keeps a running news story, in Arabic and English."""

import sys

if "structlog" not in sys.modules and "rich" not in sys.modules:
    # structlog.dev imports Rich, and Pygments with it, for tracebacks that we do not draw (`logs`): a hundred modules,
    # 5 % of a start. Whoever needs Rich imports it as ever.
    sys.modules["rich"] = None  # type: ignore[assignment]  # how the import system spells "not there"
    try:
        import structlog  # noqa: F401
    finally:
        del sys.modules["rich"]
