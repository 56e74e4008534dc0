# Unpacks files and folders below a folder, by default at their absolute paths.
# Arguments: dir, epoch, root (the folder), folders (MODE UID GID PATH of those above the files, separated by \x1f)
# Standard input: a tar from the root
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl make-folders.pl

open_record_forward();
-d $arg{root} or !system('mkdir', '-p', '-m', '0700', '--', $arg{root}) or refuse('write', $arg{root});
make_folders($arg{folders});
receive_with('tar', '-C', $arg{root}, '--numeric-owner', '-xpf', '-');
