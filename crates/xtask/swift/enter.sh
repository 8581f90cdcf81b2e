#!/bin/sh
# Runs a command in a root of its own: the tree and what cargo built are there at their own paths, to
# read; one folder is to write. Called in a mount namespace, with which all mounts end.
# enter.sh <root> <tree> <built> <scratch> <command>...
set -eu
root=$1 tree=$2 built=$3 scratch=$4
shift 4
mount -t proc proc "$root/proc"
mount -t tmpfs tmp "$root/tmp"
for folder in "$tree" "$built"; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
  mount -o remount,ro,bind "$root$folder"
done
mount --bind "$scratch" "$root$scratch"
exec chroot "$root" "$@"
