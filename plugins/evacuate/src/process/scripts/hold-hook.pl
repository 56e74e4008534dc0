# Action script that criu calls while it saves a tree; it lies in RECORD/hold.
#
# In post-dump the images are whole and criu holds the tree by ptrace; the end of criu or of this script would let it
# run. So the script freezes the tree's cgroup first: from then on only a write to cgroup.freeze lets it run. Then it
# copies into the record what a restart of this host would delete, and writes everything to disk; only then the tree
# counts as held. The script never decides by itself. It waits for the file `decision`, and ends (the tree stays frozen)
# when criu is gone.
# Needs: held-tree.pl memory-files.pl socket-paths.pl ../../transfer/scripts/folders-above.pl
use strict;
use warnings;
use IO::Handle;
use POSIX ();

my $action = $ENV{CRTOOLS_SCRIPT_ACTION} // '';
(my $hold = $0) =~ s{/[^/]*\z}{};

sub slurp {
  my ($path) = @_;
  open my $file, '<', $path or return undef;
  local $/;
  my $text = <$file>;
  $text =~ s/\s+\z// if defined $text;
  return $text;
}

# Writes a file of the folder durably.
sub put {
  my ($name, $text) = @_;
  open my $file, '>', "$hold/$name.new" or exit 1;
  print $file "$text\n" or exit 1;
  $file->flush or exit 1;
  $file->sync or exit 1;
  close $file or exit 1;
  rename "$hold/$name.new", "$hold/$name" or exit 1;
  open my $dir, '<', $hold or exit 1;
  $dir->sync;
}

sub now {
  my $seconds = qx(date +%s.%N);
  chomp $seconds;
  return $seconds;
}

if ($action eq 'pre-dump') {
  put('freezing', now());
  exit 0;
}
exit 0 unless $action eq 'post-dump';

# Ends the dump with a reason. The tree stays frozen until the move is taken back.
sub fail {
  my ($why) = @_;
  put('why', $why);
  exit 1;
}

# Input that waits in a pipe would be lost, if the copy does not have that pipe. FIONREAD is 0x541b, on ppc and mips
# 0x4004667f.
sub refuse_unread {
  for my $descriptor (split ' ', slurp("$hold/inputs") // '') {
    open my $pipe, '<', "/proc/$descriptor" or next;
    my $count = pack 'i', 0;
    ioctl $pipe, (POSIX::uname())[4] =~ /^(?:ppc|mips)/ ? 0x4004667f : 0x541b, $count;
    fail('unread input: ' . unpack('i', $count) . " bytes at $descriptor") if unpack 'i', $count;
  }
}

# Paths that hold.pl wrote, separated by \x1f, as seen from the root.
sub paths {
  my ($name) = @_;
  return map { ".$_" } split /\x1f/, slurp("$hold/$name") // '';
}

# Adds the files in memory that the tree writes to those that are copied. Writes down the folders above all that is
# sent, and above the tree's sockets: where they are missing, they are made with the same mode and owner.
sub find_memory {
  my @tree = @_;
  my @known = map { substr $_, 1 } paths('keep'), paths('stay');
  my @found;
  for my $path (written_memory_paths(@tree)) {
    push @found, $path unless grep { $path eq $_ || index($path, "$_/") == 0 } @known;
  }
  put('memory',  join "\x1f", @found);
  put('folders', join "\x1f", folders_above(@known, @found, socket_paths(@tree), unlinked_memory_paths(@tree)));
  put('keep',    join "\x1f", (map { substr $_, 1 } paths('keep')), @found);
}

# Copies what only this boot has into the record: the pidfile, and declared files that lie in memory.
sub save_files {
  my @paths = paths('keep') or return;
  my $tar = "$hold/files.tar";
  mkdir "$hold/files", 0700;
  system('tar', '-C', '/', '-cSf', $tar, '--', @paths) and fail("@paths cannot be copied");
  system('tar', '-C', "$hold/files", '-xpf', $tar)    and fail("@paths cannot be copied to $hold/files");
  unlink $tar;
}

# Writes images and files to disk, so that the held state survives a loss of power.
sub sync_all {
  my @found = grep { -e } slurp("$hold/images") // (), "$hold/files", map { "/$_" } paths('stay');
  system('find', @found, '-type', 'f', '-exec', 'sync', '{}', '+') and fail('the images could not be written to disk');
}

my $criu = getppid();
my $cgroup = slurp("$hold/cg") // exit 1;
exit 1 if -e "$hold/decision";
put('froze', now());
open my $freeze, '>', "$cgroup/cgroup.freeze" or exit 1;
defined syswrite $freeze, '1' or exit 1;
close $freeze or exit 1;
refuse_unread();
my @pids = sort { $a <=> $b } split /\n/, slurp("$cgroup/cgroup.procs") // '';
my ($tree, $ids) = held_tree(slurp("$hold/root"));
fail("process $_ is in cgroup $cgroup, but not part of the tree") for missing_from($tree, \@pids);
fail("process $_ of the tree is not in cgroup $cgroup") for missing_from(\@pids, $tree);
put('ids', "@$ids");
find_memory(@pids);
save_files();
sync_all();
put('held', "@pids");
for (;;) {
  my $decision = slurp("$hold/decision") // '';
  exit 0 if $decision eq 'release';
  exit 1 if $decision eq 'rollback' || getppid() != $criu;
  select undef, undef, undef, 0.005;
}
