# Whether criu finds the files that a process watches (inotify, fanotify).
# Needs: ../../../remote/scripts/prelude.pl

# open_by_handle_at(2) by architecture; on others the check is left to criu.
my %open_by_handle_at = (
  x86_64 => 304, i686 => 342, aarch64 => 265, armv7l => 371, ppc64le => 346, s390x => 336,
  riscv64 => 265, loongarch64 => 265,
);

# Folders that criu searches for a file that it cannot open by its handle (criu/irmap.c), and 0 or 1: with subfolders.
my %searched = (
  '/etc' => 1, '/var/spool' => 1, '/var/log' => 1, '/usr/share/dbus-1/system-services' => 1, '/lib/udev' => 1,
  '/var/lib/polkit-1/localauthority' => 1, '/usr/share/polkit-1/actions' => 1, '/' => 0,
);

# Argument scan: further folders, from --irmap-scan-path, separated by \x1f.
# Prints watch PID TYPE FOLDER (type and folder of the mount of a file that criu will not find).
sub survey_watches {
  my ($pid, $descriptor, $info) = @_;
  my $number = $open_by_handle_at{(POSIX::uname())[4]} // return;
  my %reported;
  for my $line (grep { /^(?:inotify|fanotify) .*\bino:/ } split /\n/, $info) {
    my %field = $line =~ /([\w-]+):([0-9a-f]+)/g;
    my @mounts = mounts_of($pid, hex $field{sdev});
    next if grep { opens($number, $_->[0], \%field) } @mounts;
    next if search(hex $field{ino}, hex $field{sdev});
    my ($folder, $type) = @{$mounts[0] // ['a file system that is not mounted', '?']};
    fact($pid, 'watch', $pid, $type, $folder) unless $reported{$folder}++;
  }
}

# [folder, type] of each mount of a device, as a process sees them.
sub mounts_of {
  my ($pid, $device) = @_;
  my @found;
  for my $mount (split /\n/, slurp("/proc/$pid/mountinfo") // '') {
    my ($left, $right) = split / - /, $mount, 2;
    my @fields = split / /, $left;
    my ($major, $minor) = split /:/, $fields[2];
    next if ($major << 20 | $minor) != $device;
    push @found, [$fields[4] =~ s/\\([0-7]{3})/chr oct $1/ger, (split / /, $right)[0]];
  }
  return @found;
}

sub opens {
  my ($number, $folder, $field) = @_;
  return 0 unless defined $field->{f_handle};
  open my $mount, '<', $folder or return 0;
  my $handle = pack 'L l H*', hex $field->{'fhandle-bytes'}, hex $field->{'fhandle-type'}, $field->{f_handle};
  # O_PATH
  my $file = syscall($number, fileno $mount, $handle, 0x200000);
  return 0 if $file < 0;
  POSIX::close($file);
  return 1;
}

sub search {
  my ($inode, $device) = @_;
  my %todo = (%searched, map { $_ => 1 } split /\x1f/, $arg{scan} // '');
  my @todo = map { [$_, $todo{$_}] } sort keys %todo;
  while (my $next = shift @todo) {
    my ($path, $deep) = @$next;
    my @stat = lstat $path or next;
    my ($major, $minor) = ($stat[0] >> 8 & 0xfff, $stat[0] & 0xff | $stat[0] >> 12 & 0xfff00);
    return 1 if $stat[1] == $inode && ($major << 20 | $minor) == $device;
    next unless $deep && -d _;
    opendir my $folder, $path or next;
    push @todo, map { ["$path/$_", 1] } grep { $_ ne '.' && $_ ne '..' } readdir $folder;
  }
  return 0;
}
