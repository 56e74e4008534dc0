# The streams that a copy gets in place of those of its launcher.
# Needs: ../../remote/scripts/prelude.pl

# Argument streams: lines "RESOURCE TARGET" (resource as criu names it). Opens each target, so that criu inherits it,
# and returns criu's options. criu opens a file again without O_APPEND; the gate sets that before the copy runs, for the
# files of RECORD/make/streams.
sub open_streams {
  my (@options, @files);
  for my $line (split /\n/, $arg{streams} // '') {
    my ($resource, $target) = split / /, $line, 2;
    my $descriptor = $target eq 'journal' ? connect_journal() : open_target($target);
    push @options, '--inherit-fd', "fd[$descriptor]:$resource";
    push @files, $target if $target ne 'journal' && $target ne '/dev/null';
  }
  put("$arg{dir}/make/streams", join "\n", @files);
  return @options;
}

# A descriptor that survives exec: those of Perl's own open do not.
sub open_target {
  my ($path) = @_;
  my $flags = $path eq '/dev/null' ? POSIX::O_RDWR() : POSIX::O_WRONLY() | POSIX::O_APPEND() | POSIX::O_CREAT();
  return POSIX::open($path, $flags, 0600) // refuse('write', "$path: $!");
}

# The header of journald's stream protocol (sd_journal_stream_fd(3)): name, unit, priority 6, then four times "no".
sub connect_journal {
  my $path = '/run/systemd/journal/stdout';
  socket my $socket, 1, 1, 0 or refuse('journal', $!);
  connect $socket, pack('S a*', 1, "$path\0") or refuse('journal', "$path: $!");
  my ($name) = $arg{cgroup} =~ m{([^/]+)$};
  defined syswrite $socket, "$name\n\n6\n0\n0\n0\n0\n" or refuse('journal', "$path: $!");
  shutdown $socket, 0;
  return POSIX::dup(fileno $socket) // refuse('journal', $!);
}
