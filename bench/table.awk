# table.awk - reads "ROW SERVER VALUE" lines, prints Markdown.
#   kind: clear, tls or range, a table of medians or of lowest and highest with
#     the servers as columns; goals, ours beside what it is to reach
#   servers: the columns; largest: messages of the largest mailbox
#   former: the RESULTS.md that there was, for how ours stood before
function order(key,  n, i, j, t) {
  n = split(all[key], v, " ")
  for (i = 2; i <= n; ++i)
    for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; --j) {
      t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
    }
  return n
}

function median(name, server,  n) {
  n = order(name SUBSEP server)
  if (!n) return ""
  return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}

function range(name, server,  n) {
  n = order(name SUBSEP server)
  return n ? short(v[1]) " to " short(v[n]) : "-"
}

function commas(n) {
  while (n ~ /[0-9][0-9][0-9][0-9]/) sub(/[0-9][0-9][0-9]($|,)/, ",&", n)
  return n
}

function short(x) {
  if (x == "") return "-"
  return sprintf(x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x)
}

# how many times better a is than b; more: 1 = more is better
function ratio(a, b, more) {
  if (a == "" || b == "" || a == 0 || b == 0) return ""
  return more ? a / b : b / a
}

# the best of those servers whose names match
function best(name, like, more,  i, m, r) {
  r = ""
  for (i = 1; i <= columns; ++i) {
    if (column[i] !~ like) continue
    m = median(name, column[i])
    if (m != "" && (r == "" || (more ? m > r : m < r))) r = m
  }
  return r
}

# ---- a row for each kind of work, a column for each server ----

function cells(name, what,  i, line) {
  for (i = 1; i <= columns; ++i)
    line = line " | " (what == "range" ? range(name, column[i]) : short(median(name, column[i])))
  return line
}

function against(name, mine, like, more) {
  return " | " short(ratio(median(name, mine), best(name, like, more), more))
}

function row(name, label, more) {
  print "| " label cells(name) \
    against(name, "ours", "^dovecot(-|$)", more) \
    " | " (label in before ? before[label] : "-") \
    against(name, "ours", "^dovecot24", more) \
    against(name, "ours", "^dovecot-hp", more) \
    against(name, "ours", "^glibc", more) \
    against(name, "ours", "^originals$", more) " |"
}

function head(more,  i, line, rule) {
  line = "| "
  rule = "|---"
  for (i = 1; i <= columns; ++i) {
    line = line "| " substr(column[i], column[i] ~ /^tls-/ ? 5 : 1) " "
    rule = rule "|--:"
  }
  for (i = split(more, word, "|"); i; --i) rule = rule "|--:"
  print line (more == "" ? "" : "| ") more "|"
  print rule "|"
}

function clear() {
  head("ours : best Dovecot 2.3 | before | : best 2.4 | : hp | : glibc | : originals ")
  row("sessions-1", "sessions a second, 1 client", 1)
  row("sessions-8", "the same, 8 clients", 1)
  row("sessions-32", "the same, 32 clients", 1)
  row("cpu-8", "CPU a session, ms, 8 clients", 0)
  row("sessions-8-dear", "sessions a second, 8 clients, yescrypt", 1)
  row("sessions-8-stock", "the same, nsswitch as Debian has it", 1)
  row("cpu-8-stock", "CPU a session with it, ms", 0)
  row("alone-stock", "checkpassword alone with it, CPU ms", 0)
  row("alone-files", "the same, nsswitch of files only", 0)
  row("retr-r25m-1", "RETR of 25 MB, MB/s", 1)
  row("cpu-r25m-1", "the same, CPU a MB, ms", 0)
  row("rate-r100k-1", "RETR of 100 KB, messages a second", 1)
  row("rate-n1000-1", "RETR of 3 KB, messages a second", 1)
  row("rate-n1000-one", "the same, client and server on one processor", 1)
  row("rate-n1000-32", "the same, 32 asked for at once", 1)
  row("login-1", "login, 1 message, ms", 0)
  row("login-1000", "login, 1,000 messages, ms", 0)
  if (largest > 10000) row("login-10000", "login, 10,000 messages, ms", 0)
  row("login-" largest, "login, " commas(largest) " messages, ms", 0)
  row("first-" largest, "first login ever, " commas(largest) " messages, ms", 0)
  row("idle", "private memory of an idle session, kB", 0)
}

function tls_row(name, label) { print "| " label cells(name) " |" }

function tls() {
  head()
  tls_row("sessions-1", "sessions a second, 1 client")
  tls_row("sessions-8", "the same, 8 clients")
  tls_row("sessions-32", "the same, 32 clients")
  tls_row("cpu-8", "CPU a session, ms, 8 clients")
  tls_row("retr-r25m-1", "RETR of 25 MB, MB/s")
  tls_row("cpu-r25m-1", "the same, CPU a MB, ms")
  tls_row("idle", "private memory of an idle session, kB")
}

function ranges(  n, i, name) {
  head()
  n = split("sessions-1 sessions-8 sessions-32 cpu-8 sessions-8-dear sessions-8-stock " \
    "cpu-8-stock alone-stock alone-files retr-r25m-1 rate-r100k-1 rate-n1000-1 " \
    "rate-n1000-one rate-n1000-32 login-1 login-1000 login-" largest " first-" largest, name, " ")
  for (i = 1; i <= n; ++i)
    if (cells(name[i]) ~ /[0-9]/) print "| " name[i] cells(name[i], "range") " |"
}

# ---- what is aimed at ----

function part(name) { return median("part-" name, "-") }

# What nobody can do faster: the server that answers from memory.
function from_memory(name, rival, more,  m, r, whose) {
  whose = like[rival]
  m = best(name, whose ~ /^\^tls/ ? "^tls-bare$" : "^bare$", more)
  r = ratio(m, best(name, whose, more), more)
  if (r == "") return ""
  return sprintf("a server that only answers, from memory%s, has %s, which is %s x %s", \
    whose ~ /^\^tls/ ? " and behind the same haproxy" : "", short(m), short(r), rival)
}

function also(a, b) { return a == "" || b == "" ? a b : a "; " b }

function reached(label, mine, aim, r, times, limit, how) {
  print "| " label " | " short(mine) " | " aim " | " short(r) " | " \
    (r == "" ? "not measured here" : r >= times ? "met" : limit == "" ? "not met" : \
    "not met: " limit) how " |"
}

# Ours, which are those whose names match mine, are to be so many times better
# than the rival.  Where there are no originals, hp stands in for them: how much
# better than hp they were on another machine is in than_hp.
function goal(name, label, more, mine, times, rival, limit,  m, r, how) {
  m = best(name, mine, more)
  r = ratio(m, best(name, like[rival], more), more)
  if (r == "" && rival == "originals" && (name in than_hp)) {
    r = ratio(m, best(name, like["hp"], more), more)
    if (r != "") r /= than_hp[name]
    how = " (by way of hp, of which the originals had " than_hp[name] " on another machine)"
  }
  else limit = also(limit, from_memory(name, rival, more))
  reached(label, m, times " x " rival, r, times, limit, how)
}

function at_most(name, label, mine, most, limit,  m, b) {
  m = best(name, mine, 0)
  b = best(name, mine ~ /tls/ ? "^tls-bare$" : "^bare$", 0)
  if (b != "" && name != "idle") limit = also(limit, "a server that only answers, from memory" \
    (mine ~ /tls/ ? " and behind the same haproxy" : "") ", has " short(b))
  reached(label, m, "at most " most, ratio(m, most, 0), 1, limit)
}

# What it takes that a processor sleeps between two messages.
function wakes(  m) {
  m = median("rate-n1000-one", "ours")
  if (m == "") return ""
  return sprintf("each message waits until a processor is awake; on one processor, where none " \
    "sleeps, ours has %s, which is %s x best", short(m), \
    short(ratio(m, best("rate-n1000-one", like["best"], 1), 1)))
}

function goals(  us, start, shake, front, n, i, clients) {
  than_hp["sessions-1"] = 1.42 # on 25 November 2026, with their own checkpassword
  than_hp["sessions-8"] = 1.83
  than_hp["sessions-32"] = 2.06
  like["originals"] = "^originals$"
  like["hp"] = "^dovecot-hp$"
  like["best"] = "^(dovecot|courier)"
  like["hp over TLS"] = "^tls-dovecot-hp$"
  like["best over TLS"] = "^tls-dovecot"
  front = "^tls-(stunnel|haproxy)$"
  us = 3 * part("ours") + part("cheap")
  if (median("cpu-8", "ours")) start = sprintf("the programs' starts and the hash, %.2f ms, " \
    "are %.0f %% of the CPU of a session", us / 1000, us / 10 / median("cpu-8", "ours"))
  shake = sprintf("a session has %.2f ms of CPU in the clear and %.2f over TLS", \
    median("cpu-8", "ours"), best("cpu-8", front, 0))
  if (median("cpu-8", "tls-bare") != "") shake = shake sprintf(", of which haproxy has %.2f", \
    median("cpu-8", "tls-bare"))
  print "| | ours | goal | reached | |"
  print "|---|--:|--:|--:|---|"
  n = split("1 8 32", clients, " ")
  for (i = 1; i <= n; ++i) {
    label = "sessions a second, " clients[i] (i == 1 ? " client" : " clients")
    goal("sessions-" clients[i], label, 1, "^ours$", 1.5, "originals", start)
    goal("sessions-" clients[i], label, 1, "^ours$", 2.5, "hp", start)
  }
  at_most("cpu-8", "CPU a session, ms", "^ours$", 1.8, start)
  goal("alone-stock", "checkpassword alone, nsswitch of Debian, CPU ms", 0, "^ours$", 1, \
    "originals")
  goal("login-1", "login, 1 message, ms", 0, "^ours$", 3, "hp", start)
  goal("login-1000", "login, 1,000 messages, ms", 0, "^ours$", 3, "hp", start)
  goal("login-" largest, "login, " commas(largest) " messages, ms", 0, "^ours$", 5, "best", \
    sprintf("to read the names takes %.0f ms", part("names")))
  goal("first-" largest, "first login, " commas(largest) " messages, ms", 0, "^ours$", 3, "best", \
    sprintf("to open, read and close each message takes %.0f ms, and to read the names %.0f", \
    part("messages"), part("names")))
  goal("retr-r25m-1", "RETR of 25 MB, MB/s", 1, "^ours$", 4, "best", \
    sprintf("one of two processors is the client's, and ours is busy for %.2f ms a MB", \
    median("cpu-r25m-1", "ours")))
  goal("rate-n1000-1", "RETR of 3 KB, one by one, a second", 1, "^ours$", 1.7, "best", wakes())
  at_most("idle", "idle session, private kB", "^ours$", 60, \
    sprintf("two programs that only wait have %d", 2 * part("waits")))
  goal("sessions-8", "over TLS, sessions a second, 8 clients", 1, front, 2, "hp over TLS", shake)
  at_most("ms-1", "over TLS with one client, ms a session", front, 4, shake)
  goal("retr-r25m-1", "RETR of 25 MB over TLS, MB/s", 1, front, 4, "best over TLS", \
    sprintf("%.2f ms of CPU a MB; AES-GCM alone takes %.2f, and the client again", \
    best("cpu-r25m-1", front, 0), part("aes")))
}

# ---- how ours stood before: the former table, by what its rows are called ----

function remember(line,  cell, n, i) {
  n = split(line, cell, " *[|] *")
  if (line ~ /ours : best Dovecot/) {
    for (i = 2; i < n; ++i) if (cell[i] ~ /^ours : best Dovecot/) at = i
  } else if (at && n > at && !(cell[2] in before)) before[cell[2]] = cell[at] + 0
}

BEGIN {
  while (kind == "clear" && (getline line <former) > 0) remember(line)
  columns = split(servers, column, " ")
}

{ all[$1, $2] = all[$1, $2] " " $3 }

/^sessions-1 / && $3 > 0 { all["ms-1", $2] = all["ms-1", $2] " " 1000 / $3 }

END {
  if (kind == "clear") clear()
  else if (kind == "tls") tls()
  else if (kind == "range") ranges()
  else goals()
}
