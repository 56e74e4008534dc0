# Memory that processes have as a file: what they share by mmap, shm_open, shmget or memfd_create, and files on a tmpfs.
# Stands alone, because criu's action script needs it too.

# One hash for each: id (the same for every process that has it), kind (anon: shared without a name; sysv; memfd; file:
# on a tmpfs), path, deleted, bytes (that it takes up), written (mapped as shared, or open for writing).
sub memory_files {
  my %found;
  for my $pid (@_) {
    my %is_tmpfs = map { $_ => 1 } tmpfs_devices($pid);
    for my $file (mapped_files($pid), open_files($pid)) {
      my $kind = memory_kind($file, \%is_tmpfs) // next;
      my $known = $found{$file->{id}} //= {%$file, kind => $kind, written => 0};
      $known->{written} ||= is_written($file);
      $known->{bytes} //= bytes_of($file);
    }
  }
  return map { $found{$_} } sort keys %found;
}

sub memory_kind {
  my ($file, $is_tmpfs) = @_;
  return 'sysv'  if $file->{deleted} && $file->{path} =~ m{^/SYSV[0-9a-f]{8}$};
  return 'anon'  if $file->{deleted} && $file->{path} eq '/dev/zero';
  return 'memfd' if $file->{deleted} && $file->{path} =~ m{^/memfd:};
  return 'file'  if $is_tmpfs->{$file->{device}};
  return undef;
}

# Devices of the tmpfs file systems that a process sees, as MAJOR:MINOR.
sub tmpfs_devices {
  my ($pid) = @_;
  return map { m{^\S+ \S+ (\d+:\d+) .* - (?:tmpfs|ramfs) } ? $1 : () } read_lines("/proc/$pid/mountinfo");
}

# MAJOR:MINOR of a device number as stat(2) gives it.
sub device_name {
  my ($device) = @_;
  my $major = $device >> 8 & 0xfff | $device >> 32 & ~0xfff;
  my $minor = $device & 0xff | $device >> 12 & 0xffffff00;
  return "$major:$minor";
}

# Whether a process sees that device as a tmpfs.
sub is_in_memory {
  my ($pid, $device) = @_;
  return scalar grep { $_ eq device_name($device) } tmpfs_devices($pid);
}

# One hash for each file: id, path, deleted, device and inode, and what is_written and bytes_of need.
sub mapped_files {
  my ($pid) = @_;
  my @files;
  my $maps = join "\n", read_lines("/proc/$pid/maps");
  while ($maps =~ m{^(\S+) (\S+) \S+ ([0-9a-f]+):([0-9a-f]+) (\d+)\s+(/.*)$}mg) {
    my ($range, $mode, $major, $minor, $inode, $path) = ($1, $2, $3, $4, $5, $6);
    push @files, {file_id($pid, $path, hex($major) . ':' . hex $minor, $inode), range => $range, mode => $mode};
  }
  return @files;
}

sub open_files {
  my ($pid) = @_;
  my @files;
  for my $descriptor (glob "/proc/$pid/fd/*") {
    my $path = readlink $descriptor // next;
    next unless $path =~ m{^/} && $path !~ m{^/dev/(?!shm/)};
    my @stat = stat $descriptor or next;
    push @files, {file_id($pid, $path, device_name($stat[0]), $stat[1]), descriptor => $descriptor} if -f _;
  }
  return @files;
}

# The kernel numbers segments of System V in each IPC namespace, and on the device of all other shared memory.
sub file_id {
  my ($pid, $path, $device, $inode) = @_;
  my $deleted = $path =~ s/ \(deleted\)$// ? 1 : 0;
  my $space = $path =~ m{^/SYSV} ? readlink("/proc/$pid/ns/ipc") // '' : '';
  my $id = join ' ', $device, $inode, $deleted ? "$path $space" : ();
  return (id => $id, pid => $pid, path => $path, deleted => $deleted, device => $device, inode => $inode);
}

# Whether it is mapped as shared, or open for writing.
sub is_written {
  my ($file) = @_;
  return $file->{mode} =~ /s$/ if defined $file->{mode};
  my ($flags) = map { /^flags:\s+(\d+)/ ? $1 : () } read_lines($file->{descriptor} =~ s{/fd/}{/fdinfo/}r);
  return oct($flags // 0) & 3;
}

# Bytes that it takes up.
sub bytes_of {
  my ($file) = @_;
  my $blocks = (stat($file->{descriptor} // "/proc/$file->{pid}/map_files/$file->{range}"))[12];
  return defined $blocks ? $blocks * 512 : undef;
}

# Paths of files on a tmpfs that the processes write, and that no restart of this host and no images of criu keep.
sub written_memory_paths {
  return map { $_->{path} } grep { is_carried($_) } memory_files(@_);
}

# Paths of deleted files on a tmpfs. criu makes them again, and needs their folders.
sub unlinked_memory_paths {
  return map { $_->{path} } grep { $_->{kind} eq 'file' && $_->{deleted} } memory_files(@_);
}

sub is_carried {
  my ($file) = @_;
  return 0 unless $file->{kind} eq 'file' && !$file->{deleted} && $file->{written};
  # A file in a mount namespace of its own is another one here, or none.
  my $inode = (stat $file->{path})[1];
  return defined $inode && $file->{inode} == $inode;
}

sub read_lines {
  my ($path) = @_;
  open my $file, '<', $path or return ();
  my @lines = <$file>;
  chomp @lines;
  return @lines;
}
