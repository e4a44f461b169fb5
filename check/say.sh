# say: what it says, a finding a line, and how it ends.

faults=0

say() { printf 'pop3check: %s\n' "$*" | tr -c ' -~\n' '?'; }
bad() { say "$@"; faults=$((faults + 1)); } # what is wrong: what to type
die() { say "fatal: $*" >&2; exit 100; }
cannot() { say "fatal: $*" >&2; exit 111; }
