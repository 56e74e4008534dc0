#!/bin/sh
# The orderly shutdown of a lab host: PID 1 ends everything, and then itself.
exec kill -TERM 1
