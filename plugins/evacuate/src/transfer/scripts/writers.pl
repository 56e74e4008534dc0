# Processes that have declared files open for writing.
# Needs: ../../remote/scripts/tasks.pl ../../process/scripts/memory-files.pl

# Prints `writer PID PATH` and `named PID NAME` for each process that may write one of the files and of which
# $is_own->(PID) is false. A process counts only if it is found at two moments.
sub print_writers {
  my ($is_own, @declared) = @_;
  return unless @declared;
  my %first = map { $_ => starttime($_) } grep { written_paths($_, @declared) && !$is_own->($_) } all_processes();
  return unless %first;
  sleep_ms(200);
  for my $pid (sort { $a <=> $b } keys %first) {
    my @paths = written_paths($pid, @declared) or next;
    next unless defined $first{$pid} && same_task($pid, $first{$pid}) && !$is_own->($pid);
    out('named', $pid, slurp("/proc/$pid/comm") // '?');
    out('writer', $pid, $_) for @paths;
  }
}

# The declared files that a process may write.
sub written_paths {
  my ($pid, @declared) = @_;
  my %paths = map { $_->{path} => 1 }
    grep { !$_->{deleted} && is_declared($_, @declared) && changes($_) } mapped_files($pid), open_files($pid);
  # In scalar context sort returns nothing.
  my @sorted = sort keys %paths;
  return @sorted;
}

sub all_processes {
  return map { m{(\d+)$} } glob '/proc/[0-9]*';
}

# Whether it is one of the files that are sent, and not another one of that path in a mount namespace of its own.
sub is_declared {
  my ($file, @declared) = @_;
  return 0 unless grep { $file->{path} eq $_ || index($file->{path}, "$_/") == 0 } @declared;
  my $inode = (stat $file->{path})[1];
  return defined $inode && $file->{inode} == $inode;
}

# Whether its process may write it: a shared mapping may be for reading only.
sub changes {
  my ($file) = @_;
  return is_written($file) && ($file->{mode} // 'w') =~ /w/;
}
