# Writes a mark into a record.
# Arguments: dir, epoch, name (of the mark), unless (refused when that mark is there), needs (refused when it is not),
#   drop (mark to remove afterwards)
# Standard input: the text of the mark
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl

# Read before the lock is taken, which must not wait for a link.
my $text = do { local $/; <STDIN> };
my $dir = open_record();
refuse('mark', "the record is marked as $arg{unless}") if $arg{unless} && -e "$dir/$arg{unless}";
refuse('mark', "the record is not marked as $arg{needs}") if $arg{needs} && !-e "$dir/$arg{needs}";
put("$dir/$arg{name}", $text =~ s/\s+\z//r);
if ($arg{name} =~ /^(verified|aborted|closed)$/) {
  free_room();
  rmdir "$dir/spare";
}
if ($arg{drop} && -e "$dir/$arg{drop}") {
  unlink "$dir/$arg{drop}" or refuse('write', "$dir/$arg{drop}: $!");
  sync_dir($dir);
}
out('ok');
