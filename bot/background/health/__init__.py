"""Health of a running bot, for whoever watches it: checks, metrics, and the server that shows both."""
