"""Localisation: catalogues, plurals, dates, digits, direction, time zones."""
