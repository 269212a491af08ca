"""Use cases, one transaction each, called alike by chat, command line and background tasks."""
