# Starts criu, which makes the copy from the images and leaves it frozen, as a job that outlives this script.
# Arguments: those of destination.pl; cgroup (of the copy), job (cgroup of criu), pids, low and top (range of the ids
#   that must be free, if the images came without a list), criu (argv, words separated by \x1f), gate (text of criu's
#   action script), streams (lines "pipe:[INODE] TARGET" and "socket:[INODE] journal": what the copy gets in place of
#   the streams of its launcher)
# Needs: destination.pl taken-ids.pl ../../transfer/scripts/manifest.pl streams.pl

# After a restart the images may be incomplete on disk, so they are verified again; until then they do not count.
sub verify_again {
  my ($dir) = @_;
  my $count = slurp("$make/shipped");
  unlink "$make/shipped";
  verify_manifest($arg{images}, map { "$_\n" } split /\n/, slurp("$make/manifest") // '');
  verify_manifest('/', map { "$_\n" } split /\n/, slurp("$dir/files.sha256") // '');
  put("$make/boot",    boot_id());
  put("$make/shipped", $count);
}

# Puts files that the source had in memory in their places: the pidfile, for example. Those that are not declared are
# new here, so destroying the copy may remove them.
sub place_files {
  my @memory = split /\x1f/, slurp("$make/memory") // '';
  if (!-e "$make/placed") {
    -e and refuse('exists', "$_ exists, and may belong to another program") for @memory;
    put("$make/placed", scalar @memory);
  }
  make_folders(slurp("$make/folders"));
  my @paths = map { ".$_" } split /\x1f/, slurp("$make/keep") // '' or return;
  my $tar = "$make/files.tar";
  system('tar', '-C', "$make/files", '-cSf', $tar, '--', @paths) and refuse('write', "$make/files: @paths");
  system('tar', '-C', '/', '--numeric-owner', '-xpf', $tar) and refuse('write', "@paths");
  if (@memory) {
    my @compare = ('tar', '-C', '/', '--compare', '-f', $tar, '--', map { ".$_" } @memory);
    system(@compare) and refuse('write', "@memory: not as sent");
  }
  unlink $tar;
}

my $dir = open_record_forward();
# criu is started only once. Later callers read how it ended, and only destroy makes room for another try.
if (-e "$make/prepared" || job($make, 'criu') ne 'none') {
  out('already');
  exit 0;
}
refuse('prepare', 'there are no verified images') unless has_images();
verify_again($dir) if is_earlier_boot();
place_files();
if (!defined copy_cgroup()) {
  my $folder = cg($arg{cgroup});
  refuse('busy', "cgroup $arg{cgroup} holds other processes") if cg_event($folder, 'populated');
  # The cgroup is always a new one, so that its inode tells this copy from every other.
  refuse('busy', "cgroup $arg{cgroup} exists and cannot be removed: $!") if -d $folder && !rmdir $folder;
  cg_make($arg{cgroup});
  put("$make/cg", $folder);
  put("$make/made", copy_id($folder));
}
# They were free when the move was planned; the tree and this host have gone on since.
my @ids = split ' ', slurp("$make/ids") // "$arg{low} $arg{top}";
my ($taken) = taken_ids(@ids);
refuse('taken', "process id $taken->[0] of the copy is taken (by $taken->[1])") if $taken;
put("$make/pids", $arg{pids});
put("$make/gate", $arg{gate});
chmod 0700, "$make/gate";
system('mkdir', '-p', '-m', '0700', '--', "$make/criu") and refuse('write', "$make/criu");
unlink "$make/criu/pidfile";
# criu and its helpers take process ids too. They shall take higher ones than those that the copy needs.
my ($low, $top) = (sort { $a <=> $b } @ids)[0, -1];
my $last = slurp('/proc/sys/kernel/ns_last_pid') // 0;
write_once('/proc/sys/kernel/ns_last_pid', $top) if $last < $top && $last + 1000 > $low;
# Between the end of its restore and the freeze only criu holds the copy: if it dies there, the copy must not run.
spawn($make, 'criu', $arg{job}, \&end_copy, split(/\x1f/, $arg{criu}), open_streams());
out('ok');
