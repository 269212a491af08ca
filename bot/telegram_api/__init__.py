"""The Bot API: client, rate limiter, outcomes, PTB adapter, polling, webhook server, update queue, flood control."""
