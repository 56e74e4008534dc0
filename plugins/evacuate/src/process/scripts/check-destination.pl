# Tells what is in the way of a held tree at its destination. Changes nothing.
# Arguments: ids (that it uses), memory (files that are new here, separated by \x1f)
# Prints: taken ID WHO, exists PATH
# Needs: taken-ids.pl

out('taken', @$_) for taken_ids(split / /, $arg{ids});
out('exists', $_) for grep { -e } split /\x1f/, $arg{memory} // '';
