# stand-in: what the run script of the service starts when it is tried.

# In the place of the first program that would begin to serve, the run script
# starts pop3check by another name, which writes down how it was started, and
# ends.  It has nothing but the shell's own commands: $PATH may be wrong.
stand_in() { # stand_in name folder words...
  into=$2 name=$1
  shift 2
  exec >"$into/words" && printf '%s\n' "$name" "$@"
  exec >"$into/env" && export -p
  exec >"$into/cwd" && pwd -P
  exec </proc/self/limits >"$into/limits" || exit 111
  while IFS= read -r line; do printf '%s\n' "$line"; done
  exit 0
}
