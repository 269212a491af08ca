"""Pictures: drawn in a process of their own, uploaded once, and sent by their file ids afterwards."""
