"""The centre: incidents, tasks, clocks and the board. It knows routing and nobody else."""
