import {prelude} from './prelude.ts'

/** ROOT ID SECONDS: the job's state, after waiting so long for its end. */
export const stateScript = `${prelude}${String.raw`
my ($id, $wait) = @ARGV;
print state_of("$root/$id", $wait), "\n";
`}`

/** ROOT: `ID STATE …`, one line a job. */
export const listScript = `${prelude}${String.raw`
opendir(my $d, $root) or exit 0;
for my $id (sort grep { !/^\./ } readdir $d) {
  my $state = state_of("$root/$id", 0);
  print "$id $state\n" unless $state eq 'none';
}
`}`

/** ROOT ID stdout|stderr OFFSET MAX: bytes from the offset on. */
export const readScript = `${prelude}
my ($id, $name, $offset, $max) = @ARGV;
open(my $f, '<:raw', "$root/$id/$name") or exit 4;
seek $f, $offset, 0 or fail("$name: $!");
while ($max > 0 && (my $n = read $f, my $part, $max < 65536 ? $max : 65536)) { print $part; $max -= $n }
`
