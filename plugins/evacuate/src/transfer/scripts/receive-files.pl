# Unpacks files and folders at their absolute paths.
# Arguments: dir, epoch
# Standard input: a tar from the root
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl

open_record_forward();
receive_with('tar', '-C', '/', '--numeric-owner', '-xpf', '-');
