# table.awk - reads "ROW SERVER VALUE" lines, prints medians and ratios as
# Markdown.  servers: the columns; largest: messages of the largest mailbox.
function median(key,  n, i, j, t, v) {
  n = split(all[key], v, " ")
  if (!n) return ""
  for (i = 2; i <= n; ++i)
    for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; --j) {
      t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
    }
  low[key] = v[1]
  high[key] = v[n]
  return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}

function commas(n) {
  while (n ~ /[0-9][0-9][0-9][0-9]/) sub(/[0-9][0-9][0-9]($|,)/, ",&", n)
  return n
}

function short(x) {
  if (x == "") return "-"
  return sprintf(x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x)
}

# how many times better a is than b
function ratio(a, b, more) {
  if (a == "" || b == "" || a == 0 || b == 0) return ""
  return more ? a / b : b / a
}

function against(mine, other, more, goal,  r) {
  r = ratio(mine, other, more)
  if (r == "") return goal == "" ? "-" : "- (" goal ")"
  return short(r) (goal == "" ? "" : " (" goal ")")
}

# more: 1 = more is better.  The goals are how many times better ours is to be
# than the best Dovecot, and than the originals.
function row(name, label, more, goal_best, goal_originals,  i, line, best, m) {
  best = ""
  for (i = 1; i <= columns; ++i) {
    m = value[name, column[i]] = median(name SUBSEP column[i])
    line = line " | " short(m)
    if (column[i] ~ /^dovecot/ && m != "" && (goal_best !~ /max/ || column[i] ~ /max/))
      if (best == "" || (more ? m > best : m < best)) best = m
  }
  print "| " label line " | " against(value[name, "ours"], best, more, goal_best) \
    " | " against(value[name, "ours"], value[name, "dovecot-hp"], more) \
    " | " against(value[name, "glibc"], best, more) \
    " | " against(value[name, "ours"], value[name, "originals"], more, goal_originals) " |"
}

{ all[$1, $2] = all[$1, $2] " " $3; rows[$1] }

END {
  columns = split(servers, column, " ")
  head = "| "
  rule = "|---"
  for (i = 1; i <= columns; ++i) { head = head "| " column[i] " "; rule = rule "|--:" }
  print head "| ours : best Dovecot (goal) | ours : hp | glibc : best Dovecot " \
    "| ours : originals (goal) |"
  print rule "|--:|--:|--:|--:|"
  row("sessions-1", "sessions a second, 1 client", 1)
  row("sessions-8", "the same, 8 clients", 1, "1.3, of max", "2")
  row("sessions-32", "the same, 32 clients", 1)
  row("cpu", "CPU a session, ms, 8 clients", 0)
  row("dear-8", "sessions a second, 8 clients, yescrypt", 1)
  row("retr-r25m-1", "RETR of 25 MB, MB/s", 1, "3.5", "6")
  row("cpu-r25m-1", "the same, CPU a MB, ms", 0)
  row("rate-r100k-1", "RETR of 100 KB, messages a second", 1, "2", "180")
  row("rate-n1000-1", "RETR of 3 KB, messages a second", 1, "1.7", "400")
  row("rate-n1000-32", "the same, 32 asked for at once", 1, "1.2", "18")
  row("login-1", "login, 1 message, ms", 0, "1.8", "50")
  row("login-1000", "login, 1,000 messages, ms", 0, "1.8", "30")
  if (largest > 10000) row("login-10000", "login, 10,000 messages, ms", 0)
  row("login-" largest, "login, " commas(largest) " messages, ms", 0, "4", "6")
  row("first-" largest, "first login ever, " commas(largest) " messages, ms", 0, "1.5")
  row("idle", "private memory of an idle session, kB", 0, "5", "2")
  print "\nLowest and highest of the rounds:\n"
  print head "|"
  print rule "|"
  n = split("sessions-1 sessions-8 sessions-32 cpu retr-r25m-1 rate-r100k-1 " \
    "rate-n1000-1 rate-n1000-32 login-1 login-1000 login-" largest " first-" largest, \
    name, " ")
  for (k = 1; k <= n; ++k) {
    line = "| " name[k]
    for (i = 1; i <= columns; ++i)
      line = line " | " ((name[k], column[i]) in low ? \
        short(low[name[k], column[i]]) " to " short(high[name[k], column[i]]) : "-")
    print line " |"
  }
}
