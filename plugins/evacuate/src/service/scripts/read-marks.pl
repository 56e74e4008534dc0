# Prints the marks of a service's move. Changes nothing.
# Arguments: dir
# Prints: each mark that is there, norecord (there is no record)
# Marks below RECORD/service: stopping (ops asked it to stop), arrived (its files), ready, over (released or taken back)
# Needs: ../../remote/scripts/prelude.pl

out('norecord') unless -d $arg{dir};
my $marks = "$arg{dir}/service";
for my $mark (qw(stopping arrived ready over)) {
  out($mark) if -e "$marks/$mark";
}
