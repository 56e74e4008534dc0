# What of a process tree criu cannot save, as far as /proc shows it.
# Needs: sockets.pl survey-watches.pl

my @namespaces = qw(mnt net pid user ipc uts cgroup time);

# Prints, most of it as facts of a process of the tree,
#   ns KIND (a namespace of its own), nested KIND PID (other than that of the first process)
#   traced PID TRACER NAME, leaderless PID NAME (its first thread has ended)
#   ipc sem|msg ID PID, device PID PATH MAJOR:MINOR|block, anon PID KIND, pidfd PID OTHER, packets PID,
#   unmounted PID PATH (open, and in no mount), plugin NAME (of criu), libbpf (criu has it)
#   user PID UID (another one than root's, while root may not read its limits), no-iptables
sub survey_unsupported {
  my @tree = @_;
  survey_namespaces(@tree);
  my %own = map { $_ => 1 } @tree;
  for my $pid (@tree) {
    my $status = slurp("/proc/$pid/status") // next;
    fact($pid, 'traced', $pid, $1, slurp("/proc/$1/comm") // '?') if $status =~ /^TracerPid:\s+([1-9]\d*)/m;
    if ($status =~ /^Uid:\s+(\d+)\s+(\d+)\s+(\d+).*\nGid:\s+(\d+)\s+(\d+)\s+(\d+)/m) {
      my ($other) = grep { $_ } $1, $2, $3, $4, $5, $6;
      fact($pid, 'user', $pid, $other) if $other && !may_read_limits($pid);
    }
    my ($ended) = grep { task_state($_) eq 'Z' && (my @threads = glob "/proc/$_/task/*") > 1 } children_of($pid);
    fact($pid, 'leaderless', $ended, slurp("/proc/$ended/comm") // '?') if $ended;
    my %mounted = map { /^(\d+) / ? ($1 => 1) : () } split /\n/, slurp("/proc/$pid/mountinfo") // '';
    survey_kind_of($pid, $_, \%own, \%mounted) for glob "/proc/$pid/fd/*";
    survey_mappings($pid);
  }
  survey_sysv(@tree);
  out('no-iptables') unless has_program('iptables-restore');
  out('plugin', m{([^/]+)\.so$}) for glob '/usr/lib/criu/*.so /usr/lib64/criu/*.so /usr/libexec/criu/*.so';
  my ($criu) = grep { -x } map { "$_/criu" } split /:/, $ENV{PATH};
  out('libbpf') if defined $criu && !system 'grep', '-q', 'libbpf\.so', $criu;
}

# Whether prlimit(2), with which criu reads the limits of a process of another user, is allowed. It is tried, because a
# security module may refuse it too.
sub may_read_limits {
  my ($pid) = @_;
  return has_capability(24) unless has_program('prlimit');
  return system("prlimit --nofile --pid $pid >/dev/null 2>&1") == 0;
}

# By number (linux/capability.h); 24 is CAP_SYS_RESOURCE.
sub has_capability {
  my ($number) = @_;
  my ($set) = (slurp('/proc/self/status') // '') =~ /^CapEff:\s*([0-9a-f]+)/m;
  return 1 unless defined $set;
  my $digit = substr $set, -1 - int($number / 4), 1;
  return hex($digit) >> $number % 4 & 1;
}

sub children_of {
  my ($pid) = @_;
  return map { split ' ', slurp($_) // '' } glob "/proc/$pid/task/*/children";
}

sub survey_namespaces {
  my ($root, @others) = @_;
  for my $kind (@namespaces) {
    my $mine = readlink "/proc/self/ns/$kind" // next;
    my $its = readlink "/proc/$root/ns/$kind" // next;
    out('ns', $kind) if $its ne $mine;
    # criu saves nested namespaces of these kinds.
    next if grep { $kind eq $_ } qw(mnt net);
    my ($nested) = grep { (readlink "/proc/$_/ns/$kind" // $its) ne $its } @others;
    for my $pid ($root, @others) {
      $nested //= $pid if (readlink "/proc/$pid/ns/${kind}_for_children" // $its) ne $its;
    }
    fact($nested, 'nested', $kind, $nested) if defined $nested;
  }
}

# One open descriptor.
sub survey_kind_of {
  my ($pid, $descriptor, $own, $mounted) = @_;
  my $target = readlink $descriptor // return;
  return if $target =~ /^socket:/;
  (my $number = $descriptor) =~ s{.*/}{};
  my $info = slurp("/proc/$pid/fdinfo/$number") // '';
  my $flags = $info =~ /^flags:\s+(\d+)/m ? oct $1 : 0;
  my @stat = stat $descriptor;
  if ($target =~ /^pipe:/) {
    fact($pid, 'packets', $pid) if $flags & 040000;
  } elsif ($target =~ /^anon_inode:\[?([^\]]+)/ && $1 ne 'pidfd') {
    my $kind = $1;
    return survey_watches($pid, $number, $info) if $kind =~ /notify$/;
    return if $kind =~ /^io_uring/;
    fact($pid, 'anon', $pid, $kind) unless $kind =~ /^(?:eventfd|eventpoll|signalfd|timerfd)$/;
  } elsif ($target =~ /^(?:anon_inode:\[pidfd\]|pidfd:)/) {
    fact($pid, 'pidfd', $pid, $1) if $info =~ /^Pid:\s+([1-9]\d*)/m && !$own->{$1};
  } elsif (@stat && ($stat[2] & 0170000) == 0020000) {
    survey_device($pid, $target, $stat[6]);
  } elsif (@stat && ($stat[2] & 0170000) == 0060000) {
    fact($pid, 'device', $pid, $target, 'block');
  } elsif ($target =~ m{^/} && $target !~ m{^/memfd:|^/anon_hugepage}) {
    fact($pid, 'unmounted', $pid, $target) if $info =~ /^mnt_id:\s+(\d+)/m && !$mounted->{$1};
  }
}

# What stays mapped after its descriptor was closed.
sub survey_mappings {
  my ($pid) = @_;
  my %seen;
  for my $mapping (split /\n/, slurp("/proc/$pid/maps") // '') {
    my ($what) = $mapping =~ m{\s(anon_inode:\S+|/secretmem \(deleted\))$} or next;
    next if $seen{$what}++;
    my ($kind) = $what =~ /^anon_inode:\[?([^\]]+)/;
    fact($pid, !$kind ? 'unmounted' : $kind =~ /^io_uring/ ? 'uring' : 'anon', $pid, $kind // $what);
  }
}

# criu saves memory devices (major 1), autofs (10:235) and terminals (4, 5, 128 to 143).
sub survey_device {
  my ($pid, $path, $number) = @_;
  my ($major, $minor) = ($number >> 8 & 0xfff, $number & 0xff | $number >> 12 & 0xfff00);
  return if $major == 1 || $major == 4 || $major == 5 || $major >= 128 && $major <= 143;
  return if $major == 10 && $minor == 235;
  fact($pid, 'device', $pid, $path, "$major:$minor");
}

# System V semaphores and queues of the namespace of criu itself are not saved.
sub survey_sysv {
  my @tree = @_;
  return if (readlink "/proc/$tree[0]/ns/ipc" // '') ne (readlink '/proc/self/ns/ipc' // '');
  my %own = map { $_ => 1 } @tree;
  for my $line (split /\n/, slurp('/proc/sysvipc/msg') // '') {
    my @fields = split ' ', $line;
    # The last sender and the last receiver.
    my ($user) = grep { $own{$_} } @fields[5, 6];
    fact($user, 'ipc', 'msg', $fields[1], $user) if defined $user;
  }
  for my $line (split /\n/, slurp('/proc/sysvipc/sem') // '') {
    my (undef, $id, undef, $count) = split ' ', $line;
    next unless $count =~ /^\d+$/;
    # GETPID (11): the process that changed it last.
    my ($user) = grep { $own{$_} } map { semctl($id, $_, 11, 0) // 0 } 0 .. $count - 1;
    fact($user, 'ipc', 'sem', $id, $user) if defined $user;
  }
}
