#!/bin/sh
# Prepares a lab host for the programs: their configuration and folders, as their packages and systemd-tmpfiles make them.
# Usage: prepare.sh
set -eu
for name in java node; do install -d -o www-data "/var/lib/$name" "/run/$name"; done
install -d /run/tmux /run/numbers /var/lib/tmux /var/lib/numbers
install -d -o redis /run/redis
install -d -o postgres /run/postgresql
printf '%s\n' 'bind * -::*' 'protected-mode no' 'save ""' >>/etc/redis/redis.conf
rm -f /etc/nginx/sites-enabled/default
sed -i 's/^worker_processes .*/worker_processes 4;/' /etc/nginx/nginx.conf
echo 'server { listen 8080; location / { return 200 "$pid\n"; } }' >/etc/nginx/conf.d/test.conf
echo "listen_addresses = '*'" >>/etc/postgresql/17/main/postgresql.conf
echo 'host all all 198.18.0.0/15 trust' >>/etc/postgresql/17/main/pg_hba.conf
