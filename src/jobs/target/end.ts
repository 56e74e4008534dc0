import {prelude} from './prelude.ts'

/** ROOT ID: removes the folder of a job that does not run. Prints `removed` or `running`. */
export const removeScript = `${prelude}${String.raw`
my ($id) = @ARGV;
if (state_of("$root/$id", 0) =~ /^running/) { print "running\n"; exit 0 }
system 'rm', '-rf', '--', "$root/$id" and fail("$root/$id could not be removed");
print "removed\n";
`}`

/** ROOT ID GRACE (seconds): TERM, then KILL, to the job's whole session but its supervisor, which writes the exit code. */
export const stopScript = `${prelude}${String.raw`
my ($id, $grace) = @ARGV;
my $dir = "$root/$id";
my ($was, $pid, $ticks, $super, $sticks, $sid) = record($dir);
# While one of the two lives, the session's number cannot have been given to others.
sub ours { return $pid && $was eq $boot && (lives($super, $sticks) || lives($pid, $ticks)) }
sub members {
  return () unless ours();
  opendir(my $proc, '/proc') or return ();
  return grep { my @f = stat_of($_); @f && $f[6 - 4] == $sid && $_ != $super } grep { /^\d+$/ } readdir $proc;
}
sub signal_all {
  my ($name, $seconds) = @_;
  my $until = time + $seconds;
  my @first = members();
  kill $name, @first;
  while (my @left = members()) {
    last if time > $until;
    kill $name, @left if $name eq 'KILL';
    select undef, undef, undef, 0.02;
  }
}
if (!defined slurp("$dir/rc")) {
  signal_all('TERM', $grace);
  signal_all('KILL', 5);
}
print state_of($dir, 5), "\n";
`}`
