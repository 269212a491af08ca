"""Use cases of corrections that reach what was sent: rendering copies anew, forecast and report."""
