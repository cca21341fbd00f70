"""The board: the live picture of the room, as a snapshot and the changes after it."""
