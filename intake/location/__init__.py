"""Where a report is: positions checked, addresses and places found in texts, each with how well we know it. Pure."""
