"""What arrives, and what is answered: parse, call, reply."""
