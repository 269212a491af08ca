"""The background's side of readers' reports."""
