# Destroys the copy and everything from which it was made. Refused after COMMIT.
# Arguments: those of destination.pl; pid (of the first process), pidfile (removed when it names that), keep (1: images
#   and files stay, because they are the only ones)
# Needs: destination.pl

my $dir = open_record();
refuse('destroy', 'the move is committed') if -e "$dir/commit";
my @folders;
push @folders, cg(slurp("$make/criu.job")) if defined slurp("$make/criu.job");
push @folders, copy_cgroup() // ();
for my $folder (@folders) {
  cg_empty($folder) or refuse('destroy', "processes in $folder do not end");
}
my $job = slurp("$make/criu.job");
my $folder = copy_cgroup();
if (defined $arg{pidfile} && pid_in(slurp($arg{pidfile})) == $arg{pid} && !defined starttime($arg{pid})) {
  unlink $arg{pidfile};
}
if (-e "$make/placed") {
  unlink split /\x1f/, slurp("$make/memory") // '';
  unlink "$make/placed";
}
unlink map { "$make/$_" } qw(prepared criu.rc criu.job);
if (!$arg{keep}) {
  drop_images();
  unlink map { "$make/$_" } qw(shipped boot manifest pids ids keep memory folders);
  system('rm', '-rf', '--', "$make/files");
}
cg_drop($job) if defined $job;
cg_drop(substr $folder, length cg_root()) if defined $folder;
unlink "$make/made";
out('ok');
