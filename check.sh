#!/bin/sh
# check - would this service give a user the mail?
#
#   ./check user
#
# asks for the user's password.  All the rest is done by pop3check(8).
unset CDPATH
[ $# -eq 1 ] || { echo 'check: usage: ./check user' >&2; exit 100; }
cd -- "$(dirname -- "$0")" || exit 100

# The PATH of run, in which the programs of the service are.
value="([A-Za-z0-9_./:,@%+-]|'[^']*'|\\\\'|\"[^\"\$\`\\\\]*\")*"
usual=$PATH
eval "$(grep -E "^PATH=$value([[:space:]]+(#.*)?)?\$" run)"
PATH=$PATH:$usual
exec pop3check "$1" "$PWD" ask
