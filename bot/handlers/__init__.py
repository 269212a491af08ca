"""Update handlers: parse the update, call a service or a cache, respond."""
