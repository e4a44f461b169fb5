# the words of the chain: server, TLS, qmail-popup, checker, maildir

nl='
'
prefix='' server='' rules='' places=40 ip=0 port=110 tls='' cert='' host=''
popup='' checker='' maildir='' pop3d=''

parse() { # the words that the stand-in was started with
  while [ $# -gt 0 ]; do
    word=$(original "$1")
    shift
    case ${word##*/} in
      tcpserver | sslserver)
        server=$word
        for word; do original "$word"; done >"$tmp/server"
        parse_server "$@"
        return ;;
      tlswrapper | qmail-popup) parse_chain "$word" "$@"; return ;;
    esac
    prefix=$prefix$word$nl
  done
}
parse_server() {
  OPTIND=1
  while getopts ':dDvqQhHrRpPoOnN1346Xc:x:g:u:l:b:B:t:i:I:' option; do
    case $option in
      x) rules=$OPTARG ;;
      c) places=$OPTARG ;;
      u | g)
        bad "$run has ${server##*/} give up the rights of root, without which" \
          'nobody can log in: leave out -u and -g' ;;
      *) ;;
    esac
  done
  shift $((OPTIND - 1))
  ip=$1 port=$2
  shift 2
  [ "${server##*/}" != sslserver ] || {
    tls=$server
    cert=$( (. "$tmp/env"; printf '%s\n' "$CERTFILE") )
  }
  parse_chain "$@"
}
parse_chain() {
  last=''
  while [ $# -gt 0 ]; do
    word=$(original "$1")
    case ${word##*/} in
      tlswrapper) tls=$word ;;
      stunnel*) parse_stunnel "$word" "$2"; return ;;
      qmail-popup) popup=$word; shift; parse_popup "$@"; return ;;
      softlimit | s6-softlimit | chpst | prlimit) prefix=$prefix$word$nl
        last=limit shift
        continue ;;
    esac
    [ "$last" != -f ] || cert=$word
    [ "$last" != limit ] || prefix=$prefix$word$nl
    [ "$last" = limit ] || last=$word
    shift
  done
}
parse_stunnel() {
  tls=$1
  cert=$(sed -n 's/^cert *= *//p' "$dir/$2" 2>/dev/null)
  [ "$cert" ] || bad "$2 of $tls names no certificate: write cert = in $2"
  try session && parse_again
}
parse_popup() {
  host=${1-}
  [ $# -eq 0 ] || shift
  while [ $# -gt 0 ]; do
    word=$(original "$1")
    shift
    case ${word##*/} in
      qmail-pop3d) pop3d=$word maildir=${1-}; return ;;
    esac
    checker=$checker$word$nl
  done
}

parse_again() { # what the stand-in wrote
  IFS=$nl
  set -f
  # shellcheck disable=SC2046 # words
  set -- $(cat "$tmp/words")
  set +f
  unset IFS
  parse "$@"
}

# Sets all of it, and path, cwd and first, which is the checker's program.
read_chain() {
  path=$PATH
  [ -z "$watcher" ] || path=$(environment "$watcher" PATH)
  watcher_path=$path
  try || { run_fault; exit 1; }
  grep -vE '^export (PWD|OLDPWD|SHLVL|_)\b' "$tmp/env" >"$tmp/environment"
  cp "$tmp/limits" "$tmp/limits.run"
  path=$(
    # shellcheck disable=SC2123 # in the file it may be set, and it may not
    PATH=''
    . "$tmp/environment"
    printf '%s\n' "$PATH"
  )
  cwd=$(cat "$tmp/cwd")
  parse_again
  [ "$popup" ] || {
    bad "$run does not start qmail-popup: man qmail-popup"
    exit 1
  }
  first=${checker%%"$nl"*}
}
