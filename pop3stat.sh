#!/bin/sh
# pop3stat - adds up the log of the POP3 service, by user and by address.
LC_ALL=C
export LC_ALL

[ $# -eq 0 ] || { echo 'pop3stat: fatal: usage: pop3stat <log' >&2; exit 100; }
case $0 in */*) PATH=${0%/*}:$PATH ;; esac # pop3rows is where this is

# ^C ends what writes into a pipe, and then it is time to add up.
[ ! -p /dev/stdin ] || trap '' INT

tr -d '\000' | pop3rows | awk '
# not as 2.14748e+09
function whole(n) { return sprintf("%.0f", n) }

function user_row(last, from, left, octets, sessions, sent, sum, dele, lost,
  refused, who)
{
  return sprintf("%-25s %-15s %6s %13s %8s %7s %13s %7s %6s %7s %s", last,
    from, left, octets, sessions, sent, sum, dele, lost, refused, who)
}

function address_row(refused, logins, sessions, closed, faults, who)
{
  return sprintf("%7s %6s %8s %6s %6s %s", refused, logins, sessions, closed,
    faults, who)
}

function user_line(who)
{
  return user_row(who in last ? last[who] : "-", who in from ? from[who] : "-",
    who in left ? left[who] : "-", who in octets ? octets[who] : "-",
    whole(sessions[who]), whole(sent[who]), whole(sum[who]),
    whole(dele[who]), whole(lost[who]), whole(refused[who]), who)
}

function address_line(who)
{
  return address_row(whole(refused[who]), whole(logins[who]),
    whole(sessions[who]), whole(closed[who]), whole(faults[who]), who)
}

function add(who)
{
  known[who] = 1
  if ($2 == "refused") ++refused[who]
  if ($2 == "closed") ++closed[who]
  if ($2 ~ /^(fault|error|fatal|warning|cut)$/) ++faults[who]
  if ($3 == "-") return
  ++sessions[who]
  sent[who] += $4
  sum[who] += $5
  dele[who] += $6
  lost[who] += $13
}

# How a user left the maildir; by the last line, as a log is in order.
function remember(who)
{
  last[who] = $1
  from[who] = $7
  left[who] = $10
  octets[who] = $11
}

# Different logins; so many that there can be no doubt are not counted.
function tried(who, login)
{
  if (logins[who] >= 1000 || ((who, login) in seen)) return
  seen[who, login] = 1
  ++logins[who]
}

# A login that is nobody may be any word that a client has sent.
function user(  why)
{
  why = $9 " " $10 " " $11
  if ($2 == "refused" && ($8 == "unknown" || (NF == 11 && why \
      ~ /^(no such login|over 512 bytes|for somebody else)$/)))
    return "no user"
  return "user " $8
}

NR == 1 { next }

{ if (first == "") first = $1; end = $1 }

$2 ~ /^(fatal|warning|cut)$/ { ++lines[$2] }

{
  add("all")
  if ($7 != "-") add("from " $7)
  if ($8 != "-" || $2 == "refused") add(user())
  if ($2 == "refused") tried("from " $7, $8)
  if ($3 != "-") remember("user " $8)
}

END {
  if (NR == 0) exit 111 # pop3rows has said why
  if (NR == 1) {
    print "pop3stat: no line of the POP3 service is in this log" >"/dev/stderr"
    exit 1
  }
  print "log from " first " to " end "\n"
  print user_row("last", "from", "left", "octets", "sessions", "sent",
    "octets", "deleted", "lost", "refused", "who")
  print user_line("all")
  fflush()
  for (who in known)
    if (who ~ /^(no )?user/) print user_line(who) | "sort -k 11"
  close("sort -k 11")
  print ""
  print address_row("refused", "logins", "sessions", "closed", "faults", "who")
  fflush()
  for (who in known)
    if (who ~ /^from/) print address_line(who) | "sort -k 1,1nr -k 2,2nr -k 7"
  close("sort -k 1,1nr -k 2,2nr -k 7")
  print ""
  for (how in lines) printf "%7s lines %s\n", lines[how], how | "sort -k 3"
}
'
