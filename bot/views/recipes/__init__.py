"""Recipes: how a page that shows items is composed once more, when one of them was corrected."""
