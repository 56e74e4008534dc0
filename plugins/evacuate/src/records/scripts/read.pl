# Prints every record: `record DIR`, then `role`, `plan`, `mark NAME TEXT` and `settled SECONDS` lines. Changes nothing.
# Arguments: base, only (a RUN, or RUN/WORKLOAD as its folder is called)
# Needs: ../../remote/scripts/prelude.pl

opendir my $base, $arg{base} or do {
  out('none');
  exit 0;
};
for my $run (sort grep { !/^\./ } readdir $base) {
  next if defined $arg{only} && $run ne ($arg{only} =~ s{/.*}{}r);
  opendir my $workloads, "$arg{base}/$run" or next;
  for my $workload (sort grep { !/^\./ } readdir $workloads) {
    my $dir = "$arg{base}/$run/$workload";
    next if defined $arg{only} && $arg{only} =~ m{/} && "$run/$workload" ne $arg{only};
    my $plan = slurp("$dir/plan.json") // next;
    out('record', $dir);
    out('role', slurp("$dir/role") // '');
    out('plan', $plan);
    for my $mark (qw(epoch preparing commit started aborting aborted verified reopened closed)) {
      my $text = slurp("$dir/$mark");
      out('mark', $mark, $text) if defined $text;
    }
    my ($finished_at) = map { (stat "$dir/$_")[9] // () } qw(verified aborted);
    out('settled', time - $finished_at) if defined $finished_at;
  }
}
