# Prints the state of the work at its source. Changes nothing.
# Arguments: dir, boot, pid, start
# Prints: task alive|gone, job, frozen 0|1, held PID ..., decision, freezing SECONDS, began, left PID ...,
#   saved PATH (copied into the record), images (they are there), volatile (they lie in memory), norecord CGROUP (the
#   process exists, but there is no record)
# Needs: source.pl

print_state();
