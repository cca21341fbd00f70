"""Which open incident a report may belong to: scored and explained.

Pure; a person or a policy decides.
"""
