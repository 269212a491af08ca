"""Delivery: what was enqueued is sent, chat by chat, once; it composes and renders nothing."""
