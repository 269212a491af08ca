"""Handlers of broadcasts: compose, send, schedule, watch, retract."""
