#!/bin/sh
# Stands for ssh-keygen: makes always the same key, and reads its public half back (-y).
for file; do :; done
public='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeOnThePhoneMadeOnThePhoneMadeOnThePho ops'
case "$1" in
  -y) [ "$(cat "$file")" = 'host key' ] && echo "$public" ;;
  *) echo 'host key' > "$file" && echo "$public" > "$file.pub" ;;
esac
