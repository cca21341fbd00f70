"""Where a report is: positions checked, places found in words, how well each is known. Pure."""
