# Prints the facts of a host. Changes nothing.
# Prints: boot, arch, kernel, uid, cgroot, criu VERSION, check EXIT ERROR, tar, cpu FEATURE ...
# Needs: host-facts.pl

host_facts();
