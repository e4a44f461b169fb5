# say: what it says, a finding a line, and how it ends.

faults=0 told=''

say() { printf 'pop3check: %s\n' "$*" | tr -c ' -~\n' '?'; }
bad() { # what is wrong: what to type; once, though two parts may find it
  case $told in *"|$*|"*) return ;; esac
  told="$told|$*|"
  say "$@"
  faults=$((faults + 1))
}
die() { say "fatal: $*" >&2; exit 100; }
cannot() { say "fatal: $*" >&2; exit 111; }
