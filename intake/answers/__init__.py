"""What goes back to the citizen: receipts, the desk's words, and how a report stands."""
