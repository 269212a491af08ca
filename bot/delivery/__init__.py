"""Delivery: the worker that sends queued deliveries, each at most once. It composes and renders nothing."""
