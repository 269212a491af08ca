"""The background's side of broadcasts: progress messages, those that halted, uncertain deliveries."""
