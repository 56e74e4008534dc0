# Makes room for images and files that are about to arrive: removes those of an earlier attempt.
# Arguments: those of destination.pl
# Needs: destination.pl

my $dir = open_record_forward();
-d $make or mkdir $make, 0700 or refuse('write', "$make: $!");
unlink map { "$make/$_" } qw(shipped boot manifest pids ids keep memory folders);
unlink "$dir/files.sha256";
system('rm', '-rf', '--', "$make/files");
drop_images();
out('ok');
