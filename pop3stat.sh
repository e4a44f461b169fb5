#!/bin/sh
# pop3stat - adds up the log of the POP3 service, by user and by address.
LC_ALL=C
export LC_ALL

[ $# -eq 0 ] || { echo 'pop3stat: fatal: usage: pop3stat <log' >&2; exit 100; }
case $0 in */*) PATH=${0%/*}:$PATH ;; esac # pop3rows is where this is

# ^C ends what writes into a pipe, and then it is time to add up.
[ ! -p /dev/stdin ] || trap '' INT

pop3rows | awk '
function row(when, ms, sessions, retr, octets, dele, refused, faults, closed,
  who)
{
  return sprintf("%-25s %9s %8s %7s %13s %7s %7s %6s %6s %s", when, ms,
    sessions, retr, octets, dele, refused, faults, closed, who)
}

# not as 2.14748e+09
function whole(n) { return sprintf("%.0f", n) }

function sum(who)
{
  return row(who in ms ? when[who] : "-", who in ms ? ms[who] : "-",
    whole(sessions[who]), whole(retr[who]), whole(octets[who]),
    whole(dele[who]), whole(refused[who]), whole(faults[who]),
    whole(closed[who]), who)
}

function add(who)
{
  known[who] = 1
  if ($2 == "refused") ++refused[who]
  if ($2 == "closed") ++closed[who]
  if ($2 ~ /^(fault|error|fatal|warning|cut)$/) ++faults[who]
  if ($3 == "-") return
  ++sessions[who]
  retr[who] += $4
  octets[who] += $5
  dele[who] += $6
  if (who in ms && $3 + 0 <= ms[who] + 0) return
  ms[who] = $3
  when[who] = $1
}

# A login that is nobody may be any word that a client has sent.
function user(  why)
{
  why = $9 " " $10 " " $11
  if (NF == 11 && why ~ /^(no such login|over 512 bytes|for somebody else)$/)
    return "no user"
  return "user " $8
}

NR == 1 { next }

$2 ~ /^(fatal|warning|cut)$/ { add("lines " $2); next }

{
  add("all")
  add("from " $7)
  if ($8 != "-" || $2 == "refused") add(user())
}

END {
  if (NR == 0) exit 111 # pop3rows has said why
  print row("slowest", "ms", "sessions", "retr", "octets", "dele", "refused",
    "faults", "closed", "who")
  print sum("all")
  fflush()
  for (who in known) if (who != "all") print sum(who) | "sort -k 10"
}
'
