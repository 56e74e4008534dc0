#!/bin/sh
# The orderly shutdown of a lab host: PID 1 ends everything, and then itself.
# The shell's own kill: a Debian without procps has no other.
kill -TERM 1
