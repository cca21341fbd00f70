"""Tables, transactions, the log, the outbox and what wakes their readers."""
