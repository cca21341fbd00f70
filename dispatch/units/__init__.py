"""Units: vehicles and crews.

Their status belongs to the pair of unit and assignment; their availability is derived from it.
"""
