#!/bin/sh
# Waits until each host:port given accepts a connection.
set -eu

# The first process of a container has no default action for SIGTERM.
trap 'exit 143' TERM INT

for address in "$@"; do
  host=${address%:*}
  port=${address##*:}
  said=
  until nc -z -w 3 "$host" "$port" 2>/dev/null; do
    [ -n "$said" ] || echo "waiting for $address"
    said=yes
    sleep 2 &
    wait $!
  done
  echo "$address accepts connections"
done
