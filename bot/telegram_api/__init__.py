"""Everything that leaves and arrives: one client, one limiter, PTB's adapter on them, and the webhook server."""
