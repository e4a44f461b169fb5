# are the programs there, and are they the right ones?

words() { # "words" of a list, to be used as: eval "$(words list)"
  printf 'IFS=$nl; set -f; set -- $%s "$@"; set +f; unset IFS' "$1"
}

need() { # need program [how to get it]; sets at
  at=$(found "$1" "$path") && return
  at=$( (IFS=:; for d in $path; do echo "$d/$1"; done) |
    while read -r file; do [ ! -f "$file" ] || echo "$file"; done | sed -n 1p)
  case $1 in */*) at=$1 ;; esac
  other=$(found "${1##*/}" "$home/bin:/usr/local/bin:/usr/bin:/bin")
  if [ ! -f "$at" ] && [ "$other" ] && [ "$at" != "$1" ]; then
    bad "the program $1 is not in the PATH of the service, $path:" \
      "put ${other%/*} into it"
  elif [ ! -f "$at" ]; then
    bad "the program $1 is missing: ${2:-which package has it?}"
  elif is_mounted noexec "$at"; then
    bad "the program $at is on a disk that is mounted noexec:" \
      "mount -o remount,exec"
  else bad "nobody may execute the program $at: chmod 755 $at"; fi
  return 1
}

# A program of ours: the one that make setup has put there, and no other.
ours() {
  need "$1" 'make setup check' || return
  own=$home/bin/${1##*/}
  [ -f "$own" ] || own=${self%/*}/${1##*/}
  if [ -f "$own" ] && ! cmp -s "$at" "$own"; then
    bad "$at is found first, and is another program than $own:" \
      "cp -p $own $at"
    return
  fi
  root_owns "$at" || bad "$at is not root's: chown root:root $at"
  mode=$(ls -lnL "$at")
  case $mode in
    ?????w* | ????????w*)
      bad "others than root may write to $at: chmod go-w $at" ;;
  esac
  case ${1##*/}:$mode in
    check* | *:?????????x*) ;;
    *) bad "users may not execute $at: chmod 711 $at" ;;
  esac
}

programs() {
  eval "$(words prefix)"
  for word; do
    case ${word##*/} in
      softlimit) need "$word" 'apt-get install daemontools' ;;
      chpst) need "$word" 'apt-get install runit' ;;
      s6-softlimit) need "$word" 'apt-get install s6' ;;
      prlimit) need "$word" 'apt-get install util-linux' ;;
    esac
  done
  [ -z "$server" ] || need "$server" 'apt-get install ucspi-tcp'
  [ -z "$tls" ] || [ "$tls" = "$server" ] \
    || need "$tls" "apt-get install ${tls##*/}"
  ours "$popup"
  case ${first##*/} in
    checkpassword | checkpassword-nss | checkmail) ours "$first" ;;
    '') bad "$run has no checkpassword behind qmail-popup:" \
      'man qmail-popup' ;;
    *) need "$first" ;;
  esac
  if [ "$pop3d" ]; then ours "$pop3d"
  else bad "$run has no qmail-pop3d behind $first: man qmail-popup"; fi
}
