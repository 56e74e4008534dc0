# What a host tells about itself before a move: kernel, criu, cgroup2, processor, space and its files.
# Needs: prelude.pl tasks.pl cgroups.pl

sub host_facts {
  my ($system, $node, $release, $version, $machine) = POSIX::uname();
  out('boot', boot_id());
  out('arch', $machine);
  out('kernel', $release);
  out('uid', $>);
  out('cgroot', cg_root()) if defined cg_root();
  my $criu = qx(criu --version 2>/dev/null);
  out('criu', $1) if $criu =~ /Version:\s*(\S+)/;
  if ($criu) {
    my $check = qx(criu check 2>&1);
    out('check', $? >> 8, (grep { /Error/ } split /\n/, $check)[0] // '');
  }
  out('tar') if !system('tar --version >/dev/null 2>&1');
  out('cpu', cpu_features());
}

# What user programs may use: the names of cpuinfo; where it has none, the bits of AT_HWCAP (16) and AT_HWCAP2 (26).
sub cpu_features {
  return split ' ', $1 if (slurp('/proc/cpuinfo') // '') =~ /^(?:flags|features)\s*:(.*)$/mi;
  open my $in, '<:raw', '/proc/self/auxv' or return ();
  local $/;
  my %aux = unpack 'Q*', <$in> // '';
  my @features;
  for my $kind (16, 26) {
    my $name = $kind == 16 ? 'hwcap' : 'hwcap2';
    push @features, map { "$name-$_" } grep { ($aux{$kind} // 0) >> $_ & 1 } 0 .. 63;
  }
  return @features;
}

# Capabilities that a process has, in hex.
sub capabilities {
  my ($pid) = @_;
  my ($set) = (slurp("/proc/$pid/status") // '') =~ /^CapPrm:\s*([0-9a-f]+)/m;
  out('caps', $set) if defined $set;
}

# Bytes free where the images go (argument images).
sub space {
  my $folder = $arg{images};
  $folder =~ s{/[^/]*\z}{} until !length $folder || -d $folder;
  my $pid = open(my $df, '-|') // return;
  if (!$pid) {
    exec 'df', '-P', '-k', '--', length $folder ? $folder : '/';
    POSIX::_exit(127);
  }
  my @lines = <$df>;
  close $df;
  out('space', (split ' ', $lines[-1] // '0 0 0 0')[3] * 1024);
}

my @mounts;

# (folder, type, source) of every mount, the longest folder first.
sub read_mounts {
  for my $mount (split /\n/, slurp('/proc/self/mountinfo') // '') {
    my ($left, $right) = split / - /, $mount, 2;
    my ($type, $from) = split / /, $right;
    push @mounts, [(split / /, $left)[4], $type, $from];
  }
  @mounts = sort { length $b->[0] <=> length $a->[0] } @mounts;
}

# (type, source) of the file system on which a path lies.
sub mount_of {
  my ($path) = @_;
  read_mounts() if !@mounts;
  for my $mount (@mounts) {
    my ($folder, $type, $from) = @$mount;
    return ($type, $from) if $folder eq '/' || $path eq $folder || index($path, "$folder/") == 0;
  }
  return ();
}

# "TYPE SOURCE" of a file system that several hosts may share, else "".
sub shared_fs {
  my ($type, $from) = mount_of($_[0]);
  my $shared = ($type // '') =~ /^(nfs4?|cifs|smb3|ceph|glusterfs|fuse\..*|9p|virtiofs|lustre|gfs2|ocfs2|afs)$/;
  return $shared ? "$type $from" : '';
}

# Prints what a path is: shared, missing, dir, or file SIZE MODE SHA256 PATH.
sub describe {
  my ($path) = @_;
  my $shared = shared_fs($path);
  out('shared', $path, $shared) if length $shared;
  my @stat = stat $path or return out('missing', $path);
  return out('dir', $path) if -d _;
  return unless -f _;
  my $pid = open(my $sum, '-|') // return;
  if (!$pid) {
    open STDERR, '>', '/dev/null';
    exec 'sha256sum', '-b', '--', $path;
    POSIX::_exit(127);
  }
  my $line = <$sum> // '';
  close $sum;
  my ($hash) = $line =~ /^\\?([0-9a-f]{64})/;
  out('file', $stat[7], sprintf('%o', $stat[2] & 07777), $hash // '-', $path);
}
