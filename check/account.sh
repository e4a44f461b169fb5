# the account, and its password

accounts_text() { # those of checkmail, from which make makes the database
  eval "$(words checker)"
  for word; do
    case $word in
      /*.cdb) echo "${word%.cdb}"; return ;;
      *.cdb) echo "$cwd/${word%.cdb}"; return ;;
    esac
  done
}
database() {
  need mailaccounts 'make setup check'
  text=$(accounts_text)
  if [ ! -f "$text.cdb" ]; then
    bad "$text.cdb is missing, so there are no accounts: make -C ${text%/*}"
  elif [ "$(find "$text" -newer "$text.cdb" 2>/dev/null)" ]; then
    bad "$text.cdb is older than $text, and so are the accounts:" \
      "make -C ${text%/*}"
  fi
}

# A login waits for these, too.  If one is slow, nothing that follows here would
# end in time.
look_up() { # look_up database file line: the line in nsswitch.conf
  began=$(date +%s)
  timeout 10 getent "$1" "$user" >"$tmp/$2" 2>/dev/null
  took=$(($(date +%s) - began))
  [ "$took" -lt 5 ] || bad "it takes $took seconds to look up $user in $1," \
    "and so each login waits: see the line $3 in /etc/nsswitch.conf"
}
account() { # sets who, uid, gid and user_home, if the account is known
  look_up passwd account passwd
  [ "$took" -ge 5 ] || look_up initgroups groups group
  [ "$took" -lt 5 ] || exit 1
  account=$(head -n 1 "$tmp/account")
  who=$user
  if [ -z "$account" ] && [ "${first##*/}" = checkmail ]; then
    account=$(login=$user awk -F: '$1 == ENVIRON["login"] && $6' \
      "$(accounts_text)" | head -n 1)
    who=''
  fi 2>/dev/null
  user_home=$(printf '%s\n' "$account" | cut -d : -f 6)
  uid=$(printf '%s\n' "$account" | cut -d : -f 3)
  gid=$(printf '%s\n' "$account" | cut -d : -f 4)
}

kind() { # of a hash; the hash itself nobody is told
  getent shadow "$user" | cut -d : -f 2 |
    sed -n 's/^\(\$[0-9a-z]\{1,9\}\$\).*/\1/p; s/^\({[A-Z0-9.-]*}\).*/\1/p'
}

refused() {
  case $1 in
    'no such login')
      no_line passwd "$user" "there is no account $user: useradd -m $user" ;;
    'password is locked')
      bad "the password of $user is locked: passwd $user" ;;
    'no password is set') bad "$user has no password: passwd $user" ;;
    'account has expired')
      bad "the account $user has expired: chage -E -1 -I -1 $user" ;;
    'uid is 0') bad "the uid of $user is 0, and root gets no mail here:" \
      'have it sent on to another user' ;;
    'wrong password') bad "the password is not that of $user: passwd $user" ;;
    *) bad "$first refuses the login${1:+: $1}: see its manual" ;;
  esac
}
# Nobody finds the name in /etc/passwd or shadow: is it in there?
no_line() { # no_line file name what-is-wrong-if-it-is-not
  if getent "$1" "$2" >/dev/null || ! grep -q "^$(quoted "$2"):" "/etc/$1"; then
    bad "$3"
  else
    bad "$2 is in /etc/$1, where /etc/nsswitch.conf has nobody looked up:" \
      "it needs \"$1: files\""
  fi
}
quoted() { printf '%s\n' "$1" | sed 's/[][\.*^$]/\\&/g'; }

checker_fault() {
  case $1 in
    'hash the password of'*)
      if grep -q 'the hard limit on memory' "$tmp/log"; then memory_fault
      else
        bad "the hash of $user's password, $(kind), is of a kind that" \
          "crypt(3) does not know here: passwd $user"
      fi ;;
    'find the line in shadow of'*)
      no_line shadow "$user" \
        "$user has no line in /etc/shadow: pwconv && passwd $user" ;;
    'look up'*)
      no_line passwd "$user" "$first cannot $1: getent passwd $user" ;;
    'change to '*) bad "$first cannot $1: mkdir -m 700, and chown $user:" ;;
    *) bad "$first cannot $1: man ${first##*/}" ;;
  esac
}

# Asks the checker with a password that is nobody's; and for no client, so
# that no failed login is counted.  qmail-popup lifts the soft limits for a
# dynamic one, which checkpassword may be.
# shellcheck disable=SC2120 # the words are checker's
ask_checker() {
  eval "$(words checker)"
  case ${first##*/} in checkmail) as=as_session ;; *) as=as_service ;; esac
  printf '%s\000\001nobody has this\000\000' "$user" |
    (exec 3<&0 </dev/null; $as "$cwd" "$@" true) \
      >"$tmp/reply" 2>"$tmp/log"
  echo "exit $?" >>"$tmp/reply"
  why=$(sed -n 's/.* refused: //p' "$tmp/log" | tail -n 1)
  [ "$why" != 'wrong password' ] || return 0
  if [ "$why" ]; then refused "$why"; return; fi
  why=${first##*/}
  why=$(fatal "${why%-nss}") # which logs as the other does
  if [ "$why" ]; then checker_fault "$why"
  elif ! start_fault; then
    bad "$first ends without a word: see its manual"
    log_too
  fi
}

login() {
  case ${first##*/} in
    checkmail) well database && ask_checker ;;
    checkpassword | checkpassword-nss) ask_checker ;;
  esac
}
