# Tells what must be known of files right before they are sent. Changes nothing.
# Arguments: files (separated by \x1f)
# Prints: folders (above the files, MODE UID GID PATH, separated by \x1f); named and writer, as writers.pl prints them
# Needs: ../../remote/scripts/prelude.pl writers.pl folders-above.pl

my @files = split /\x1f/, $arg{files} // '';
out('folders', join "\x1f", folders_above(@files));
print_writers(sub { 0 }, @files);
