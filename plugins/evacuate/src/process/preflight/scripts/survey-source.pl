# Surveys the declared process tree and what it depends on. Changes nothing.
# Arguments: pidfile, or argv (words separated by \x1f); images; files (separated by \x1f)
# Prints: the facts of the host; how, pid, start, old NAME (the pidfile is older than its process); and for the tree
#   task, cgroup, threads, caps, rss, ghost, uring, tty, tied, lock, inet, unix, freeze, others, deleted, use,
#   shared, missing, dir, file, declared, undeclared, link, and what outsiders.pl, survey-streams.pl,
#   survey-sockets.pl, survey-unsupported.pl and survey-folders.pl print
# Needs: ../../../remote/scripts/find-task.pl outsiders.pl survey-streams.pl survey-folders.pl

host_facts();
space();
my ($pid, $how) = declared_pid();
out('how', $how);
exit 0 unless $pid && defined starttime($pid);
out('pid', $pid);
out('start', starttime($pid));
out('old', slurp("/proc/$pid/comm") // '?') if pidfile_is_old($pid);

my %uses;      # path => how it is used: map, dir, read or write
my %sockets;   # inode => process of the tree
my %pipes;     # pipe:[inode] => 1
my %started;   # process of the tree => when it was started
my @facts;     # [process of the tree, words of a line of output]
my $rss = 0;
my @tree = process_tree($pid);

for my $member (@tree) {
  my $stat = slurp("/proc/$member/stat") // next;
  my ($name) = $stat =~ /\((.*)\)/s;
  $stat =~ s/^.*\)\s+//s;
  my @fields = split / /, $stat;
  $started{$member} = $fields[19];
  # State, parent, group, session, terminal.
  fact($member, 'task', $member, @fields[0 .. 4], $name);
  fact($member, 'cgroup', $member, cg_of($member) // next);
  fact($member, 'threads', map { s{.*/}{}r } glob "/proc/$member/task/*");
  capabilities($member);
  $rss += resident($member);
  survey_paths($member);
  survey_descriptor($member, $_) for glob "/proc/$member/fd/*";
}
out('rss', $rss);
my @led = survey_streams(@tree);
delete @pipes{@led};
survey_pipes() if %pipes;
survey_outsiders($pid, [split /\x1f/, $arg{files} // ''], @tree);
survey_sockets({map { $_ => 1 } @led}, @tree);
survey_unsupported(@tree);
survey_folders($pid, $arg{pidfile}, @tree);

for my $lock (split /\n/, slurp('/proc/locks') // '') {
  my @fields = split ' ', $lock;
  # A waiting lock has one field more.
  my $owner = $fields[1] eq '->' ? 5 : 4;
  out('lock', $fields[$owner], $fields[1]) if $fields[$owner] > 0 && is_below($fields[$owner], $pid);
}
for my $kind (qw(tcp tcp6 udp udp6 udplite raw raw6)) {
  for my $socket (split /\n/, slurp("/proc/$pid/net/$kind") // '') {
    my @fields = split ' ', $socket;
    fact($sockets{$fields[9]}, 'inet', $kind, $fields[3]) if @fields > 9 && $sockets{$fields[9]};
  }
}
for my $socket (split /\n/, slurp("/proc/$pid/net/unix") // '') {
  my @fields = split ' ', $socket;
  fact($sockets{$fields[6]}, 'unix', $fields[5]) if @fields > 6 && $sockets{$fields[6]};
}

my $cgroup = cg_of($pid);
if (defined cg_root() && defined $cgroup) {
  my $folder = cg_root() . $cgroup;
  out('freeze', slurp("$folder/cgroup.freeze") // 0);
  out('others', grep { !(is_below($_, $pid) // 1) } cg_pids($folder));
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
print_facts();

# What holds as long as a process of the tree exists. A shell starts and ends children all the time, so it is printed at
# the end, unless the process has ended by then.
sub fact {
  push @facts, [@_];
}

sub print_facts {
  for my $fact (@facts) {
    my ($member, @words) = @$fact;
    out(@words) if same_task($member, $started{$member});
  }
  # A child that has ended and was not waited for keeps its id.
  for my $child (map { split ' ', slurp($_) // '' } map { glob "/proc/$_/task/*/children" } @tree) {
    out('threads', $child) if task_state($child) eq 'Z';
  }
}

# Bytes in memory; of pages that several processes share, each has its part.
sub resident {
  my ($member) = @_;
  return $1 * 1024 if (slurp("/proc/$member/smaps_rollup") // '') =~ /^Pss:\s+(\d+) kB/m;
  return (split / /, slurp("/proc/$member/statm") // '0 0')[1] * POSIX::sysconf(POSIX::_SC_PAGESIZE());
}

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
    $sockets{$1} = $member;
  } elsif ($target =~ /^pipe:/) {
    $pipes{$target} = 1;
  } elsif ($target =~ /^anon_inode:\[?io_uring/) {
    fact($member, 'uring', $member);
  } elsif ($target =~ m{^/dev/(pts/\d+|tty\S*|console)$}) {
    fact($member, 'tty', $member, $target);
  } elsif ($target =~ m{^/.* \(deleted\)$} && $target !~ m{^/(dev|memfd:)}) {
    my @stat = stat $descriptor;
    my $path = $target =~ s/ \(deleted\)$//r;
    fact($member, 'ghost', $stat[12] * 512, $path) if @stat && !$stat[3] && -f _ && !is_in_memory($member, $stat[0]);
    $uses{$target} //= 'read';
  } elsif ($target =~ m{^/} && $target !~ m{^/(dev|proc|sys)/|^/memfd:}) {
    $uses{$target} = $mode ? 'write' : ($uses{$target} // 'read');
  }
}

# criu makes both ends of a pipe again: a process outside of the tree that has one would be cut off without an error.
# A process counts only if it has the pipe at two moments: one whose parent has just ended may be about to end too.
sub survey_pipes {
  my %first = map { $_ => starttime($_) } grep { has_pipe($_) } map { m{(\d+)$} } glob '/proc/[0-9]*';
  return unless %first;
  sleep_ms(200);
  for my $other (sort { $a <=> $b } keys %first) {
    next unless defined $first{$other} && has_pipe($other) && same_task($other, $first{$other});
    out('tied', $other, slurp("/proc/$other/comm") // '?');
  }
}

# Whether a process outside of the tree has an end of one of its pipes.
sub has_pipe {
  my ($other) = @_;
  return 0 unless grep { $pipes{readlink($_) // ''} } glob "/proc/$other/fd/*";
  return !(is_below($other, $pid) // 1);
}
