# Raises the epoch of a record: an ops process with a lower one is refused from now on.
# Arguments: dir, epoch
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl

open_record();
out('ok');
