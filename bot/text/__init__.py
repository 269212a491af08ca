"""Text that people type or newspapers print: normalise, stem, and parse dates, times and queries. Pure."""
