"""The city's own public form: a page that anybody may fill in, and the same as JSON."""
