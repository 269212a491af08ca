"""The commands of `siyaq`, by what they are about."""
