# small tools: programs in a PATH, disks, another user

lines() { grep -c '' "$1" 2>/dev/null; }

# Where the program is, by that PATH, even if the shell has a command of the
# name.
found() { # found program PATH
  case $1 in
    */*) [ -f "$1" ] && [ -x "$1" ] && printf '%s\n' "$1"; return ;;
  esac
  (
    IFS=:
    for dir in $2; do
      [ -f "$dir/$1" ] && [ -x "$dir/$1" ] && echo "$dir/$1" && exit 0
    done
    exit 1
  )
}
have() { found "$1" "$PATH" >/dev/null; }

root_owns() { # find -user would first look for a user whose name is 0
  # shellcheck disable=SC2046 # words
  set -- $(ls -ldnL "$1" 2>/dev/null)
  [ "${3-}" = 0 ]
}

# The options with which the file's disk is mounted, of all mounts the last
# that its name begins with.
mounted() {
  at=$(readlink -f -- "$1")/ awk '
    BEGIN { at = ENVIRON["at"] }
    { dir = $5 == "/" ? "/" : $5 "/" }
    index(at, dir) == 1 && length(dir) >= length(best) {
      best = dir
      options = $6
      for (i = 7; i < NF; ++i) if ($i == "-") options = options "," $(i + 3)
    }
    END { print "," options "," }' /proc/self/mountinfo
}
is_mounted() { case $(mounted "$2") in *,"$1",*) ;; *) return 1 ;; esac; }

disk() { # is it writable, and is there room?
  if is_mounted ro "$1"; then
    bad "$1, $2, is on a disk that is mounted read-only: mount -o remount,rw" \
      "$(df -P "$1" | awk 'NR == 2 { print $6 }')"
    return 1
  fi
  for kind in -Pk -Pi; do
    left=$(df $kind "$1" 2>/dev/null | awk 'NR == 2 && $2 > 0 { print $4 }')
    [ "$left" = 0 ] || continue
    bad "the disk of $1, $2, is full: df $kind $1"
    return 1
  done
}

# Runs it as that user; the login's other groups too if there is an account.
as_user() {
  who=$1 uid=$2 gid=$3
  shift 3
  if have setpriv; then
    if [ "$who" ]; then set -- --init-groups "$@"
    else set -- --clear-groups "$@"; fi
    setpriv --reuid "$uid" --regid "$gid" "$@"
  elif have setuidgid && [ "$who" ]; then setuidgid "$who" "$@"
  else cannot 'there is no setpriv here to become the user'; fi
}
is_user() { # is_user name test...: what test says, as that account
  ids=$(getent passwd "$1" | cut -d : -f 3,4)
  name=$1
  shift
  as_user "$name" "${ids%:*}" "${ids#*:}" test "$@"
}
