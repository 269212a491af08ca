"""The desk's side of readers' reports."""
