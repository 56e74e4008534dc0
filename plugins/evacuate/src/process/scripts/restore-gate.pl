#!/usr/bin/perl
# Action script that criu calls while it restores a copy; it lies in RECORD/make.
#
# post-restore puts the tree into its own cgroup. pre-resume freezes that cgroup, so that criu can end while the copy
# does not run. criu only logs that pre-resume has failed, so everything that may fail is tried in post-restore.
use strict;
use warnings;

my $action = $ENV{CRTOOLS_SCRIPT_ACTION} // '';
(my $make = $0) =~ s{/[^/]*\z}{};

sub slurp {
  my ($path) = @_;
  open my $file, '<', $path or return undef;
  local $/;
  my $text = <$file>;
  $text =~ s/\s+\z// if defined $text;
  return $text;
}

my $cgroup = slurp("$make/cg") // exit 1;
if ($action eq 'post-restore') {
  for my $pid (split ' ', slurp("$make/pids") // exit 1) {
    # One that has ended cannot be moved.
    next if (slurp("/proc/$pid/stat") // exit 1) =~ /\)\s+Z/s;
    open my $procs, '>', "$cgroup/cgroup.procs" or exit 1;
    defined syswrite $procs, $pid or exit 1;
  }
  open my $freeze, '>', "$cgroup/cgroup.freeze" or exit 1;
}
if ($action eq 'pre-resume') {
  open my $freeze, '>', "$cgroup/cgroup.freeze" or exit 1;
  defined syswrite $freeze, '1' or exit 1;
}
exit 0;
