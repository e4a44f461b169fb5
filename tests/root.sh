#!/bin/sh
# root.sh - a command in a Debian of another release, beside this folder's
# sources:
#   sh tests/root.sh trixie sh tests/run short
#   sh tests/root.sh trixie-i386 sh
# The name is a release, and perhaps an architecture that this machine can run.
# debootstrap makes its root once, and it stays in $TESTS_ROOTS for the next
# time.  The command has mounts, processes, a host name, /tmp, /run and /dev of
# its own; the network is the machine's.  Ends with the command's status, or
# with 75 if there can be no such root: a 75 of the command's becomes 1.
CDPATH='' cd "$(dirname "$0")/.." || exit
name=tests/root.sh
. tests/need.sh

roots=${TESTS_ROOTS:-/var/cache/qmail-pop3d-roots}

# ---- making a root ----

# The new root is renamed when it is whole: who finds one can use it.  If two
# make the same root, the first to be ready gives it its name.
make_root() {
  suite=${1%%-*}
  arch=${1#"$suite"}
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
  echo '127.0.0.1 localhost' >"$new/etc/hosts"
  mv -T "$new" "$roots/$1" || [ -e "$roots/$1" ] || exit
  rm -rf "$new" "$new.log"
  trap - EXIT
}

# ---- what a root has while the command runs ----

# In namespaces of its own.  $1: the root; $2: a folder with what is new.
mount_all() {
  mount --bind "$1" "$1" &&
  mount --bind "$2/tmp" "$1/tmp" &&
  mount -t tmpfs -o mode=755 none "$1/run" &&
  mount -t tmpfs -o mode=755 none "$1/dev" &&
  mount -t proc none "$1/proc" &&
  mount --rbind /sys "$1/sys" &&
  mkdir "$1/dev/pts" "$1/dev/shm" "$1/run/lock" &&
  chmod 1777 "$1/dev/shm" "$1/run/lock" &&
  mount -t devpts -o newinstance,ptmxmode=666 none "$1/dev/pts" || return
  for device in null zero full random urandom tty; do
    : >"$1/dev/$device"
    mount --bind "/dev/$device" "$1/dev/$device" || return
  done
  ln -s pts/ptmx "$1/dev/ptmx"
  ln -s /proc/self/fd "$1/dev/fd"
  ln -s /proc/self/fd/0 "$1/dev/stdin"
  ln -s /proc/self/fd/1 "$1/dev/stdout"
  ln -s /proc/self/fd/2 "$1/dev/stderr"
}

# The first process of the new namespaces: makes the root "/", as the programs
# that start a machine do, and runs the command.
if [ "$1" = --inside ]; then
  root=$2 work=$3
  shift 3
  mount_all "$root" "$work" || die 'cannot mount what the root needs'
  hostname tests
  cd "$root" && mount --move . / || die 'cannot move the root'
  # shellcheck disable=SC2016
  exec chroot . sh -c 'cd /tmp/src && exec "$@"' sh "$@"
fi

# ---- from whoever typed it ----

[ "$#" -ge 2 ] \
  || die 'usage: tests/root.sh release[-architecture] command [args]'
need_root
if [ "$sudo" ]; then exec sudo -E sh tests/root.sh "$@"; fi
release=$1
shift
trap 'exit 1' HUP INT TERM
mkdir -p "$roots" || exit
if [ ! -e "$roots/$release" ]; then make_root "$release"; fi
cp /etc/resolv.conf "$roots/$release/etc/resolv.conf" || exit

work=$(mktemp -d "$roots/work.XXXXXX") || exit
trap 'rm -rf "$work"' EXIT
mkdir -m 1777 "$work/tmp"
mkdir "$work/tmp/src"
tar cf - -T FILES | tar xf - -C "$work/tmp/src" || exit

set -- unshare --mount --propagation private --pid --fork --kill-child --ipc \
  --uts sh tests/root.sh --inside "$roots/$release" "$work" "$@"
case $release in *-i386) set -- setarch i386 "$@" ;; esac
env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 ${TERM:+"TERM=$TERM"} \
  ${http_proxy:+"http_proxy=$http_proxy"} "$@"
code=$?
[ "$code" -ne 75 ] || code=1
exit "$code"
