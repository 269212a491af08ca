"""The tasks that poll the database for work, beside the scheduler and delivery."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.background.broadcasts import uncertain_resender
from bot.background.broadcasts.halted_broadcasts import HaltedBroadcasts
from bot.background.nightly_backup import NightlyBackup
from bot.background.pinned_card_sync import PinnedCardSync
from bot.background.reports.report_notifier import ReportNotifier
from bot.background.trouble_notifier import TroubleNotifier

if TYPE_CHECKING:
    from bot.delivery.worker import Leadership
    from bot.errors.trouble import TroubleLog
    from bot.handlers.context import AppContext


async def run(app: AppContext, troubles: TroubleLog, leadership: Leadership, stop: asyncio.Event) -> None:
    """Run them all until `stop`."""
    await asyncio.gather(
        PinnedCardSync(app).run(stop),
        HaltedBroadcasts(app).run(stop),
        TroubleNotifier(app, troubles).run(stop),
        uncertain_resender.run(app, stop),
        NightlyBackup(app, leadership).run(stop),
        ReportNotifier(app, leadership).run(stop),
    )
