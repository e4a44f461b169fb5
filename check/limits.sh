# programs with the environment and the limits of the service

# The hard limits: those of the server that runs, or of the text if they are
# lower, as it will have them when it is started again.
hard() {
  for limits in "$tmp/limits.run" "/proc/${server_pid:-none}/limits"; do
    [ ! -f "$limits" ] || sed -n \
      "s/^Max $1  *[^ ][^ ]*  *\([0-9a-z]*\) .*/\1/p" "$limits"
  done | sort -n | awk '/^[0-9]/ { print; found = 1; exit }
    END { if (!found && NR) print "unlimited" }'
}
in_limits() {
  have prlimit || { "$@"; return; }
  limit=''
  for what in 'address space:as' 'data size:data' 'open files:nofile' \
    'file size:fsize' 'processes:nproc' 'cpu time:cpu'; do
    most=$(hard "${what%:*}")
    [ -z "$most" ] || limit="$limit --${what#*:}=$most:$most"
  done
  # shellcheck disable=SC2086 # words
  prlimit $limit -- "$@"
}

# With its environment and limits, in its folder or that which is named.
# shellcheck disable=SC2016
as_service() { # as_service folder program...
  in_limits env -i sh -c '. "$0"; cd -- "$1" && shift && unset PWD OLDPWD &&
    exec "$@"' \
    "$tmp/environment" "$@"
}

# The same, below what limits its memory.
as_session() { # as_session folder program...
  folder=$1
  shift
  eval "$(words prefix)"
  as_service "$folder" "$@"
}

fatal() { # what the program could not do, and why, in the log
  sed -n "s/^$1: \(pid [^:]* \)\{0,1\}fatal: cannot //p; t
    s/^$1: \(pid [^:]* \)\{0,1\}fatal: /start: /p" "$tmp/log" | tail -n 1
}
log_too() { # what was logged and replied, which may tell more
  sed '/^$/d; s/^/  log: /' "$tmp/log"
  sed 's/^/  reply: /; s/reply: exit/exit:/' "$tmp/reply"
}

memory_fault() {
  bad 'the hard limit on memory is too small for the hash of the password:' \
    "look for ulimit in $run, and where its supervisor is started"
}
start_fault() { # true if a program was too much for the limits
  case $(cat "$tmp/log" "$tmp/reply") in
    *'Error 24'* | *'Too many open'* | *'cannot open shared'*)
      bad 'the service may have too few open files: look for "ulimit -n" in' \
        "$run, and where its supervisor is started" ;;
    *'loading shared'* | *'failed to map'* | *'exit 13'[0-9]* | \
      *'crashed, signal 11'* | *'Segmentation fault'* | *'annot allocate'* | \
      *'emory exhausted'*)
      bad 'a limit on memory is too small for a program to start: look for' \
        "memory, softlimit and ulimit in $run, and where its supervisor is" \
        'started' ;;
    *'Resource temporarily'*)
      bad 'the user may have too few processes: look for "ulimit -u" in' \
        "$run, and where its supervisor is started" ;;
    *'exit 15'[0-9]* | *'crashed, signal'*)
      bad "a limit ends a program: look for ulimit in $run, and where its" \
        'supervisor is started' ;;
    *) return 1 ;;
  esac
}
