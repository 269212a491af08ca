"""Readers' reports: *Something wrong here?* below an item's card."""
