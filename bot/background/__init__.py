"""Tasks that run beside the updates: scheduler, notifier, pinned cards, progress of broadcasts, the profile."""
