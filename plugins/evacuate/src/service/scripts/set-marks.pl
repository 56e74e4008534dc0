# Sets one mark of a service's move and removes others.
# Arguments: dir, epoch, set (mark), drop (marks, separated by blanks)
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl

open_record();
my $marks = "$arg{dir}/service";
-d $marks or mkdir $marks, 0700 or refuse('write', "$marks: $!");
put("$marks/$arg{set}", $arg{epoch}) if $arg{set};
for my $mark (split / /, $arg{drop} // '') {
  unlink "$marks/$mark";
}
sync_dir($marks);
