"""Response times: the supervisors' report that people believe, with n, median.

90th percentile and everything left out said aloud.
"""
