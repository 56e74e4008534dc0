#!/bin/sh
# Lets apt take some packages of a root that is being made from a newer release; all others stay with the root's own.
# mmdebstrap runs it before it fetches the package lists.
# Usage: take-from-newer.sh ROOT RELEASE PACKAGE...
set -eu
root=$1
release=$2
shift 2

# A mirror whose copy of a release is some weeks old calls it expired. The signature is checked all the same.
cat >"$root/etc/apt/sources.list.d/$release.list" <<SOURCE
deb [check-valid-until=no] http://deb.debian.org/debian $release main
SOURCE
cat >"$root/etc/apt/preferences.d/$release" <<PINS
Package: *
Pin: release n=$release
Pin-Priority: 100

Package: $*
Pin: release n=$release
Pin-Priority: 995
PINS
