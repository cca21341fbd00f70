"""SMS: the order as a short text to a duty telephone, which answers in a word."""
