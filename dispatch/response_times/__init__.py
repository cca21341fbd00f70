"""Response times: the supervisors' report with n, median, 90th percentile and what is left out."""
