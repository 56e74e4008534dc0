# Prints the marks of a service's move. Changes nothing.
# Arguments: dir
# Prints: each mark that is there, started (ops has tried to start it here), norecord (there is no record), command (how
#   the last command of the move ended here)
# Marks below RECORD/service: stopping (ops asked it to stop), arrived (its files), ready, over (released or taken back)
# Needs: ../../remote/scripts/prelude.pl

out('norecord') unless -d $arg{dir};
out('started') if -e "$arg{dir}/started";
my $command = slurp("$arg{dir}/command.end");
out('command', $command) if defined $command;
my $marks = "$arg{dir}/service";
for my $mark (qw(stopping arrived ready over)) {
  out($mark) if -e "$marks/$mark";
}
