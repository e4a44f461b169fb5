#!/bin/sh
# root.sh - a command in a Debian of another release, beside this folder's
# sources:
#   sh tests/root.sh trixie sh tests/run short
#   sh tests/root.sh trixie-i386 sh
#   sh tests/root.sh --boot bookworm.docs systemctl status
# The name is a release, and perhaps an architecture that this machine can run,
# and behind a dot a word, for one more root of that release.
# debootstrap makes its root once, and it stays in $TESTS_ROOTS for the next
# time.  The command has mounts, processes, a host name, /tmp, /run and /dev of
# its own; the network is the machine's.  With --boot, systemd is the first
# process, the network is a loopback of its own, and what is written to the root
# is gone in the end.  Ends with the command's status, or with 75 if there can
# be no such root: a 75 of the command's becomes 1.
CDPATH='' cd "$(dirname "$0")/.." || exit
name=tests/root.sh
. tests/need.sh

roots=${TESTS_ROOTS:-/var/cache/qmail-pop3d-roots}

# ---- making a root ----

# The new root is renamed when it is whole: who finds one can use it.  If two
# make the same root, the first to be ready gives it its name.
make_root() {
  kind=${1%%.*}
  suite=${kind%%-*}
  arch=${kind#"$suite"}
  (need debootstrap=debootstrap) || exit 75
  say "makes a root of $1 in $roots, once"
  new=$(mktemp -d "$roots/new.XXXXXX") || exit
  trap 'rm -rf "$new" "$new.log"' EXIT
  chmod 755 "$new"
  debootstrap --variant=minbase ${arch:+"--arch=${arch#-}"} "$suite" "$new" \
    ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$new.log" 2>&1 </dev/null || {
    tail -n 5 "$new.log" >&2
    say "debootstrap cannot make a root of $1 here" >&2
    exit 75
  }
  printf '#!/bin/sh\nexit 101\n' >"$new/usr/sbin/policy-rc.d" # no services
  chmod 755 "$new/usr/sbin/policy-rc.d"
  mv -T "$new" "$roots/$1" || [ -e "$roots/$1" ] || exit
  rm -rf "$new" "$new.log"
  trap - EXIT
}

# The first process of a machine, and what programs ask it by.
need_systemd() {
  [ ! -e "$roots/$1/sbin/init" ] || return 0
  say "adds systemd to the root of $1, once"
  # shellcheck disable=SC2016
  sh tests/root.sh "$1" sh -c 'name=$0; . tests/need.sh
    need /sbin/init=systemd-sysv dbus-daemon=dbus' "$name"
}

# ---- what a root has while the command runs ----
# All of it in namespaces of its own.

# In /dev are no files of the machine's: systemd makes and removes some there.
# fuse is in a root if the machine has it.
mount_dev() {
  mount -t tmpfs -o mode=755 none "$1" &&
  mkdir "$1/pts" "$1/shm" &&
  chmod 1777 "$1/shm" &&
  mount -t devpts -o newinstance,ptmxmode=666 none "$1/pts" &&
  mknod -m 666 "$1/null" c 1 3 &&
  mknod -m 666 "$1/zero" c 1 5 &&
  mknod -m 666 "$1/full" c 1 7 &&
  mknod -m 666 "$1/random" c 1 8 &&
  mknod -m 666 "$1/urandom" c 1 9 &&
  mknod -m 666 "$1/tty" c 5 0 &&
  { [ ! -e /dev/fuse ] || mknod -m 666 "$1/fuse" c 10 229; } &&
  ln -s pts/ptmx "$1/ptmx" &&
  ln -s /proc/self/fd "$1/fd" &&
  ln -s /proc/self/fd/0 "$1/stdin" &&
  ln -s /proc/self/fd/1 "$1/stdout" &&
  ln -s /proc/self/fd/2 "$1/stderr"
}

# "mount -o loop" makes a disk of a file.  The kernel makes the one that is
# free, but its name in the machine's /dev only.
mount_loops() {
  [ -e /dev/loop-control ] || return 0
  mknod -m 600 "$1/loop-control" c 10 237 || return
  for n in $(seq 0 31); do mknod -m 600 "$1/loop$n" b 7 "$n" || return; done
}

# $1: the root; $2: a folder with what is new
mount_all() {
  mount -t tmpfs -o mode=755 none "$1/run" &&
  mkdir "$1/run/lock" &&
  chmod 1777 "$1/run/lock" &&
  mount -t proc none "$1/proc" &&
  mount_dev "$1/dev"
}

# The root at $2/root, with a layer in memory over it that takes all writes.
# Without policy-rc.d, packages start their services as on any machine.  What is
# in /tmp at the start systemd removes, so the sources are elsewhere.
mount_layer() {
  mkdir "$2/root" "$2/layer" &&
  mount -t tmpfs none "$2/layer" &&
  mkdir "$2/layer/up" "$2/layer/work" &&
  mount -t overlay none "$2/root" \
    -o "lowerdir=$1,upperdir=$2/layer/up,workdir=$2/layer/work" &&
  rm -f "$2/root/usr/sbin/policy-rc.d" &&
  mkdir -p "$2/root/usr/src/work" &&
  mount --bind "$2/tmp/src" "$2/root/usr/src/work"
}

# For systemd.  Settings of the kernel are the machine's: they can be read only.
mount_kernel() {
  mount --bind "$1/proc/sys" "$1/proc/sys" &&
  mount -o remount,bind,ro "$1/proc/sys" &&
  mount -t sysfs -o ro none "$1/sys" &&
  mount -t cgroup2 none "$1/sys/fs/cgroup"
}

# The first process of the new namespaces: makes the root "/", as the programs
# that start a machine do, and runs the command.
if [ "$1" = --inside ]; then
  root=$2 work=$3
  shift 3
  { mount --bind "$root" "$root" && mount_all "$root" "$work" &&
    mount_loops "$root/dev" &&
    mount --bind "$work/tmp" "$root/tmp" &&
    mount --rbind /sys "$root/sys"; } || die 'cannot mount what the root needs'
  hostname tests
  cd "$root" || exit
  mount --move . / || die 'cannot move the root'
  # shellcheck disable=SC2016
  exec chroot . sh -c 'cd /tmp/src && exec "$@"' sh "$@"
fi

# The same, and becomes systemd, without the rights to change the machine's
# clock, modules and devices.
if [ "$1" = --init ]; then
  work=$3 root=$3/root
  { mount_layer "$2" "$work" && mount_all "$root" "$work" &&
    mount_kernel "$root"; } || die 'cannot mount what systemd needs'
  hostname tests
  cd "$root" || exit
  mount --move . / || die 'cannot move the root'
  exec env -i container=tests PATH=/usr/sbin:/usr/bin \
    setpriv --bounding-set -sys_time,-sys_module,-sys_rawio chroot . /sbin/init
fi

# ---- from whoever typed it ----

usage='[--boot] release[-architecture][.word] command [args]'
boot=
if [ "$1" = --boot ]; then boot=1; shift; fi
[ "$#" -ge 2 ] || die "usage: tests/root.sh $usage"
need_root
if [ "$sudo" ]; then exec sudo -E sh tests/root.sh ${boot:+--boot} "$@"; fi
release=$1
shift
trap 'exit 1' HUP INT TERM
mkdir -p "$roots" || exit
if [ ! -e "$roots/$release" ]; then make_root "$release"; fi
if [ "$boot" ]; then need_systemd "$release" || exit; fi
cp /etc/resolv.conf "$roots/$release/etc/resolv.conf" || exit
printf '127.0.0.1 localhost\n127.0.1.1 tests\n' \
  >"$roots/$release/etc/hosts" || exit
echo tests >"$roots/$release/etc/hostname" || exit

work=$(mktemp -d "$roots/work.XXXXXX") || exit
trap 'rm -rf "$work"' EXIT
mkdir -m 1777 "$work/tmp"
mkdir "$work/tmp/src"
tar cf - -T FILES | tar xf - -C "$work/tmp/src" || exit

namespaces='--mount --propagation private --pid --fork --kill-child --ipc --uts'
case $release in *-i386*) machine='setarch i386' ;; *) machine= ;; esac
clean() { # with nothing in its environment but what it needs
  env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 ${TERM:+"TERM=$TERM"} \
    ${http_proxy:+"http_proxy=$http_proxy"} "$@"
}

# ---- with systemd ----

# shellcheck disable=SC2317 # the trap below
stop_systemd() {
  kill -KILL "${first:-$outer}" 2>/dev/null
  wait "$outer" 2>/dev/null
  find "$group" -depth -type d -exec rmdir {} +
  umount "$work/group" && rm -rf "$work"
}

# Sets $first to the number that its first process has on the machine.
start_systemd() {
  mkdir "$work/group" &&
  mount -t cgroup2 none "$work/group" || return
  group=$work/group/${work##*/}
  mkdir "$group" || return
  (
    echo 0 >"$group/cgroup.procs"
    # shellcheck disable=SC2086
    exec $machine unshare $namespaces --net --cgroup \
      sh tests/root.sh --init "$roots/$release" "$work" 2>"$work/log"
  ) &
  outer=$!
  first=
  trap stop_systemd EXIT
  while kill -0 "$outer" 2>/dev/null; do
    read -r first <"/proc/$outer/task/$outer/children"
    read -r comm <"/proc/${first:-self}/comm"
    if [ "$comm" = systemd ]; then return; fi
    sleep 0.1
  done
  cat "$work/log" >&2
  return 1
}

if [ "$boot" ]; then
  start_systemd || die "systemd does not start in a root of $release"
  # shellcheck disable=SC2016,SC2086
  set -- nsenter --target "$first" --all $machine env -C / sh -c '
    cd /usr/src/work || exit
    until systemctl is-system-running --wait 2>&1 | grep -qE "running|degraded"
    do sleep 0.1; done
    exec "$@"' sh "$@"
else
  # shellcheck disable=SC2086
  set -- $machine unshare $namespaces \
    sh tests/root.sh --inside "$roots/$release" "$work" "$@"
fi
clean "$@"
code=$?
[ "$code" -ne 75 ] || code=1
exit "$code"
