# Which ids that a copy needs are taken on this host.
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/tasks.pl

# [ID, WHO] of each. A process that ends within 200 ms, such as a program that ops itself runs here, does not count.
sub taken_ids {
  my %first = map { $_ => holder($_) } @_;
  delete @first{grep { !defined $first{$_} || $_ == $$ } keys %first};
  return () unless %first;
  sleep_ms(200);
  my @taken;
  for my $id (sort { $a <=> $b } keys %first) {
    my $now = holder($id) // next;
    push @taken, [$id, $now->[1]] if $now->[0] eq $first{$id}[0];
  }
  return @taken;
}

# [what tells it from others, its name]; undef when the id is free.
sub holder {
  my ($id) = @_;
  my $stat = stat_after_name($id);
  return [(split / /, $stat)[19], slurp("/proc/$id/comm") // '?'] if defined $stat;
  return kill(0, -$id) ? ['group', 'a process group'] : undef;
}
