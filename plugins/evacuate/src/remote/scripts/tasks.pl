# Facts about processes, from /proc.
# Needs: prelude.pl

# Fields of /proc/PID/stat from the third on (the state), as text; undef when there is no such process.
sub stat_after_name {
  my ($pid) = @_;
  my $stat = slurp("/proc/$pid/stat") // return undef;
  $stat =~ s/^.*\)\s+//s;
  return $stat;
}

# Clock ticks from boot to the start of a process; undef when it does not exist or has ended.
sub starttime {
  my ($pid) = @_;
  my $stat = stat_after_name($pid) // return undef;
  my @fields = split / /, $stat;
  return undef if $fields[0] eq 'Z' || $fields[0] eq 'X';
  return $fields[19];
}

# The letter of ps; '' when there is no such process.
sub task_state {
  my ($pid) = @_;
  my $stat = stat_after_name($pid) // return '';
  return substr $stat, 0, 1;
}

# Whether this process id still belongs to the process that was started then.
sub same_task {
  my ($pid, $start) = @_;
  my $now = starttime($pid);
  return defined $now && $now eq $start;
}

# The process id that a text begins with, such as that of a pidfile; PostgreSQL's has more lines. 0 when it has none.
sub pid_in {
  my ($text) = @_;
  return ($text // '') =~ /\A\s*0*([1-9]\d{0,9})[ \t\r]*(?:\n|\z)/ ? $1 : 0;
}

# How often the scheduler has taken it off a processor.
sub switches {
  my ($pid) = @_;
  my $status = slurp("/proc/$pid/status") // return 0;
  my $count = 0;
  $count += $1 while $status =~ /ctxt_switches:\s+(\d+)/g;
  return $count;
}

# Parent of a process; undef when the process does not exist or has ended.
sub parent_of {
  my ($pid) = @_;
  my @fields = split / /, stat_after_name($pid) // return undef;
  return $fields[0] eq 'Z' || $fields[0] eq 'X' ? undef : $fields[1];
}

# Whether the parents of a process lead to the root of a tree. Processes are born and end meanwhile: undef when this one
# has ended. When one of its parents has ended, the kernel has given it another, so the walk begins again.
sub is_below {
  my ($pid, $root) = @_;
  for (1 .. 100) {
    my $at = $pid;
    while (defined $at && $at != $root && $at > 1) {
      $at = parent_of($at);
    }
    return $at == $root if defined $at;
    return undef unless defined parent_of($pid);
  }
  return 0;
}

# The process, its children and theirs; children of every thread. While they run, one that is born meanwhile may be
# missing: is_below tells of such a one that it belongs to them.
sub process_tree {
  my @todo = @_;
  my @found;
  while (defined(my $pid = shift @todo)) {
    next unless defined starttime($pid);
    push @found, $pid;
    for my $children (glob "/proc/$pid/task/*/children") {
      push @todo, split ' ', slurp($children) // '';
    }
  }
  return @found;
}

sub boot_id {
  return slurp('/proc/sys/kernel/random/boot_id') // '';
}
