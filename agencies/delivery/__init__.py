"""What we owe agencies: choose a channel, send, record, try again, give up."""
