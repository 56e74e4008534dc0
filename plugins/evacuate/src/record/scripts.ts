/** Args: dir, epoch, role. Standard input: the plan as one line of JSON. */
export const reserveScript = String.raw`
my $d = $a{dir};
if (!-d $d) {
  my $at = '';
  for (grep { length } split m{/}, $d) { my $up = $at; $at .= "/$_"; next if -d $at; mkdir $at, 0700 or refuse('write', "$at: $!"); sync_dir($up || '/') }
}
my $plan = do { local $/; <STDIN> };
put("$d/epoch", $a{epoch}) unless -e "$d/epoch";
acting();
keep_room();
put("$d/role", $a{role});
put("$d/plan.json", $plan =~ s/\s+\z//r);
out('ok');
`

/** Args: dir, epoch. Raises the epoch; whoever comes with a lower one is refused from now on. */
export const fenceScript = 'acting(); out("ok");'

/**
 * Args: dir, epoch, name, unless (refused when that mark is there), needs (refused when it is not), drop (removed after).
 * Standard input: what to write.
 */
export const markScript = String.raw`
# Before the lock, which must not wait for a link.
my $text = do { local $/; <STDIN> };
my $d = acting();
refuse('mark', "$a{unless} is set") if $a{unless} && -e "$d/$a{unless}";
refuse('mark', "$a{needs} is missing") if $a{needs} && !-e "$d/$a{needs}";
put("$d/$a{name}", $text =~ s/\s+\z//r);
if ($a{name} eq 'verified' || $a{name} eq 'aborted') { use_room(); rmdir "$d/spare" }
if ($a{drop} && -e "$d/$a{drop}") { unlink "$d/$a{drop}" or refuse('write', "$d/$a{drop}: $!"); sync_dir($d) }
out('ok');
`

/** Args: base, only (a RUN, or a RUN/WORKLOAD as its folder is called). Prints every record: `record DIR`, then `role`, `plan`, `mark NAME TEXT`, `settled SECONDS` lines. */
export const readScript = String.raw`
opendir my $base, $a{base} or do { out('none'); exit 0 };
for my $run (sort grep { !/^\./ } readdir $base) {
  next if defined $a{only} && $run ne ($a{only} =~ s{/.*}{}r);
  opendir my $r, "$a{base}/$run" or next;
  for my $w (sort grep { !/^\./ } readdir $r) {
    my $d = "$a{base}/$run/$w";
    next if defined $a{only} && $a{only} =~ m{/} && "$run/$w" ne $a{only};
    my $plan = slurp("$d/plan.json") // next;
    out('record', $d); out('role', slurp("$d/role") // ''); out('plan', $plan);
    for my $m (qw(epoch preparing commit started aborting aborted verified)) {
      my $t = slurp("$d/$m"); out('mark', $m, $t) if defined $t;
    }
    my ($at) = map { (stat "$d/$_")[9] // () } qw(verified aborted);
    out('settled', time - $at) if defined $at;
  }
}
`

/**
 * Args: base. Standard input: folders of settled records, one a line. Removes them: each vanishes as a whole, so that an end
 * in the middle leaves nothing that reads like a record. One that is not settled, or that somebody works on, stays.
 */
export const pruneScript = String.raw`
system('rm', '-rf', '--', $_) for glob "$a{base}/*/.gone.*";
while (my $d = <STDIN>) {
  chomp $d;
  my ($run, $name) = $d =~ m{^(\Q$a{base}\E/[^/]+)/([^/]+)\z} or refuse('prune', "$d is no record");
  next unless -e "$d/verified" || -e "$d/aborted";
  open my $held, '>>', "$d/lock" or next;
  flock $held, LOCK_EX | LOCK_NB or next;
  rename $d, "$run/.gone.$name" or refuse('write', "$d: $!");
  system('rm', '-rf', '--', "$run/.gone.$name");
  rmdir $run;
  out('gone', $d);
}
`
