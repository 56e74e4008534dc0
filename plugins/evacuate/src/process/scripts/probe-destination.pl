# Prints the state of the copy at the destination. Changes nothing.
# Arguments: dir
# Prints: pids PID ..., frozen 0|1, job, shipped, prepared, made, whole
# Needs: destination.pl

print_state();
