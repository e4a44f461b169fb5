#!/bin/sh
# pop3maildir - makes an empty maildir, for oneself or for another user.
die() { printf 'pop3maildir: fatal: %s\n' "$2" >&2; exit "$1"; }
usage() {
  echo 'pop3maildir: fatal: usage: pop3maildir maildir [user]' >&2
  exit 100
}

case $#,${1-},${2-} in
  1,?*, | 2,?*,[!-]*) ;;
  *) usage ;;
esac

# As the user: root makes nothing where a user could put a link meanwhile.
if [ $# -eq 2 ]; then
  self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/${0##*/}
  # shellcheck disable=SC2016 # for the other shell
  exec su -s /bin/sh "$2" -c 'cd && exec "$0" "$1"' "$self" "$1"
fi

case $1 in
  -*) dir=./$1 ;;
  *) dir=$1 ;;
esac
umask 077
mkdir "$dir" || die 111 "cannot make $1"
mkdir "$dir/tmp" "$dir/new" "$dir/cur" && exit
rmdir "$dir/tmp" "$dir/new" "$dir/cur" "$dir" 2>/dev/null
die 111 "cannot make all of $1"
