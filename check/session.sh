# a session, without the network

# ---- a session ----

mail_fault() { # what qmail-pop3d could not do
  case $1 in
    'change to '*'No such'* | 'find a maildir in '*)
      bad "$user has no maildir $maildir: pop3maildir $maildir $user" ;;
    'change to '*) bad "$user may not enter the maildir: $1" ;;
    'scan '*) bad "$user cannot read the maildir: $1" ;;
    *'out of memory'*)
      bad 'the limit on memory is too small for so much mail: look for' \
        "memory or softlimit in $run" ;;
    *) bad "qmail-pop3d cannot $1: man qmail-pop3d" ;;
  esac
}
session_fault() {
  for program in qmail-pop3d checkmail checkpassword qmail-popup; do
    why=$(fatal "$program")
    [ "$why" ] || continue
    case $program:$why in
      *:'hash the password of'*) checker_fault "$why" ;;
      qmail-pop3d:*) mail_fault "$why" ;;
      *:'enter the jail'*)
        bad "$program cannot $why: make setup" ;;
      *:'run '*) bad "$program cannot $why: ls -l" ;;
      *) bad "$program cannot $why: man $program" ;;
    esac
    log_too
    return
  done
  if start_fault; then log_too; return; fi
  case $(cat "$tmp/reply") in
    *'-ERR [AUTH]'*)
      why=$(sed -n 's/.* refused: \([^[]\)/\1/p' "$tmp/log" | tail -n 1)
      refused "$why" ;;
    *) bad "$1 ends before it should: see what it logged" ;;
  esac
  log_too
}

# A greeting, without a login, from the programs and not by the network.
greeting() {
  printf 'QUIT\r\n' | (as_session "$cwd" "$popup" "$host" false) \
    2>"$tmp/log" | tr -d '\r' >"$tmp/reply"
  case $(head -n 1 "$tmp/reply") in
    +OK*) ;;
    *) session_fault qmail-popup ;;
  esac
}

# The user's own program, without a login: is there mail, and can it be sent?
served() { # commands on descriptor 0; the replies
  eval "$(words prefix)"
  if [ "$who" ]; then groups=--init-groups; else groups=--clear-groups; fi
  behind=''
  case ${first##*/} in
    checkpassword | checkpassword-nss) behind=${checker#*"$nl"} ;;
  esac
  # shellcheck disable=SC2046 # words
  set -- "$@" $(printf '%s' "$behind")
  (as_service "$user_home" "$(command -v setpriv)" --reuid "$uid" \
    --regid "$gid" "$groups" "$@" "$pop3d" "$maildir") 2>"$tmp/log" |
    tr -d '\r' >"$tmp/reply"
}
mailbox() {
  printf 'STAT\r\n' | served
  stat=$(sed -n 2p "$tmp/reply")
  case $stat in
    '+OK '[0-9]*) ;;
    *) session_fault qmail-pop3d; return ;;
  esac
  count=${stat#+OK }
  count=${count%% *}
  awk -v n="$count" 'BEGIN {
    for (i = 1; i <= n && i <= 1000; ++i) printf "TOP %d 0\r\n", i
  }' | served
  why=$(grep -e '^-ERR' "$tmp/reply" | head -n 1)
  [ -z "$why" ] || {
    bad "a message cannot be sent: ${why#-ERR }: see what qmail-pop3d logged"
    sed '/user .* eof/d; s/^/  log: /' "$tmp/log"
  }
}

# ---- the user's own password ----

ask_password() {
  if [ -t 0 ]; then
    terminal=$(stty -g)
    trap 'stty "$terminal"; rm -rf "$tmp"' EXIT
    stty -echo
    printf 'password of %s: ' "$user" >&2
  fi
  IFS= read -r password
  if [ -t 0 ]; then
    stty "$terminal"
    trap 'rm -rf "$tmp"' EXIT
    echo >&2
  fi
  [ "$password" ] || die 'no password, no login'
}
# shellcheck disable=SC2120 # the words are checker's
log_in() { # the password is in no argument: printf is the shell's own
  eval "$(words checker)"
  printf 'USER %s\r\nPASS %s\r\nSTAT\r\n' "$user" "$password" | {
    (as_session "$cwd" "$popup" "$host" "$@" "$pop3d" "$maildir")
    echo "exit $?"
  } 2>"$tmp/log" | tr -d '\r' >"$tmp/reply"
  stat=$(sed -n 4p "$tmp/reply")
  case $stat in
    '+OK '[0-9]*) ;;
    *) session_fault qmail-popup ;;
  esac
}

# Is there mail, by a login or, if nothing is asked, as the user?
mail() {
  if [ "$ask" ]; then
    ask_password
    log_in
  elif [ "$uid" ]; then mailbox
  else
    say "where the mail of $user is, only a login tells:" \
      "pop3check $user $service ask"
  fi
}
