# Prints: task alive|gone, job, frozen 0|1, held PID ..., ids ID ..., memory PATH and folders (both separated by \x1f),
#   decision, freezing SECONDS, began, left PID ..., saved PATH (copied into the record), images (they are there),
#   volatile (they lie in memory), norecord FOLDER (there is no record, and the process runs in that cgroup), criu PID
#   (there is no record, and that criu still holds the process)
# Needs: source.pl

print_state();
