"""The screens of the desk. Pure."""
