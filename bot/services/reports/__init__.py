"""Use cases of readers' reports: an item is reported, the desk decides, and reporters hear what came of it."""
