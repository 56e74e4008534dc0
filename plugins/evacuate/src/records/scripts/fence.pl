# Raises the epoch of a record: an ops with a lower one is refused from now on.
# Arguments: dir, epoch
# Needs: ../../scripts/kit.pl ../../scripts/record-lock.pl

open_record();
out('ok');
