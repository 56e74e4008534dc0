#!/usr/bin/perl
# Action script that criu calls while it restores a copy; it lies in RECORD/make.
#
# post-restore puts the tree into its own cgroup. pre-resume freezes that cgroup, so that criu can end while the copy
# does not run. criu only logs that pre-resume has failed, so everything that may fail is tried in post-restore.
use strict;
use warnings;
use Fcntl;

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

# Lets the copy write behind the end of the files to which its streams were led: its descriptors are copied by
# pidfd_open (434) and pidfd_getfd (438), and share their flags with the copies.
sub append_to_files {
  my ($pid, %files) = @_;
  my $process = syscall(434, $pid + 0, 0);
  for my $descriptor (glob "/proc/$pid/fd/*") {
    next unless $files{readlink $descriptor // ''};
    my $copy = $process < 0 ? -1 : syscall(438, $process, ($descriptor =~ m{(\d+)$})[0] + 0, 0);
    open my $file, '>&=', $copy or exit 1;
    my $flags = fcntl $file, F_GETFL, 0 or exit 1;
    fcntl $file, F_SETFL, $flags | O_APPEND or exit 1;
  }
}

my $cgroup = slurp("$make/cg") // exit 1;
my %led_to = map { $_ => 1 } split /\n/, slurp("$make/streams") // '';
if ($action eq 'post-restore') {
  for my $pid (split ' ', slurp("$make/pids") // exit 1) {
    # One that has ended cannot be moved.
    next if (slurp("/proc/$pid/stat") // exit 1) =~ /\)\s+Z/s;
    append_to_files($pid, %led_to) if %led_to;
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
