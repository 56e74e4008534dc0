# Verifies the images and puts them to their final place.
# Arguments: those of destination.pl; count (of the images), pids and ids (of the held tree), keep (files that arrived
#   below RECORD/make/files), memory (those of them that are new here), folders (above them), all separated by \x1f
# Standard input: a manifest of sha256sum
# Needs: destination.pl ../../transfer/scripts/manifest.pl

# Read before the lock is taken, which must not wait for a link.
my @manifest = <STDIN>;
open_record_forward();
verify_manifest("$arg{images}.part", @manifest);
my $count = 0;
opendir my $images, "$arg{images}.part" or refuse('hash', "$arg{images}.part: $!");
for my $name (readdir $images) {
  $count++ if -f "$arg{images}.part/$name";
}
refuse('hash', "$count images arrived, but $arg{count} were sent") unless $count == $arg{count};
rename "$arg{images}.part", $arg{images} or refuse('write', "$arg{images}: $!");
put("$make/manifest", join '', @manifest);
put("$make/pids",     $arg{pids}) if defined $arg{pids};
put("$make/ids",      $arg{ids}) if defined $arg{ids};
put("$make/$_",       $arg{$_} // '') for qw(keep memory folders);
put("$make/boot",     boot_id());
put("$make/shipped",  $count);
out('ok', $count);
