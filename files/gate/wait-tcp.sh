#!/bin/sh
# Waits until each host:port given accepts a connection, for WAIT_SECONDS at most where that is set.
set -eu

# The first process of a container has no default action for SIGTERM.
trap 'exit 143' TERM INT

deadline=${WAIT_SECONDS:+$(($(date +%s) + WAIT_SECONDS))}

for address in "$@"; do
  host=${address%:*}
  port=${address##*:}
  said=
  until nc -z -w 3 "$host" "$port" 2>/dev/null; do
    [ -n "$said" ] || echo "waiting for $address"
    said=yes
    if [ -n "$deadline" ] && [ "$(date +%s)" -ge "$deadline" ]; then
      echo "goes on without $address"
      continue 2
    fi
    sleep 2 &
    wait $!
  done
  echo "$address accepts connections"
done
