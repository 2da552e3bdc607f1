#!/bin/sh
# How does a program find files where a package would have put them, without touching the machine's own? In a private mount namespace,
# the folder's bin, etc and run stand for /usr/local/bin, /etc/exabgp and /run.
# Usage: installed.sh <folder> <command> …
set -eu
folder=$1
shift
mount -t overlay overlay -o "lowerdir=$folder/bin:/usr/local/bin" /usr/local/bin
mount --bind "$folder/etc" /etc/exabgp
mount --bind "$folder/run" /run
exec "$@"
