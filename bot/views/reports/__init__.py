"""Screens of readers' reports: the reporter's, and the desk's."""
