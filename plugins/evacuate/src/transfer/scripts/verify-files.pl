# Verifies files that were sent with their absolute paths.
# Arguments: dir, epoch
# Standard input: a manifest of sha256sum, as seen from the root
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl manifest.pl

# Read before the lock is taken, which must not wait for a link.
my @manifest = <STDIN>;
open_record_forward();
out('ok', verify_manifest('/', @manifest));
