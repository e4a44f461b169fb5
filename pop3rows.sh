#!/bin/sh
# pop3rows - makes a table of the log of the POP3 service: a row for each
# session, refused login and fault, at once.
LC_ALL=C
export LC_ALL

[ $# -eq 0 ] || { echo 'pop3rows: fatal: usage: pop3rows <log' >&2; exit 100; }

# mawk reads more than a line before it begins, unless told that somebody
# waits; others have something to say to that.
said=$(awk -W interactive 'BEGIN { print "waits" }' 2>&1 </dev/null)
[ "$said" != waits ] || set -- -W interactive

exec awk "$@" '
function row(when, how, ms, retr, octets, dele, from, user, words) {
  printf "%-25s %-7s %9s %6s %12s %6s %-15s %s%s\n", when, how, ms, retr,
    octets, dele, from, user, words
  fflush()
}

# all words from the i-th on, a space before each
function rest(i,  s) {
  for (; i <= NF; ++i) s = s " " $i
  return s
}

function date(s) { return s ~ /^[0-9]+-[0-9]+-[0-9]+$/ }
function time(s) { return s ~ /^[0-9]+:[0-9]+:[0-9.]+$/ }
function ours(s) {
  return s ~ /^(qmail-popup|checkpassword|checkmail|qmail-pop3d):$/
}

# How many words the time has, which multilog, tai64nlocal, svlogd, syslog or
# journalctl has put in front; sets when.
function stamp(  parts, i) {
  when = "-"
  if ($1 ~ /^@[0-9a-f]+$/ && length($1) == 25) { when = $1; return 1 }
  if (date($1) && time($2)) { when = $1 "T" substr($2, 1, 8); return 2 }
  if ($1 ~ /^[0-9]+-[0-9]+-[0-9]+[T_][0-9]+:[0-9]+:[0-9.]+(Z|[-+][0-9:]+)?$/) {
    split($1, parts, /[T_]/)
    when = parts[1] "T" substr(parts[2], 1, 8)
    return 1
  }
  if ($1 ~ /^[A-Z][a-z][a-z]$/ && $2 ~ /^[0-9]+$/ && time($3)) {
    when = $1 "-" $2 "T" substr($3, 1, 8)
    return 3
  }
  if ($1 ~ /^[A-Z][a-z][a-z]$/ && date($2) && time($3)) {
    when = $2 "T" substr($3, 1, 8)
    return 4
  }
  if ($1 ~ /^[0-9]+\.[0-9]+$/) { when = $1; return 1 }
  # since the machine was started, or since the line before: [5.2 < 0.1 >]
  if ($1 ~ /^\[[0-9.]*\]?$/)
    for (i = 1; i <= 5; ++i) if ($i ~ /^[0-9.[>]*\]$/) return i
  return 0
}

# The value of a field of journalctl -o json, which stands behind it.
function json(name,  s, part, n, i) {
  if (!match($0, "\"" name "\" ?: ?\"")) return ""
  s = substr($0, RSTART + RLENGTH)
  match(s, /^([^"\\]|\\.)*/)
  s = substr(s, 1, RLENGTH)
  gsub(/\\\\/, "\001", s)
  gsub(/\\"/, "\"", s)
  n = split(s, part, "\001") # as awks differ in what gsub puts for it
  s = part[1]
  for (i = 2; i <= n; ++i) s = s "\\" part[i]
  return s
}

# Takes our line out of a record of journalctl -o json, verbose or export,
# which have the time in a line before, or elsewhere in this one.
function unwrap(  s) {
  if ($0 ~ /^ *__REALTIME_TIMESTAMP=/) { at = $0; sub(/^.*=/, "", at) }
  if (date($2) && time($3) && $5 ~ /^\[s=/) at = $2 "T" substr($3, 1, 8)
  when = "-"
  if ($0 ~ /"__REALTIME_TIMESTAMP"/) at = json("__REALTIME_TIMESTAMP")
  if ($0 ~ /^ *MESSAGE=/) { s = $0; sub(/^ *MESSAGE=/, "", s) }
  else s = json("MESSAGE")
  if (s == "") return 0
  $0 = s
  if (at != "") when = at
  return 1
}

# Sets when, and p, where the words of a program begin; 0 if it is nowhere.
function find_program() {
  p = 1
  if (!unwrap()) p += stamp()
  if (p > 1 && !ours($p) \
      && $(p + 1) ~ /^[!-~]*[A-Za-z0-9_.@-](\[[0-9]+\])?:$/) p += 2
  return ours($p)
}

# The i-th word and those after it are what the pattern says: "#" stands for
# a number, "*" for any word.
function words(i, pattern,  n, word, j) {
  n = split(pattern, word, " ")
  if (NF < i + n - 1) return 0
  for (j = 1; j <= n; ++j) {
    if (word[j] == "*") continue
    if (word[j] == "#" ? $(i + j - 1) !~ /^[0-9]+$/ : $(i + j - 1) != word[j])
      return 0
  }
  return 1
}

function ends() { return $(p + 7) ~ /^(quit|eof|timeout|signal|error)$/ }

function is_session() {
  return words(p, "qmail-pop3d: pid # from * user * * retr # # dele # left #") \
    && ends() && $(p + 15) ~ /^([0-9]+|-)$/ && words(p + 16, "ms #") \
    && words(p + 18, "top # # lost #") && NF == p + 22
}

# a line about one message; the line of the session counts it
function is_message() {
  return words(p, "qmail-pop3d: pid # from * user * * *") \
    && $(p + 7) ~ /^(removed|sent|top)$/ && $(p + 9) ~ /^([0-9]+|-)$/ \
    && ($(p + 7) == "removed" ? NF == p + 10 && $(p + 10) ~ /^(un)?sent$/ \
      : NF == p + 9)
}

BEGIN {
  row("when", "how", "ms", "retr", "octets", "dele", "from", "user", "")
}

!find_program() { next }

is_session() {
  row(when, $(p + 7), $(p + 17), $(p + 9), $(p + 10), $(p + 12), $(p + 4),
    $(p + 6), " left " $(p + 14) " " $(p + 15) " lost " $(p + 22))
  next
}

is_message() { next }

words(p + 1, "pid # from * user * refused: *") && $p != "qmail-pop3d:" {
  row(when, "refused", "-", "-", "-", "-", $(p + 4), $(p + 6), rest(p + 8))
  next
}

words(p, "qmail-popup: pid # from * fault: *") \
|| words(p, "qmail-popup: pid # from * closed: *") {
  how = substr($(p + 5), 1, length($(p + 5)) - 1)
  row(when, how, "-", "-", "-", "-", $(p + 4), "-", rest(p + 6))
  next
}

# Sets i to the word behind which a program says what it could not do.
function complains() {
  i = p + 1
  if (words(i, "pid # from *")) i += 4
  if (i > p + 1 && words(i, "user *")) i += 2
  return words(i, "fatal: *") || words(i, "warning: *")
}

complains() {
  row(when, substr($i, 1, length($i) - 1), "-", "-", "-", "-",
    i > p + 1 ? $(p + 4) : "-", i > p + 5 ? $(p + 6) : "-", rest(i + 1))
  next
}

$p ~ /^check/ && words(p + 1, "pid # from * user * accepted") \
  && NF == p + 7 { next }
words(p, "checkmail: pid # from * user * by * accepted") && NF == p + 9 { next }

{ row(when, "cut", "-", "-", "-", "-", "-", "-", "") }
'
