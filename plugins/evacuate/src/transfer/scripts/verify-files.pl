# Verifies files that were sent.
# Arguments: dir, epoch, root (the folder below which they are)
# Standard input: a manifest of sha256sum, as seen from that folder
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl manifest.pl

# Read before the lock is taken, which must not wait for a link.
my @manifest = <STDIN>;
my $dir = open_record_forward();
out('ok', verify_manifest($arg{root}, @manifest));
put("$dir/files.sha256", join '', @manifest) if $arg{root} eq '/';
