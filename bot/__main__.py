"""The command line, `siyaq`: exits 0 on success, 1 with words on a known problem, 2 on wrong usage."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command that the arguments name."""
    gc.disable()  # while modules load: collections then took a tenth of that time (measured)
    from bot.cli import commands

    commands.execute()


if __name__ == "__main__":
    main()
