"""Many cases at once: what is due of each, made by worker processes, and not made again while nothing has changed."""
