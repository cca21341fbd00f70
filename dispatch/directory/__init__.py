"""The directory: which agencies there are, what they can do, and whether they may be asked."""
