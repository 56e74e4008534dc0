# Surveys the declared process tree and what it depends on. Changes nothing.
# Arguments: pidfile, or argv (words separated by \x1f); images; files (separated by \x1f)
# Prints: the facts of the host; how, pid, start; and for the tree task, cgroup, threads, caps, rss, ghost, uring, tty,
#   tied, lock, inet, unix, freeze, members, unit, deleted, use, shared, missing, dir, file, declared, undeclared, link,
#   and what survey-streams.pl, survey-sockets.pl and survey-unsupported.pl name
# Needs: ../../../remote/scripts/find-task.pl ../../../transfer/scripts/declared-files.pl survey-streams.pl

host_facts();
space();
my ($pid, $how) = declared_pid();
out('how', $how);
exit 0 unless $pid && defined starttime($pid);
out('pid', $pid);
out('start', starttime($pid));

my %uses;      # path => how it is used: map, dir, read or write
my %sockets;   # inode => 1
my %pipes;     # pipe:[inode] => 1
my $rss;
my $page = POSIX::sysconf(POSIX::_SC_PAGESIZE());
my @tree = process_tree($pid);

# A child that has ended and was not waited for keeps its id.
for my $parent (@tree) {
  for my $child (map { split ' ', slurp($_) // '' } glob "/proc/$parent/task/*/children") {
    out('threads', $child) if task_state($child) eq 'Z';
  }
}

for my $member (@tree) {
  my $stat = slurp("/proc/$member/stat") // next;
  my ($name) = $stat =~ /\((.*)\)/s;
  $stat =~ s/^.*\)\s+//s;
  my @fields = split / /, $stat;
  # State, parent, group, session, terminal.
  out('task', $member, @fields[0 .. 4], $name);
  out('cgroup', $member, cg_of($member) // '-');
  out('threads', map { s{.*/}{}r } glob "/proc/$member/task/*");
  capabilities($member);
  $rss += (split / /, slurp("/proc/$member/statm") // '0 0')[1] * $page;
  survey_paths($member);
  survey_descriptor($member, $_) for glob "/proc/$member/fd/*";
}
out('rss', $rss // 0);
delete @pipes{survey_streams(@tree)};
survey_pipes() if %pipes;
survey_sockets(@tree);
survey_unsupported(@tree);

my $own = join '|', map { quotemeta } @tree;
for my $lock (split /\n/, slurp('/proc/locks') // '') {
  my @fields = split ' ', $lock;
  # A waiting lock has one field more.
  my $owner = $fields[1] eq '->' ? 5 : 4;
  out('lock', $fields[$owner], $fields[1]) if $fields[$owner] =~ /^(?:$own)$/;
}
for my $kind (qw(tcp tcp6 udp udp6 udplite raw raw6)) {
  for my $socket (split /\n/, slurp("/proc/$pid/net/$kind") // '') {
    my @fields = split ' ', $socket;
    out('inet', $kind, $fields[3]) if @fields > 9 && $sockets{$fields[9]};
  }
}
for my $socket (split /\n/, slurp("/proc/$pid/net/unix") // '') {
  my @fields = split ' ', $socket;
  out('unix', $fields[5]) if @fields > 6 && $sockets{$fields[6]};
}

my $cgroup = cg_of($pid);
if (defined cg_root() && defined $cgroup) {
  my $folder = cg_root() . $cgroup;
  out('freeze', slurp("$folder/cgroup.freeze") // 0);
  out('members', cg_pids($folder));
  if ($cgroup =~ m{/([A-Za-z0-9:_.\@-]+\.service)$}) {
    out('unit', $1, qx(systemctl show -p Restart --value -- '$1' 2>/dev/null) =~ s/\s+\z//r);
  }
}

for my $path (sort keys %uses) {
  if ($path =~ / \(deleted\)$/) {
    out('deleted', $path);
    next;
  }
  out('use', $uses{$path}, $path);
  describe($path);
}
describe_declared_files();

# Program, working folder, root and mapped files of one process.
sub survey_paths {
  my ($member) = @_;
  my $program = readlink "/proc/$member/exe";
  $uses{$program} //= 'map' if defined $program;
  for my $link ("/proc/$member/cwd", "/proc/$member/root") {
    my $folder = readlink $link;
    $uses{$folder} //= 'dir' if defined $folder;
  }
  for my $mapping (split /\n/, slurp("/proc/$member/maps") // '') {
    $uses{$1} //= 'map' if $mapping =~ m{^\S+ \S+ \S+ \S+ [1-9]\d*\s+(/.*)$};
  }
}

# One open file of one process.
sub survey_descriptor {
  my ($member, $descriptor) = @_;
  my $target = readlink $descriptor // return;
  (my $number = $descriptor) =~ s{.*/}{};
  my ($flags) = (slurp("/proc/$member/fdinfo/$number") // '') =~ /^flags:\s+(\d+)/m;
  my $mode = oct($flags // 0) & 3;
  if ($target =~ /^socket:\[(\d+)\]/) {
    $sockets{$1} = 1;
  } elsif ($target =~ /^pipe:/) {
    $pipes{$target} = 1;
  } elsif ($target =~ /^anon_inode:\[?io_uring/) {
    out('uring', $member);
  } elsif ($target =~ m{^/dev/(pts/\d+|tty\S*|console)$}) {
    out('tty', $member, $target);
  } elsif ($target =~ m{^/.* \(deleted\)$} && $target !~ m{^/(dev|memfd:)}) {
    my @stat = stat $descriptor;
    out('ghost', $stat[12] * 512, $target =~ s/ \(deleted\)$//r) if @stat && !$stat[3] && -f _;
    $uses{$target} //= 'read';
  } elsif ($target =~ m{^/} && $target !~ m{^/(dev|proc|sys)/|^/memfd:}) {
    $uses{$target} = $mode ? 'write' : ($uses{$target} // 'read');
  }
}

# criu makes both ends of a pipe again: a process outside of the tree that has one would be cut off without an error.
sub survey_pipes {
  my %own = map { $_ => 1 } @tree;
  for my $other (map { m{(\d+)$} } glob '/proc/[0-9]*') {
    next if $own{$other};
    for my $descriptor (glob "/proc/$other/fd/*") {
      my $target = readlink $descriptor // next;
      next unless $pipes{$target};
      out('tied', $other, slurp("/proc/$other/comm") // '?');
      last;
    }
  }
}
