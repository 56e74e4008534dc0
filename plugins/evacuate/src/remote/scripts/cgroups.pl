# cgroup2: find, make, freeze, empty and remove cgroups. A cgroup is named by its path below the root of cgroup2
# (/jobs/counter), its folder by where that is mounted.
# Needs: prelude.pl

# Where cgroup2 is mounted; undef when it is not.
sub cg_root {
  for my $mount (split /\n/, slurp('/proc/self/mountinfo') // '') {
    my ($left, $right) = split / - /, $mount, 2;
    next unless defined $right && $right =~ /^cgroup2 /;
    my $path = (split / /, $left)[4];
    $path =~ s/\\([0-7]{3})/chr oct $1/ge;
    return $path;
  }
  undef;
}

# The folder of a cgroup.
sub cg {
  my ($cgroup) = @_;
  my $root = cg_root() // refuse('cgroup', 'no cgroup2 is mounted');
  return "$root$cgroup";
}

# The cgroup of a process.
sub cg_of {
  my ($pid) = @_;
  my $cgroups = slurp("/proc/$pid/cgroup") // return undef;
  return $cgroups =~ /^0::(.*)$/m ? $1 : undef;
}

# Makes a cgroup with its parents and returns its folder.
sub cg_make {
  my ($cgroup) = @_;
  my $folder = cg($cgroup);
  my $at = cg_root();
  for my $name (grep { length } split m{/}, $cgroup) {
    $at .= "/$name";
    -d $at or mkdir $at, 0755 or refuse('cgroup', "$at: $!");
  }
  return $folder;
}

# A value of cgroup.events: populated or frozen.
sub cg_event {
  my ($folder, $key) = @_;
  my $events = slurp("$folder/cgroup.events") // return undef;
  return $events =~ /^$key (\d)/m ? $1 : undef;
}

sub cg_pids {
  my ($folder) = @_;
  my $procs = slurp("$folder/cgroup.procs") // '';
  return sort { $a <=> $b } split /\n/, $procs;
}

# Waits until an event has a value; also true when the cgroup is gone.
sub cg_await {
  my ($folder, $key, $wanted, $ms) = @_;
  for (my $waited = 0; $waited <= $ms; $waited += 5) {
    my $value = cg_event($folder, $key);
    return 1 if !defined $value || $value eq $wanted;
    sleep_ms(5);
  }
  return 0;
}

# Freezes (1) or thaws (0).
sub cg_freeze {
  my ($folder, $on) = @_;
  return write_once("$folder/cgroup.freeze", $on) && cg_await($folder, 'frozen', $on, 5000);
}

# Kills all processes of a cgroup.
sub cg_empty {
  my ($folder) = @_;
  return 1 unless -d $folder;
  write_once("$folder/cgroup.kill", 1) or kill 'KILL', cg_pids($folder);
  return cg_await($folder, 'populated', 0, 10000);
}

# Removes a cgroup and the parents that it leaves empty.
sub cg_drop {
  my ($cgroup) = @_;
  my $root = cg_root() // return;
  while (length($cgroup) > 1) {
    rmdir "$root$cgroup" or last;
    $cgroup =~ s{/[^/]*\z}{};
  }
}
