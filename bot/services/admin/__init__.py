"""Use cases of whoever runs the desk: rules, audit log, blocks, trouble."""
