# Arguments, output, refusals and durable files: what every script on a host begins with.
#
# Hosts have perl-base only: no Time::HiRes, no JSON. Arguments are KEY=VALUE. Output is lines `KEY VALUE ...`.
# A script that refuses to act prints `refused CODE SENTENCE` and exits 75.
#
# A record is the folder of one workload's move on one host (argument dir). Its files are marks: each is written whole,
# fsynced and renamed.

use strict;
use warnings;
no warnings 'exec';    # What follows an exec is for the case that it fails.
use POSIX ();
use Fcntl qw(:flock :mode);
use IO::Handle;

$| = 1;
umask 077;
$ENV{PATH} = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' . ($ENV{PATH} ? ":$ENV{PATH}" : '');
$ENV{LC_ALL} = 'C';

my %arg = map { my ($key, $value) = split /=/, $_, 2; ($key, $value) } @ARGV;

sub out {
  print join(' ', map { s/\n/ /gr } @_), "\n";
}

sub refuse {
  out('refused', @_);
  exit 75;
}

# The text of a file without white space at its end; undef when it cannot be read.
sub slurp {
  my ($path) = @_;
  open my $file, '<', $path or return undef;
  local $/;
  my $text = <$file>;
  return undef unless defined $text;
  $text =~ s/\s+\z//;
  return $text;
}

sub sleep_ms {
  my ($ms) = @_;
  select undef, undef, undef, $ms / 1000;
}

# CLOCK_REALTIME in seconds, with nanoseconds.
sub realtime {
  my $seconds = qx(date +%s.%N);
  chomp $seconds;
  return $seconds;
}

sub sync_dir {
  my ($path) = @_;
  open my $dir, '<', $path or return;
  $dir->sync;
}

# Reserves 64 KiB for the record. On a full disk a move could otherwise not be taken back, which frees what it used.
sub reserve_room {
  -d "$arg{dir}/spare" or mkdir "$arg{dir}/spare", 0700 or refuse('write', "$arg{dir}/spare: $!");
  for my $number (0 .. 15) {
    write_once("$arg{dir}/spare/$number", 'x' x 4096) or refuse('write', "$arg{dir}/spare: $!");
  }
}

sub free_room {
  return unlink map { "$arg{dir}/spare/$_" } 0 .. 15;
}

# One attempt of put().
sub try_put {
  my ($path, $text) = @_;
  open my $file, '>', "$path.new" or return 0;
  print $file "$text\n" and $file->flush and $file->sync and close $file and rename "$path.new", $path;
}

# Writes a file durably; refuses when the disk is full even with the reserved room.
sub put {
  my ($path, $text) = @_;
  try_put($path, $text) or free_room() && try_put($path, $text) or refuse('write', "$path: $!");
  (my $dir = $path) =~ s{/[^/]*\z}{};
  sync_dir($dir);
}

# One write(2), as the files of cgroupfs and procfs need it.
sub write_once {
  my ($path, $text) = @_;
  open my $file, '>', $path or return 0;
  my $written = syswrite $file, $text;
  return defined $written && close $file;
}
