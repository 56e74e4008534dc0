# Prints the state of the work at its source. Changes nothing.
# Arguments: dir, boot, pid, start
# Prints: task alive|gone, job, frozen 0|1, held PID ..., decision, freezing SECONDS, began, left PID ...
# Needs: source.pl

print_state();
