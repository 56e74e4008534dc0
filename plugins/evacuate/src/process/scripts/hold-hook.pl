#!/usr/bin/perl
# Action script that criu calls while it saves a tree; it lies in RECORD/hold.
#
# In post-dump the images are whole and criu holds the tree by ptrace; the end of criu or of this script would let it
# run. So the script freezes the tree's cgroup first: from then on only a write to cgroup.freeze lets it run. The script
# never decides by itself. It waits for the file `decision`, and ends (the tree stays frozen) when criu is gone.
use strict;
use warnings;
use IO::Handle;
use POSIX ();

my $action = $ENV{CRTOOLS_SCRIPT_ACTION} // '';
(my $hold = $0) =~ s{/[^/]*\z}{};

sub slurp {
  my ($path) = @_;
  open my $file, '<', $path or return undef;
  local $/;
  my $text = <$file>;
  $text =~ s/\s+\z// if defined $text;
  return $text;
}

# Writes a file of the folder durably.
sub put {
  my ($name, $text) = @_;
  open my $file, '>', "$hold/$name.new" or exit 1;
  print $file "$text\n" or exit 1;
  $file->flush or exit 1;
  $file->sync or exit 1;
  close $file or exit 1;
  rename "$hold/$name.new", "$hold/$name" or exit 1;
  open my $dir, '<', $hold or exit 1;
  $dir->sync;
}

sub now {
  my $seconds = qx(date +%s.%N);
  chomp $seconds;
  return $seconds;
}

# Input that waits in a pipe would be lost, if the copy does not have that pipe. FIONREAD is 0x541b, on ppc and mips
# 0x4004667f.
sub refuse_unread {
  for my $descriptor (split ' ', slurp("$hold/inputs") // '') {
    open my $pipe, '<', "/proc/$descriptor" or next;
    my $count = pack 'i', 0;
    ioctl $pipe, (POSIX::uname())[4] =~ /^(?:ppc|mips)/ ? 0x4004667f : 0x541b, $count;
    next unless unpack 'i', $count;
    put('unread', unpack('i', $count) . " bytes at $descriptor");
    exit 1;
  }
}

if ($action eq 'pre-dump') {
  put('freezing', now());
  exit 0;
}
exit 0 unless $action eq 'post-dump';
my $criu = getppid();
my $cgroup = slurp("$hold/cg") // exit 1;
exit 1 if -e "$hold/decision";
refuse_unread();
put('froze', now());
open my $freeze, '>', "$cgroup/cgroup.freeze" or exit 1;
defined syswrite $freeze, '1' or exit 1;
close $freeze or exit 1;
my $pids = join ' ', split /\n/, slurp("$cgroup/cgroup.procs") // '';
put('held', $pids);
for (;;) {
  my $decision = slurp("$hold/decision") // '';
  exit 0 if $decision eq 'release';
  exit 1 if $decision eq 'rollback' || getppid() != $criu;
  select undef, undef, undef, 0.005;
}
