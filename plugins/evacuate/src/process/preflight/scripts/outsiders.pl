# What processes outside of the tree have in common with it: its memory, and files that are declared to be sent along.
# Needs: ../../../remote/scripts/cgroups.pl ../../../transfer/scripts/writers.pl

# Prints for the tree `carried BYTES PATH` (a file in memory that is sent along), `unlinked BYTES PATH` (a deleted
# one) and `sysv BYTES` (not in an IPC namespace of its own); then for others `outsider PID UNIT NAME`, `sharer PID
# WHAT` and `writer PID PATH`. A process counts only if it is found at two moments.
sub survey_outsiders {
  my ($root, $declared, @tree) = @_;
  my @memory = memory_files(@tree);
  @memory = grep { !is_declared($_, @$declared) } @memory;
  my %shared = map { $_->{id} => $_ } grep { $_->{written} || $_->{deleted} } @memory;
  print_memory($root, @memory);
  my %first = map { $_ => starttime($_) } grep { common($_, $root, \%shared, $declared) } all_processes();
  return unless %first;
  sleep_ms(200);
  for my $pid (sort { $a <=> $b } keys %first) {
    my @common = common($pid, $root, \%shared, $declared) or next;
    next unless defined $first{$pid} && same_task($pid, $first{$pid});
    my $unit = (cg_of($pid) // '') =~ m{/([^/]+\.service)(?:/|$)} ? $1 : '-';
    out('outsider', $pid, $unit, slurp("/proc/$pid/comm") // '?');
    out(@$_) for @common;
  }
}

sub print_memory {
  my ($root, @memory) = @_;
  for my $file (@memory) {
    my $bytes = $file->{bytes} // 0;
    if ($file->{kind} eq 'file') {
      out('carried', $bytes, $file->{path}) if is_carried($file);
      out('unlinked', $bytes, $file->{path}) if $file->{deleted};
    } elsif ($file->{kind} eq 'sysv') {
      my ($own, $ours) = (readlink("/proc/$root/ns/ipc") // '', readlink('/proc/self/ns/ipc') // '');
      out('sysv', $bytes) if $own eq $ours;
    }
  }
}

# [sharer PID WHAT] and [writer PID PATH] for each object that a process outside of the tree has in common with it.
sub common {
  my ($pid, $root, $shared, $declared) = @_;
  my %lines;
  for my $file (mapped_files($pid), open_files($pid)) {
    if (my $memory = $shared->{$file->{id}}) {
      # One that only reads a file by its name keeps what it has.
      next if defined $file->{descriptor} && !$file->{deleted} && !is_written($file);
      $lines{"sharer $memory->{id}"} = ['sharer', $pid, memory_name($memory)];
    } elsif (!$file->{deleted} && is_declared($file, @$declared) && changes($file)) {
      $lines{"writer $file->{path}"} = ['writer', $pid, $file->{path}];
    }
  }
  return () if !%lines || (is_below($pid, $root) // 1);
  return map { $lines{$_} } sort keys %lines;
}

sub memory_name {
  my ($memory) = @_;
  return 'anonymous'                if $memory->{kind} eq 'anon';
  return 'System V'                 if $memory->{kind} eq 'sysv';
  return $memory->{path} =~ s{^/}{}r if $memory->{kind} eq 'memfd';
  return $memory->{path};
}
