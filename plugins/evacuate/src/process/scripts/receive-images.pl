# Unpacks the images of criu beside their final place.
# Arguments: those of destination.pl
# Standard input: a tar of the images
# Needs: destination.pl

open_record_forward();
drop_images();
system('mkdir', '-p', '-m', '0700', '--', "$arg{images}.part") and refuse('write', "$arg{images}.part cannot be made");
receive_with('tar', '-C', "$arg{images}.part", '-xf', '-');
