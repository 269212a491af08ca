"""Abbreviations of time zones, folded: each with what it can mean, as hours from UTC or the zone of a place.

There is no standard: https://en.wikipedia.org/wiki/List_of_time_zone_abbreviations. Listed are those of the news, and
of two meanings in use both, so that whoever types one is asked. Words of either language (west, east) are left out.
"""

from __future__ import annotations

_NEW_YORK, _CHICAGO, _LOS_ANGELES = "America/New_York", "America/Chicago", "America/Los_Angeles"

ABBREVIATIONS: dict[str, tuple[float | str, ...]] = {
    # Winter time's abbreviation is typed in summer as well, and means the place's clock then.
    "est": (-5, _NEW_YORK),
    "cst": (-6, _CHICAGO, "Asia/Shanghai"),
    "mst": (-7, "America/Denver"),
    "pst": (-8, _LOS_ANGELES),
    "cet": (1, "Europe/Berlin"),
    "eet": (2, "Africa/Cairo"),
    "wet": (0, "Europe/Lisbon"),
    "aest": (10, "Australia/Sydney"),
    "edt": (-4,),
    "cdt": (-5,),
    "mdt": (-6,),
    "pdt": (-7,),
    "cest": (2,),
    "eest": (3,),
    "aedt": (11,),
    "idt": (3,),
    "et": (_NEW_YORK,),
    "eastern": (_NEW_YORK,),
    "us eastern": (_NEW_YORK,),
    "ct": (_CHICAGO,),
    "pt": (_LOS_ANGELES,),
    "central": (_CHICAGO,),
    "us central": (_CHICAGO,),
    "pacific": (_LOS_ANGELES,),
    "us pacific": (_LOS_ANGELES,),
    # Of two or three places.
    "ast": ("Asia/Riyadh", -4),
    "bst": (1, "Europe/London", "Asia/Dhaka"),
    "ist": ("Asia/Kolkata", 2, 1),
    "gst": ("Asia/Dubai",),
    "ksa": ("Asia/Riyadh",),
    "uae": ("Asia/Dubai",),
    "uk": ("Europe/London",),
    "msk": ("Europe/Moscow",),
    "trt": ("Europe/Istanbul",),
    "irst": ("Asia/Tehran",),
    "pkt": ("Asia/Karachi",),
    "sgt": ("Asia/Singapore",),
    "hkt": ("Asia/Hong_Kong",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "eat": ("Africa/Nairobi",),
    "cat": ("Africa/Maputo",),
    "wat": ("Africa/Lagos",),
    "sast": ("Africa/Johannesburg",),
}
