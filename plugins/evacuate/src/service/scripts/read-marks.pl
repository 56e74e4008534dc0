# Prints the marks of a service's move. Changes nothing.
# Arguments: dir
# Marks below RECORD/service: stopping (ops asked it to stop), arrived (its files), ready, over (released or taken back)
# Needs: ../../remote/scripts/prelude.pl

my $marks = "$arg{dir}/service";
for my $mark (qw(stopping arrived ready over)) {
  out($mark) if -e "$marks/$mark";
}
