"""The desk's rules: who may do what, what is asked, and what an answer means. Pure."""
