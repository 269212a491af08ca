"""Live coverage of a story: each message of a member becomes an event, published as any draft is."""
