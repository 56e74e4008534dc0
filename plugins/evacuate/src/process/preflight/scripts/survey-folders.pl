# Folders in which a process may keep files that it has not open now.
# Needs: ../../../transfer/scripts/declared-files.pl ../../scripts/socket-paths.pl

# Prints for the tree `writable ROLE PATH` (cwd, pidfile or socket) for each folder on a disk of this host that the
# process with that role may write; a folder is printed once.
sub survey_folders {
  my ($root, $pidfile, @tree) = @_;
  my @found;
  for my $pid (@tree) {
    push @found, ['cwd', $pid, readlink("/proc/$pid/cwd") // next];
  }
  push @found, ['pidfile', $root, folder_of($pidfile)] if defined $pidfile;
  for my $pid (@tree) {
    push @found, map { ['socket', $pid, folder_of($_)] } socket_paths($pid);
  }
  my %seen;
  for my $found (@found) {
    my ($role, $pid, $folder) = @$found;
    next if $seen{$folder} || !-d $folder || !is_on_own_disk($folder) || !may_write($pid, $folder);
    $seen{$folder} = 1;
    out('writable', $role, $folder);
  }
}

sub folder_of {
  my ($path) = @_;
  $path =~ s{/[^/]*\z}{};
  return length $path ? $path : '/';
}

sub is_on_own_disk {
  my ($folder) = @_;
  my ($type) = mount_of($folder);
  return !length shared_fs($folder) && ($type // '') !~ /^(tmpfs|ramfs|devtmpfs|proc|sysfs|cgroup2?)$/;
}

# Whether the process may make files in the folder: by its capability CAP_DAC_OVERRIDE (bit 1), as owner, by one of its
# groups, or as anybody.
sub may_write {
  my ($pid, $folder) = @_;
  my $status = slurp("/proc/$pid/status") // return 0;
  my ($mode, $owner, $group) = (stat $folder)[2, 4, 5];
  return 0 unless defined $mode;
  my ($capabilities) = $status =~ /^CapEff:\s*([0-9a-f]+)/m;
  return 1 if hex(substr $capabilities // '0', -1) & 2;
  # The fourth id is that with which files are made.
  my ($uid) = $status =~ /^Uid:(?:\s+\d+){3}\s+(\d+)/m;
  return ($mode & 0300) == 0300 if $uid == $owner;
  my ($gid) = $status =~ /^Gid:(?:\s+\d+){3}\s+(\d+)/m;
  my ($groups) = $status =~ /^Groups:[ \t]*(.*)$/m;
  return ($mode & 0030) == 0030 if grep { $_ == $group } $gid, split ' ', $groups // '';
  return ($mode & 0003) == 0003;
}
