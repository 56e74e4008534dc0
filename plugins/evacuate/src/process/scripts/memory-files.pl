# Memory that processes have as a file: what they share by mmap, shm_open, shmget or memfd_create, and files on a tmpfs.
# Stands alone, because criu's action script needs it too.

# One hash for each: key (DEVICE:INODE), kind (anon: shared without a name; sysv; memfd; file: on a tmpfs), path, deleted,
# bytes (that it takes up), written (mapped as shared, or open for writing).
sub memory_files {
  my %found;
  for my $pid (@_) {
    my %is_tmpfs = map { $_ => 1 } tmpfs_devices($pid);
    for my $file (mapped_files($pid), open_files($pid)) {
      my $kind = memory_kind($file, \%is_tmpfs) // next;
      my $known = $found{$file->{key}} //= {%$file, kind => $kind, written => 0};
      $known->{written} ||= $file->{written};
      $known->{bytes} //= $file->{bytes};
    }
  }
  return map { $found{$_} } sort keys %found;
}

sub memory_kind {
  my ($file, $is_tmpfs) = @_;
  return 'sysv'  if $file->{deleted} && $file->{path} =~ m{^/SYSV[0-9a-f]{8}$};
  return 'anon'  if $file->{deleted} && $file->{path} eq '/dev/zero';
  return 'memfd' if $file->{deleted} && $file->{path} =~ m{^/memfd:};
  return 'file'  if $is_tmpfs->{$file->{key} =~ s/:\d+$//r};
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

sub mapped_files {
  my ($pid) = @_;
  my @files;
  for my $mapping (read_lines("/proc/$pid/maps")) {
    my ($range, $mode, $major, $minor, $inode, $path) =
      $mapping =~ m{^(\S+) (\S+) \S+ ([0-9a-f]+):([0-9a-f]+) ([1-9]\d*)\s+(/.*)$} or next;
    my $key = join ':', hex $major, hex $minor, $inode;
    my $written = $mode =~ /s$/ ? 1 : 0;
    my $blocks = (stat "/proc/$pid/map_files/$range")[12];
    push @files, {file_name($path), key => $key, written => $written, bytes => defined $blocks ? $blocks * 512 : undef};
  }
  return @files;
}

sub open_files {
  my ($pid) = @_;
  my @files;
  for my $descriptor (glob "/proc/$pid/fd/*") {
    my $path = readlink $descriptor // next;
    next unless $path =~ m{^/};
    my @stat = stat $descriptor or next;
    next unless -f _;
    my $key = join ':', device_name($stat[0]), $stat[1];
    my $written = is_open_for_writing($pid, $descriptor =~ s{.*/}{}r);
    push @files, {file_name($path), key => $key, written => $written, bytes => $stat[12] * 512};
  }
  return @files;
}

sub file_name {
  my ($path) = @_;
  my $deleted = $path =~ s/ \(deleted\)$// ? 1 : 0;
  return (path => $path, deleted => $deleted);
}

sub is_open_for_writing {
  my ($pid, $number) = @_;
  my ($flags) = map { /^flags:\s+(\d+)/ ? $1 : () } read_lines("/proc/$pid/fdinfo/$number");
  return oct($flags // 0) & 3 ? 1 : 0;
}

# Paths of files on a tmpfs that the processes write, and that no restart of this host and no images of criu keep.
sub written_memory_paths {
  return map { $_->{path} } grep { is_carried($_) } memory_files(@_);
}

sub is_carried {
  my ($file) = @_;
  return 0 unless $file->{kind} eq 'file' && !$file->{deleted} && $file->{written};
  # A file in a mount namespace of its own is another one here, or none.
  my ($device, $inode) = stat $file->{path};
  return defined $inode && $file->{key} =~ /:\Q$inode\E$/;
}

sub read_lines {
  my ($path) = @_;
  open my $file, '<', $path or return ();
  my @lines = <$file>;
  chomp @lines;
  return @lines;
}
