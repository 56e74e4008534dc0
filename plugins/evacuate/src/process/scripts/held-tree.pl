# The tree that criu holds. It does not change, so the lists of children in /proc are complete.
# Stands alone, because criu's action script needs it.

# ([its processes], [all ids that they use: of processes, threads, groups, sessions and children that have ended]).
sub held_tree {
  my @todo = @_;
  my (@tree, %ids);
  while (defined(my $pid = shift @todo)) {
    open my $file, '<', "/proc/$pid/stat" or next;
    local $/;
    my ($state, $parent, $group, $session) = split ' ', <$file> =~ s/^.*\)\s+//sr;
    push @tree, $pid unless $state =~ /[ZX]/;
    my @threads = map { s{.*/}{}r } glob "/proc/$pid/task/*";
    $ids{$_} = 1 for grep { $_ > 0 } $pid, $group, $session, @threads;
    for my $thread (@threads) {
      open my $children, '<', "/proc/$pid/task/$thread/children" or next;
      push @todo, split ' ', <$children> // '';
    }
  }
  return ([sort { $a <=> $b } @tree], [sort { $a <=> $b } keys %ids]);
}

# Those of the second list that the first lacks.
sub missing_from {
  my ($list, $others) = @_;
  my %is_there = map { $_ => 1 } @$list;
  return grep { !$is_there{$_} } @$others;
}
