"""The two languages: their words, plurals, dates, digits and directions, and how what people type is understood."""
