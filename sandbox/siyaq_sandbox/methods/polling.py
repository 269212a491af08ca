"""getUpdates and the webhook's methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.updates import WEBHOOK_ACTIVE
from siyaq_sandbox.webhook import check

if TYPE_CHECKING:
    from siyaq_sandbox.world import Call

TOKEN_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


async def get_updates(call: Call) -> list[Any]:
    """Return what waits, after acknowledging what comes before `offset`; wait up to `timeout` seconds for it."""
    world = call.world
    if world.webhook.url:
        raise refuse(WEBHOOK_ACTIVE, 409)
    world.updates.want(call.get("allowed_updates"))
    return await world.updates.poll(call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0))


async def set_webhook(call: Call) -> bool:
    """Have updates sent to a URL; an empty one ends it. Plain HTTP is taken for loopback addresses only."""
    url: str = call.args["url"]
    secret: str = call.get("secret_token", "")
    if not TOKEN_CHARACTERS.issuperset(secret):
        raise refuse("secret token contains unallowed characters")
    if url:
        check(url)
    world = call.world
    world.updates.want(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        world.updates.drop_all()
    if url:
        world.updates.end_poll("terminated by setWebhook request")
    await world.webhook.set(
        url,
        secret=secret,
        connections=call.get("max_connections", 40),
        has_certificate="certificate" in call.args,
    )
    return True


async def delete_webhook(call: Call) -> bool:
    """End the webhook; what waits stays, unless `drop_pending_updates`."""
    await call.world.webhook.set("")
    if call.get("drop_pending_updates"):
        call.world.updates.drop_all()
    return True


def get_webhook_info(call: Call) -> dict[str, Any]:
    """Return the WebhookInfo, with the number of waiting updates."""
    world = call.world
    info: dict[str, Any] = {
        "url": world.webhook.url,
        "has_custom_certificate": world.webhook.has_certificate,
        "pending_update_count": len(world.updates),
        **world.webhook.state(),
    }
    if world.updates.allowed is not None:
        info["allowed_updates"] = world.updates.allowed
    return info
