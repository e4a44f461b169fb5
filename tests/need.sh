# need.sh - what demo, tests/run and tests/fuzz share: they may be the first
# thing typed on a machine that has nothing yet.  Read by them with ".", in
# the top folder; $name is who speaks.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # su leaves them out
export PATH
umask 022

# shellcheck disable=SC2154 # name is set by who reads this
say() { printf '%s: %s\n' "$name" "$*"; }
die() { say "$@" >&2; exit 1; }

# Shows what the command printed only if it fails, which is the end.
quietly() {
  printed=$("$@" 2>&1 </dev/null) && return
  code=$?
  printf '%s\n' "$printed" >&2
  say "failed: $*" >&2
  exit "$code"
}

# Sets $sudo to what makes a command run as root; nothing if it does already.
need_root() {
  sudo=
  [ "$(id -u)" -eq 0 ] && return
  sudo=sudo
  command -v sudo >/dev/null \
    || die 'only root can do this, and there is no sudo'
}

has() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

apt_get() {
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o DPkg::Lock::Timeout=120 "$@"
}
apt_install() { apt_get install --no-install-recommends "$@"; }

# Of command=package /some/file=package ... sets $packages to those whose
# command or file this machine does not have.
missing() {
  packages=
  for pair; do
    has "${pair%%=*}" || packages="$packages ${pair#*=}"
  done
}

# need command=package ... installs what is missing.
need() {
  missing "$@"
  [ "$packages" ] || return 0
  has apt-get || die "this machine has no apt-get, so please install:$packages"
  say "installing by apt-get:$packages"
  apt_install $packages >/dev/null 2>&1 </dev/null && return
  say 'updating the list of packages first'
  quietly apt_get update
  quietly apt_install $packages
}

# welcome command=package ... does the same, but goes on without what cannot be
# had; one package that nobody knows stops no other.
welcome() {
  missing "$@"
  [ "$packages" ] || return 0
  has apt-get || { say "goes on without:$packages"; return 0; }
  (need "$@") 2>/dev/null && return
  missing "$@"
  say 'one by one'
  without=
  for package in $packages; do
    apt_install "$package" >/dev/null 2>&1 </dev/null \
      || without="$without $package"
  done
  [ -z "$without" ] || say "goes on without:$without"
}
