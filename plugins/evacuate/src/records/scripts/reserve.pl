# Writes the record of a move before anything is done.
# Arguments: dir, epoch, role (source or destination)
# Standard input: the plan as one line of JSON
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl

my $dir = $arg{dir};
if (!-d $dir) {
  my $at = '';
  for my $name (grep { length } split m{/}, $dir) {
    my $parent = $at;
    $at .= "/$name";
    next if -d $at;
    mkdir $at, 0700 or refuse('write', "$at: $!");
    sync_dir($parent || '/');
  }
}
my $plan = do { local $/; <STDIN> };
put("$dir/epoch", $arg{epoch}) unless -e "$dir/epoch";
open_record();
reserve_room();
put("$dir/role", $arg{role});
put("$dir/plan.json", $plan =~ s/\s+\z//r);
out('ok');
