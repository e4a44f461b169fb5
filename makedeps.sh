# makedeps.sh - writes Makefile, TARGETS and .gitignore.
#
# What depends on what is read from the #include lines.  One module is one
# .c, one .h and one .o; so the headers that a program reaches, also through
# its modules' .c files, name the objects it needs.  LAYERS lists modules and
# programs, which have no .h and may be a .sh, and SYSDEPS the probes.
# tests/t-NAME.c is a program by itself, and so is tests/fuzz-NAME.c.
# tests/ORDER says which tests in perl "make test" runs, and which run first.
set -eu
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

cat >"$new/head" <<'E'
# written by makedeps.sh from LAYERS, SYSDEPS and the #include lines

SHELL = /bin/sh

# tests that are run at a time; most of them wait for most of it
JOBS = 10

# files, inodes and times of 64 bits, where 32 are usual
LARGE = -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64

it: \
fromproxy qmail-popup checkpassword checkpassword-nss checkmail qmail-pop3d \
mailaccounts mailpassword \
qmail-pop3d-conf qmail-pop3sd-conf \
pop3rows pop3stat pop3who pop3maildir pop3check \
install instcheck

setup: \
it
	./install

check: \
it
	@./instcheck

test: \
it tests
	prove -j$(JOBS) $(QUICK) $(TESTS)

test-all: \
it tests
	prove -j$(JOBS) $(SCRIPTS) $(TESTS)

dist: \
makedist.sh FILES
	sh makedist.sh

tests: \
$(TESTS) $(FUZZ)

fuzz:
	sh tests/fuzz

deb:
	sh makedeb.sh

clean:
	rm -f `cat TARGETS`

.DELETE_ON_ERROR:
.PHONY: it setup check test test-all tests fuzz deb clean

compile: \
conf-cc
	( echo '#!/bin/sh'; \
	echo exec "`head -n 1 conf-cc`" '$(LARGE) -c -o "$${1%.c}.o" "$$1"' ) >compile
	chmod 755 compile

load: \
conf-ld
	( echo '#!/bin/sh'; echo 'main=$$1; shift'; \
	echo exec "`head -n 1 conf-ld`" '-o "$$main" "$$main.o" "$$@"' ) >load
	chmod 755 load
E

# a script that ORDER does not know is run before the others
sed '/^#/d; s,\(.*\) \(.*\),\1 tests/\2.t,' tests/ORDER >"$new/order"
sed 's/.* //' "$new/order" >"$new/known"
{ echo 'QUICK = \'
  sed -n 's/^quick //p' "$new/order" | paste -s -d ' ' -
  echo 'SCRIPTS = \'
  {
    printf '%s\n' tests/*.t | grep -Fvx -f "$new/known" || :
    cat "$new/known"
  } | paste -s -d ' ' -
} >"$new/scripts"

ls tests/t-*.c tests/fuzz-*.c \
  | sed 's/\.c$//; s/^tests.t-/4 &/; s/^tests.fuzz-/5 &/' >"$new/tests"
LC_ALL=C awk '
FILENAME ~ /SYSDEPS$/ {
  sysdep[++sysdeps] = $0
  if ($1 ~ /^(has|found)$/) header[++headers] = "has" $2 ".h"
  next
}
{
  for (i = 2; i <= NF; ++i) {
    if ($i ~ /^auto_/ || (getline line <($i ".h")) > 0) module[++modules] = $i
    else program[++programs] = $i
    if ($1 == 4) tests = tests " " $i
    if ($1 == 5) fuzz = fuzz " " $i
    if ($i ~ /^auto_/) { has_c[$i] = 1; included[$i ".c"] = $i ".h" }
    else if ((getline line <($i ".c")) > 0) { has_c[$i] = 1; close($i ".c") }
    header[++headers] = $i ".h"
  }
}

# the names in #include "...": of our own headers only
function includes(file,  line) {
  if (file in included) return included[file]
  included[file] = ""
  while ((getline line <file) > 0)
    if (sub(/^#include "/, "", line)) {
      sub(/".*/, "", line)
      if (file ~ /^tests\// && !sub(/^\.\.\//, "", line)) line = "tests/" line
      included[file] = included[file] " " line
    }
  close(file)
  return included[file]
}

# sets seen[], and order[] as they come, for all that file reaches, through .c
# files too if deep
function reach(file, deep,  n, i, list, base) {
  n = split(includes(file), list, " ")
  for (i = 1; i <= n; ++i) {
    if (list[i] in seen) continue
    seen[list[i]] = 1
    order[++reached] = list[i]
    reach(list[i], deep)
    base = list[i]
    sub(/\.h$/, "", base)
    if (deep && (base in has_c)) reach(base ".c", deep)
  }
}

function rule(t, needs, command) {
  print t >targets
  print "\n" t ": \\\n" needs "\n\t" command
}

# by what compiles it: "compile", or "static.sh" if it is for a static program
function object(base, by,  i, needs) {
  split("", seen)
  reached = 0
  reach(base ".c", 0)
  needs = by (by == "compile" ? "" : " static.tools") " " base ".c"
  for (i = 1; i <= reached; ++i)
    if (order[i] ~ /^tests\/.*\.h$/) needs = needs " " order[i]
  for (i = 1; i <= reached; ++i)
    if (order[i] ~ /\.c$/) needs = needs " " order[i]
  for (i = 1; i <= headers; ++i)
    if (header[i] in seen) needs = needs " " header[i]
  if (by == "compile") rule(base ".o", needs, "./compile " base ".c")
  else rule(base "-static.o", needs, "sh static.sh " base ".c")
}

# Sets to[] for the modules whose objects the program is made of.
function use(base, to,  i) {
  split("", seen)
  reach(base ".c", 1)
  for (i = 1; i <= modules; ++i)
    if (((module[i] ".h") in seen) && !((module[i] ".c") in seen))
      to[module[i]] = 1
}

# It needs crypt; where that has no libcrypt.a, it is a copy of another, -nss.
function is_quick(base) { return base == "checkpassword" }

function is_static(base) {
  return base ~ /^(fromproxy|qmail-pop(up|3d))$/ || is_quick(base)
}

# Programs that each login starts are static, where that works, and may have
# another compiler than the rest, so their objects have other names.  Not so
# the one that looks up accounts of the system, since libc may load modules for
# that.  One that needs crypt is static if there is a libcrypt.a for it.
function static(base, how,  i, objects) {
  split("", seen)
  reach(base ".c", 1)
  objects = " " base "-static.o"
  for (i = 1; i <= modules; ++i)
    if ((module[i] ".h" in seen) && (module[i] in has_c))
      objects = objects " " module[i] "-static.o"
  rule(base, how ".sh static.tools" objects \
    (how == "quick" ? " static.sh crypt.archive " base "-nss" : ""),
    "sh " how ".sh " base objects)
}

# One that needs crypt is static if there is a static crypt, too.
function load(base,  i, objects, flag, lib) {
  split("", seen)
  reach(base ".c", 1)
  for (i = 1; i <= modules; ++i)
    if ((module[i] ".h" in seen) && (module[i] in has_c) &&
        !(module[i] ".c" in seen))
      objects = objects " " module[i] ".o"
  flag = base == "checkmail" ? "static_crypt.flag" : "pie.flag"
  if (("hash.h" in seen) || ("hascrypt.h" in seen)) lib = " crypt.lib"
  rule(base, "load " base ".o" objects " " flag lib,
    "./load " base " `cat " flag "`" objects (lib ? " `cat crypt.lib`" : ""))
}

# One that is made of parts, in lines ". FILE", also has places of conf- files.
function script(base,  line, parts, how) {
  how = "cat"
  while ((getline line <(base ".sh")) > 0)
    if (line ~ /^\. .*\.sh$/) parts = parts " " substr(line, 3)
  close(base ".sh")
  if (parts) {
    parts = parts " join.sh conf-home conf-empty conf-door"
    how = "sh join.sh"
  }
  rule(base, base ".sh" parts, how " " base ".sh >" base "\n\tchmod 755 " base)
}

function probe(line,  w, to, lib) {
  split(line, w, " ")
  if (w[1] == "archive") {
    rule(w[2] ".archive", "choose.sh tryarchive.c glue.c byte.c " \
      "conf-cc static.tools hasnss.h glue.h byte.h", "sh choose.sh " line)
    return
  }
  if (w[1] == "found") {
    rule("has" w[2] ".h", "choose.sh " w[3], "sh choose.sh " line)
    return
  }
  to = w[1] == "has" ? "has" w[2] ".h" : w[2] "." w[1]
  if (to ~ /^(has(crypt|gensalt)\.h|static_crypt\.flag)$/)
    lib = " crypt.lib"
  if (w[1] == "has" && w[3]) lib = lib " " w[3]
  if (w[1] == "tools") lib = " conf-static static.flag" asked
  else if (w[1] == "has" && to !~ /crypt|gensalt|shadow/) asked = asked " " to
  rule(to, "choose.sh try" w[2] ".c compile conf-cc conf-ld" lib,
    "sh choose.sh " line)
}

# from NAME.sh, a script that we write for others, or from conf-NAME
function auto(base,  name, from, how) {
  name = base
  sub(/^auto_/, "", name)
  from = name ".sh"
  how = "cat"
  if ((getline line <from) <= 0) { from = "conf-" name; how = "head -n 1" }
  rule(base ".c", "auto-str " from,
    "./auto-str " base " \"`" how " " from "`\" >" base ".c")
}

END {
  print "compile\nload\nqmail-pop3d_*.deb" >targets
  print "\nFUZZ = \\\n" substr(fuzz, 2) "\nTESTS = \\\n" substr(tests, 2)
  for (i = 1; i <= sysdeps; ++i) probe(sysdep[i])
  for (i = 1; i <= programs; ++i)
    if (is_static(program[i])) use(program[i], used_static)
    else use(program[i], used)
  for (i = 1; i <= modules; ++i) {
    if (!(module[i] in has_c)) continue
    if (module[i] ~ /^auto_/) auto(module[i])
    if (module[i] in used) object(module[i], "compile")
    if (module[i] in used_static) object(module[i], "static.sh")
  }
  for (i = 1; i <= programs; ++i) {
    if ((getline line <(program[i] ".sh")) > 0) { script(program[i]); continue }
    if (is_static(program[i])) {
      object(program[i], "static.sh")
      static(program[i], is_quick(program[i]) ? "quick" : "static")
      continue
    }
    object(program[i], "compile")
    load(program[i])
  }
}
' targets="$new/targets" SYSDEPS LAYERS "$new/tests" >"$new/rules"

{ sed -n '1,/^$/p' "$new/head"
  cat "$new/scripts"
  sed -n '/^FUZZ/,/^$/p' "$new/rules"
  sed '1,/^$/d' "$new/head"; sed '1,/^tests.t-/d' "$new/rules"
} >"$new/Makefile"
LC_ALL=C sort "$new/targets" >TARGETS
{ sed "s,^,/," TARGETS; echo "/*.tar.gz"; } >.gitignore
cat "$new/Makefile" >Makefile
