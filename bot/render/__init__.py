"""Documents as what Telegram is sent."""
