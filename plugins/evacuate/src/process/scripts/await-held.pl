# Waits until the tree is held, criu has ended, or the time is over.
# Arguments: those of source.pl; ms
# Prints: the state, error TEXT (unless it is held), bytes N (of the images)
# Needs: source.pl

for (my $waited = 0; $waited < $arg{ms}; $waited += 4) {
  last if -e "$hold/held" || job($hold, 'criu') ne 'running';
  sleep_ms(4);
}
print_state();
print_errors() unless -e "$hold/held";
my $bytes = 0;
if (open my $du, '-|', 'du', '-sb', '--', $arg{images}) {
  ($bytes) = split /\s/, <$du> // '0';
}
out('bytes', $bytes);
