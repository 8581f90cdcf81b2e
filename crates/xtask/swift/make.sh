#!/bin/sh
# Makes a root with a Swift toolchain out of Debian's packages. Called in a mount namespace.
# make.sh <root> <suite> <package>...
set -eu
root=$1 suite=$2
shift 2
debootstrap --variant=minbase "$suite" "$root"
mount -t proc proc "$root/proc"
chroot "$root" apt-get -o Dpkg::Options::=--force-unsafe-io \
  install -y -qq --no-install-recommends "$@"
rm -f "$root"/var/cache/apt/archives/*.deb
chroot "$root" swift --version
