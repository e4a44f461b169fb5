# written by makedeps.sh from LAYERS, SYSDEPS and the #include lines

QUICK = \
tests/qmail-popup.t tests/journal.t tests/seats.t tests/sweep.t tests/dialogue.t tests/accounts.t tests/log.t tests/door.t tests/checkmail.t tests/jail.t tests/demo.t tests/list-memory.t tests/clients.t tests/cost.t tests/checkpassword.t tests/etc.t tests/pop3stat.t tests/fail2ban.t tests/races.t tests/model.t tests/store.t tests/fromproxy.t tests/logins.t tests/layers.t tests/tmp.t tests/octets.t tests/recipe.t tests/popup-faults.t tests/rfc.t tests/pop3d-faults.t tests/pop3d-memory.t tests/pop3d-wire.t tests/still.t tests/packed.t tests/keep-ids.t tests/sizes.t tests/softlimit.t tests/pop3d-cache.t tests/blame.t tests/pop3d-update.t tests/pop3who.t tests/nsswitch.t tests/move.t tests/pop3maildir.t tests/pop3d-log.t tests/sshfs.t tests/pop3d-start.t tests/pop3d-time.t tests/shadow.t tests/namespace.t tests/mutants.t tests/told.t tests/stale.t tests/pop3d-lines.t tests/pop3d-list.t tests/copies.t tests/man.t tests/signals.t tests/pop3d-commands.t tests/fuzz.t tests/people.t
SCRIPTS = \
tests/build.t tests/pop3check.t tests/sanitize.t tests/install.t tests/service.t tests/flood.t tests/qmail-popup.t tests/fuzzers.t tests/tls.t tests/hang.t tests/journal.t tests/conf.t tests/pop3check-up.t tests/seats.t tests/sweep.t tests/valgrind.t tests/hosts.t tests/analyze.t tests/powercut.t tests/container.t tests/idle.t tests/fronts.t tests/cases.t tests/deb.t tests/dialogue.t tests/accounts.t tests/log.t tests/door.t tests/upgrade.t tests/stls.t tests/docs.t tests/checkmail.t tests/checkpassword-nss.t tests/fail2ban-bans.t tests/jail.t tests/demo.t tests/list-memory.t tests/clients.t tests/cost.t tests/checkpassword.t tests/etc.t tests/pop3stat.t tests/fail2ban.t tests/races.t tests/model.t tests/mta-local.t tests/mta.t tests/veteran.t tests/store.t tests/fromproxy.t tests/logins.t tests/layers.t tests/dist.t tests/tmp.t tests/octets.t tests/recipe.t tests/popup-faults.t tests/rfc.t tests/pop3d-faults.t tests/pop3d-memory.t tests/pop3d-wire.t tests/still.t tests/packed.t tests/keep-ids.t tests/sizes.t tests/softlimit.t tests/pop3d-cache.t tests/blame.t tests/pop3d-update.t tests/pop3who.t tests/nsswitch.t tests/move.t tests/pop3maildir.t tests/pop3d-log.t tests/sshfs.t tests/pop3d-start.t tests/pop3d-time.t tests/shadow.t tests/namespace.t tests/mutants.t tests/told.t tests/stale.t tests/pop3d-lines.t tests/pop3d-list.t tests/copies.t tests/man.t tests/signals.t tests/pop3d-commands.t tests/fuzz.t tests/people.t tests/boot.t tests/month.t tests/later.t
FUZZ = \
tests/fuzz-accounts tests/fuzz-base64 tests/fuzz-byte tests/fuzz-cdb tests/fuzz-commands tests/fuzz-credentials tests/fuzz-dialogue tests/fuzz-message tests/fuzz-name tests/fuzz-octetline tests/fuzz-octets tests/fuzz-passwdfile tests/fuzz-plain tests/fuzz-proxyheader
TESTS = \
tests/t-account tests/t-accounts tests/t-address tests/t-alloc tests/t-arrange tests/t-base64 tests/t-borrow tests/t-byte tests/t-cdb tests/t-cdbmake tests/t-child tests/t-clock tests/t-commands tests/t-credentials tests/t-doorfile tests/t-ending tests/t-error tests/t-etc tests/t-fault tests/t-fd-poll tests/t-fd tests/t-field tests/t-file tests/t-filter tests/t-folders tests/t-glue tests/t-guess tests/t-hash tests/t-hash64 tests/t-hashform tests/t-hier tests/t-jail tests/t-kind tests/t-launch tests/t-limit tests/t-linein tests/t-lineout tests/t-listing tests/t-login tests/t-lookup tests/t-maildir tests/t-maildrop tests/t-message tests/t-moved tests/t-name tests/t-norun tests/t-nsswitch tests/t-num tests/t-octetline tests/t-octets tests/t-offer tests/t-once tests/t-packed tests/t-passwdfile tests/t-passwdline tests/t-pathexec tests/t-place tests/t-plain tests/t-pop3 tests/t-program tests/t-prot tests/t-proxyheader tests/t-quote tests/t-random tests/t-readable tests/t-recall tests/t-remote tests/t-replace tests/t-report tests/t-rules tests/t-scan tests/t-seat tests/t-service tests/t-session tests/t-sig tests/t-sort tests/t-stamp tests/t-str tests/t-stralloc tests/t-strerr tests/t-substdio tests/t-terminal tests/t-timeoutio tests/t-tls tests/t-tmp tests/t-uidl tests/t-update tests/t-wait tests/t-words

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

hasclose_range.h: \
choose.sh tryclose_range.c compile conf-cc conf-ld
	sh choose.sh has close_range

hascrypt.h: \
choose.sh trycrypt.c compile conf-cc conf-ld crypt.lib conf-checker
	sh choose.sh has crypt conf-checker

hasd_type.h: \
choose.sh tryd_type.c compile conf-cc conf-ld
	sh choose.sh has d_type

hasfionread.h: \
choose.sh tryfionread.c compile conf-cc conf-ld
	sh choose.sh has fionread

hasgensalt.h: \
choose.sh trygensalt.c compile conf-cc conf-ld crypt.lib
	sh choose.sh has gensalt

hasgetdents64.h: \
choose.sh trygetdents64.c compile conf-cc conf-ld
	sh choose.sh has getdents64

haslandlock.h: \
choose.sh trylandlock.c compile conf-cc conf-ld
	sh choose.sh has landlock

hasnss.h: \
choose.sh trynss.c compile conf-cc conf-ld
	sh choose.sh has nss

haspledge.h: \
choose.sh trypledge.c compile conf-cc conf-ld
	sh choose.sh has pledge

hasprctl.h: \
choose.sh tryprctl.c compile conf-cc conf-ld
	sh choose.sh has prctl

hasrenameat2.h: \
choose.sh tryrenameat2.c compile conf-cc conf-ld
	sh choose.sh has renameat2

hasseccomp.h: \
choose.sh tryseccomp.c compile conf-cc conf-ld
	sh choose.sh has seccomp

hasshadow.h: \
choose.sh tryshadow.c compile conf-cc conf-ld
	sh choose.sh has shadow

hastimer.h: \
choose.sh trytimer.c compile conf-cc conf-ld
	sh choose.sh has timer

crypt.lib: \
choose.sh trycrypt.c compile conf-cc conf-ld
	sh choose.sh lib crypt -lcrypt

pie.flag: \
choose.sh trypie.c compile conf-cc conf-ld
	sh choose.sh flag pie -pie

static.flag: \
choose.sh trystatic.c compile conf-cc conf-ld
	sh choose.sh flag static -static-pie -static

static_crypt.flag: \
choose.sh trystatic_crypt.c compile conf-cc conf-ld crypt.lib
	sh choose.sh flag static_crypt -static-pie -static

static.tools: \
choose.sh trystatic.c compile conf-cc conf-ld conf-static static.flag hasclose_range.h hasd_type.h hasfionread.h hasgetdents64.h haslandlock.h hasnss.h haspledge.h hasprctl.h hasrenameat2.h hasseccomp.h hastimer.h
	sh choose.sh tools static

crypt.archive: \
choose.sh tryarchive.c glue.c byte.c conf-cc static.tools hasnss.h glue.h byte.h
	sh choose.sh archive crypt

hasquick.h: \
choose.sh crypt.archive
	sh choose.sh found quick crypt.archive

auto_door.c: \
auto-str conf-door
	./auto-str auto_door "`head -n 1 conf-door`" >auto_door.c

auto_door.o: \
compile auto_door.c auto_door.h
	./compile auto_door.c

auto_door-static.o: \
static.sh static.tools auto_door.c auto_door.h
	sh static.sh auto_door.c

auto_empty.c: \
auto-str conf-empty
	./auto-str auto_empty "`head -n 1 conf-empty`" >auto_empty.c

auto_empty.o: \
compile auto_empty.c auto_empty.h
	./compile auto_empty.c

auto_empty-static.o: \
static.sh static.tools auto_empty.c auto_empty.h
	sh static.sh auto_empty.c

auto_home.c: \
auto-str conf-home
	./auto-str auto_home "`head -n 1 conf-home`" >auto_home.c

auto_home.o: \
compile auto_home.c auto_home.h
	./compile auto_home.c

auto_home-static.o: \
static.sh static.tools auto_home.c auto_home.h
	sh static.sh auto_home.c

auto_man.c: \
auto-str conf-man
	./auto-str auto_man "`head -n 1 conf-man`" >auto_man.c

auto_man.o: \
compile auto_man.c auto_man.h
	./compile auto_man.c

hash64.o: \
compile hash64.c hash64.h
	./compile hash64.c

hash64-static.o: \
static.sh static.tools hash64.c hash64.h
	sh static.sh hash64.c

byte.o: \
compile byte.c byte.h
	./compile byte.c

byte-static.o: \
static.sh static.tools byte.c byte.h
	sh static.sh byte.c

str.o: \
compile str.c str.h
	./compile str.c

str-static.o: \
static.sh static.tools str.c str.h
	sh static.sh str.c

num.o: \
compile num.c byte.h num.h
	./compile num.c

num-static.o: \
static.sh static.tools num.c byte.h num.h
	sh static.sh num.c

field.o: \
compile field.c num.h field.h
	./compile field.c

field-static.o: \
static.sh static.tools field.c num.h field.h
	sh static.sh field.c

base64.o: \
compile base64.c base64.h
	./compile base64.c

base64-static.o: \
static.sh static.tools base64.c base64.h
	sh static.sh base64.c

alloc.o: \
compile alloc.c asan.h byte.h alloc.h
	./compile alloc.c

alloc-static.o: \
static.sh static.tools alloc.c asan.h byte.h alloc.h
	sh static.sh alloc.c

sort.o: \
compile sort.c byte.h sort.h
	./compile sort.c

sort-static.o: \
static.sh static.tools sort.c byte.h sort.h
	sh static.sh sort.c

stralloc.o: \
compile stralloc.c byte.h alloc.h stralloc.h
	./compile stralloc.c

stralloc-static.o: \
static.sh static.tools stralloc.c byte.h alloc.h stralloc.h
	sh static.sh stralloc.c

once.o: \
compile once.c alloc.h stralloc.h once.h
	./compile once.c

once-static.o: \
static.sh static.tools once.c alloc.h stralloc.h once.h
	sh static.sh once.c

error.o: \
compile error.c error.h
	./compile error.c

error-static.o: \
static.sh static.tools error.c error.h
	sh static.sh error.c

credentials.o: \
compile credentials.c byte.h credentials.h
	./compile credentials.c

credentials-static.o: \
static.sh static.tools credentials.c byte.h credentials.h
	sh static.sh credentials.c

plain.o: \
compile plain.c base64.h plain.h
	./compile plain.c

plain-static.o: \
static.sh static.tools plain.c base64.h plain.h
	sh static.sh plain.c

hashform.o: \
compile hashform.c str.h hashform.h
	./compile hashform.c

login.o: \
compile login.c login.h
	./compile login.c

login-static.o: \
static.sh static.tools login.c login.h
	sh static.sh login.c

words.o: \
compile words.c str.h words.h
	./compile words.c

words-static.o: \
static.sh static.tools words.c str.h words.h
	sh static.sh words.c

kind.o: \
compile kind.c hasquick.h kind.h
	./compile kind.c

kind-static.o: \
static.sh static.tools kind.c hasquick.h kind.h
	sh static.sh kind.c

auto_check.c: \
auto-str check.sh
	./auto-str auto_check "`cat check.sh`" >auto_check.c

auto_check.o: \
compile auto_check.c auto_check.h
	./compile auto_check.c

auto_logrun.c: \
auto-str logrun.sh
	./auto-str auto_logrun "`cat logrun.sh`" >auto_logrun.c

auto_logrun.o: \
compile auto_logrun.c auto_logrun.h
	./compile auto_logrun.c

auto_tcpserver.c: \
auto-str tcpserver.sh
	./auto-str auto_tcpserver "`cat tcpserver.sh`" >auto_tcpserver.c

auto_tcpserver.o: \
compile auto_tcpserver.c auto_tcpserver.h
	./compile auto_tcpserver.c

auto_tlswrapper.c: \
auto-str tlswrapper.sh
	./auto-str auto_tlswrapper "`cat tlswrapper.sh`" >auto_tlswrapper.c

auto_tlswrapper.o: \
compile auto_tlswrapper.c auto_tlswrapper.h
	./compile auto_tlswrapper.c

auto_sslserver.c: \
auto-str sslserver.sh
	./auto-str auto_sslserver "`cat sslserver.sh`" >auto_sslserver.c

auto_sslserver.o: \
compile auto_sslserver.c auto_sslserver.h
	./compile auto_sslserver.c

auto_stunnel.c: \
auto-str stunnel.sh
	./auto-str auto_stunnel "`cat stunnel.sh`" >auto_stunnel.c

auto_stunnel.o: \
compile auto_stunnel.c auto_stunnel.h
	./compile auto_stunnel.c

quote.o: \
compile quote.c str.h stralloc.h quote.h
	./compile quote.c

substdio.o: \
compile substdio.c byte.h substdio.h
	./compile substdio.c

substdio-static.o: \
static.sh static.tools substdio.c byte.h substdio.h
	sh static.sh substdio.c

timeoutio.o: \
compile timeoutio.c timeoutio.h
	./compile timeoutio.c

timeoutio-static.o: \
static.sh static.tools timeoutio.c timeoutio.h
	sh static.sh timeoutio.c

clock.o: \
compile clock.c clock.h
	./compile clock.c

clock-static.o: \
static.sh static.tools clock.c clock.h
	sh static.sh clock.c

stamp.o: \
compile stamp.c num.h stamp.h
	./compile stamp.c

stamp-static.o: \
static.sh static.tools stamp.c num.h stamp.h
	sh static.sh stamp.c

remote.o: \
compile remote.c remote.h
	./compile remote.c

remote-static.o: \
static.sh static.tools remote.c remote.h
	sh static.sh remote.c

lineout.o: \
compile lineout.c clock.h lineout.h
	./compile lineout.c

lineout-static.o: \
static.sh static.tools lineout.c clock.h lineout.h
	sh static.sh lineout.c

strerr.o: \
compile strerr.c asan.h large.h num.h error.h remote.h lineout.h strerr.h
	./compile strerr.c

strerr-static.o: \
static.sh static.tools strerr.c asan.h large.h num.h error.h remote.h lineout.h strerr.h
	sh static.sh strerr.c

fault.o: \
compile fault.c error.h strerr.h fault.h
	./compile fault.c

fault-static.o: \
static.sh static.tools fault.c error.h strerr.h fault.h
	sh static.sh fault.c

norun.o: \
compile norun.c str.h strerr.h fault.h norun.h
	./compile norun.c

norun-static.o: \
static.sh static.tools norun.c str.h strerr.h fault.h norun.h
	sh static.sh norun.c

fd.o: \
compile fd.c hasclose_range.h hasfionread.h fd.h
	./compile fd.c

fd-static.o: \
static.sh static.tools fd.c hasclose_range.h hasfionread.h fd.h
	sh static.sh fd.c

sig.o: \
compile sig.c sig.h
	./compile sig.c

sig-static.o: \
static.sh static.tools sig.c sig.h
	sh static.sh sig.c

wait.o: \
compile wait.c wait.h
	./compile wait.c

wait-static.o: \
static.sh static.tools wait.c wait.h
	sh static.sh wait.c

tls.o: \
compile tls.c num.h timeoutio.h fd.h tls.h
	./compile tls.c

tls-static.o: \
static.sh static.tools tls.c num.h timeoutio.h fd.h tls.h
	sh static.sh tls.c

limit.o: \
compile limit.c hastimer.h num.h limit.h
	./compile limit.c

limit-static.o: \
static.sh static.tools limit.c hastimer.h num.h limit.h
	sh static.sh limit.c

borrow.o: \
compile borrow.c borrow.h
	./compile borrow.c

borrow-static.o: \
static.sh static.tools borrow.c borrow.h
	sh static.sh borrow.c

prot.o: \
compile prot.c prot.h
	./compile prot.c

prot-static.o: \
static.sh static.tools prot.c prot.h
	sh static.sh prot.c

filter.o: \
compile filter.c hasseccomp.h machine.h sort.h filter.h
	./compile filter.c

filter-static.o: \
static.sh static.tools filter.c hasseccomp.h machine.h sort.h filter.h
	sh static.sh filter.c

jail.o: \
compile jail.c haslandlock.h haspledge.h hasprctl.h noreturn.h limit.h prot.h filter.h jail.h
	./compile jail.c

jail-static.o: \
static.sh static.tools jail.c haslandlock.h haspledge.h hasprctl.h noreturn.h limit.h prot.h filter.h jail.h
	sh static.sh jail.c

child.o: \
compile child.c noreturn.h auto_empty.h fd.h wait.h jail.h child.h
	./compile child.c

child-static.o: \
static.sh static.tools child.c noreturn.h auto_empty.h fd.h wait.h jail.h child.h
	sh static.sh child.c

random.o: \
compile random.c fd.h random.h
	./compile random.c

random-static.o: \
static.sh static.tools random.c fd.h random.h
	sh static.sh random.c

glue.o: \
compile glue.c byte.h glue.h
	./compile glue.c

glue-static.o: \
static.sh static.tools glue.c byte.h glue.h
	sh static.sh glue.c

hash.o: \
compile hash.c hascrypt.h hasgensalt.h byte.h str.h random.h hash.h
	./compile hash.c

hash-static.o: \
static.sh static.tools hash.c hascrypt.h hasgensalt.h byte.h str.h random.h hash.h
	sh static.sh hash.c

pathexec.o: \
compile pathexec.c sig.h pathexec.h
	./compile pathexec.c

pathexec-static.o: \
static.sh static.tools pathexec.c sig.h pathexec.h
	sh static.sh pathexec.c

file.o: \
compile file.c hasrenameat2.h asan.h large.h error.h fd.h file.h
	./compile file.c

file-static.o: \
static.sh static.tools file.c hasrenameat2.h asan.h large.h error.h fd.h file.h
	sh static.sh file.c

scan.o: \
compile scan.c hasd_type.h hasgetdents64.h asan.h large.h error.h scan.h
	./compile scan.c

scan-static.o: \
static.sh static.tools scan.c hasd_type.h hasgetdents64.h asan.h large.h error.h scan.h
	sh static.sh scan.c

linein.o: \
compile linein.c fd.h linein.h
	./compile linein.c

linein-static.o: \
static.sh static.tools linein.c fd.h linein.h
	sh static.sh linein.c

folders.o: \
compile folders.c scan.h folders.h
	./compile folders.c

folders-static.o: \
static.sh static.tools folders.c scan.h folders.h
	sh static.sh folders.c

tmp.o: \
compile tmp.c scan.h tmp.h
	./compile tmp.c

tmp-static.o: \
static.sh static.tools tmp.c scan.h tmp.h
	sh static.sh tmp.c

cdb.o: \
compile cdb.c cdb.h
	./compile cdb.c

cdb-static.o: \
static.sh static.tools cdb.c cdb.h
	sh static.sh cdb.c

cdbmake.o: \
compile cdbmake.c alloc.h sort.h substdio.h fd.h cdb.h cdbmake.h
	./compile cdbmake.c

replace.o: \
compile replace.c stralloc.h replace.h
	./compile replace.c

terminal.o: \
compile terminal.c fd.h terminal.h
	./compile terminal.c

address.o: \
compile address.c remote.h address.h
	./compile address.c

address-static.o: \
static.sh static.tools address.c remote.h address.h
	sh static.sh address.c

doorfile.o: \
compile doorfile.c auto_door.h sig.h doorfile.h
	./compile doorfile.c

doorfile-static.o: \
static.sh static.tools doorfile.c auto_door.h sig.h doorfile.h
	sh static.sh doorfile.c

program.o: \
compile program.c str.h stralloc.h program.h
	./compile program.c

launch.o: \
compile launch.c credentials.h kind.h limit.h pathexec.h launch.h
	./compile launch.c

launch-static.o: \
static.sh static.tools launch.c credentials.h kind.h limit.h pathexec.h launch.h
	sh static.sh launch.c

seat.o: \
compile seat.c asan.h large.h hash64.h num.h address.h doorfile.h seat.h
	./compile seat.c

seat-static.o: \
static.sh static.tools seat.c asan.h large.h hash64.h num.h address.h doorfile.h seat.h
	sh static.sh seat.c

guess.o: \
compile guess.c hash64.h address.h doorfile.h guess.h
	./compile guess.c

guess-static.o: \
static.sh static.tools guess.c hash64.h address.h doorfile.h guess.h
	sh static.sh guess.c

report.o: \
compile report.c strerr.h wait.h report.h
	./compile report.c

report-static.o: \
static.sh static.tools report.c strerr.h wait.h report.h
	sh static.sh report.c

offer.o: \
compile offer.c words.h offer.h
	./compile offer.c

offer-static.o: \
static.sh static.tools offer.c words.h offer.h
	sh static.sh offer.c

commands.o: \
compile commands.c str.h substdio.h commands.h
	./compile commands.c

commands-static.o: \
static.sh static.tools commands.c str.h substdio.h commands.h
	sh static.sh commands.c

pop3.o: \
compile pop3.c byte.h num.h error.h substdio.h pop3.h
	./compile pop3.c

pop3-static.o: \
static.sh static.tools pop3.c byte.h num.h error.h substdio.h pop3.h
	sh static.sh pop3.c

ending.o: \
compile ending.c exitcode.h kind.h wait.h ending.h
	./compile ending.c

ending-static.o: \
static.sh static.tools ending.c exitcode.h kind.h wait.h ending.h
	sh static.sh ending.c

proxyheader.o: \
compile proxyheader.c str.h num.h substdio.h proxyheader.h
	./compile proxyheader.c

proxyheader-static.o: \
static.sh static.tools proxyheader.c str.h num.h substdio.h proxyheader.h
	sh static.sh proxyheader.c

rules.o: \
compile rules.c pathexec.h cdb.h rules.h
	./compile rules.c

rules-static.o: \
static.sh static.tools rules.c pathexec.h cdb.h rules.h
	sh static.sh rules.c

message.o: \
compile message.c asan.h large.h byte.h substdio.h fd.h message.h
	./compile message.c

message-static.o: \
static.sh static.tools message.c asan.h large.h byte.h substdio.h fd.h message.h
	sh static.sh message.c

name.o: \
compile name.c str.h num.h name.h
	./compile name.c

name-static.o: \
static.sh static.tools name.c str.h num.h name.h
	sh static.sh name.c

uidl.o: \
compile uidl.c byte.h str.h name.h uidl.h
	./compile uidl.c

uidl-static.o: \
static.sh static.tools uidl.c byte.h str.h name.h uidl.h
	sh static.sh uidl.c

maildir.o: \
compile maildir.c byte.h alloc.h stralloc.h once.h name.h maildir.h
	./compile maildir.c

maildir-static.o: \
static.sh static.tools maildir.c byte.h alloc.h stralloc.h once.h name.h maildir.h
	sh static.sh maildir.c

place.o: \
compile place.c stralloc.h once.h error.h file.h name.h maildir.h place.h
	./compile place.c

place-static.o: \
static.sh static.tools place.c stralloc.h once.h error.h file.h name.h maildir.h place.h
	sh static.sh place.c

arrange.o: \
compile arrange.c alloc.h sort.h stralloc.h once.h name.h maildir.h place.h arrange.h
	./compile arrange.c

arrange-static.o: \
static.sh static.tools arrange.c alloc.h sort.h stralloc.h once.h name.h maildir.h place.h arrange.h
	sh static.sh arrange.c

listing.o: \
compile listing.c stralloc.h once.h scan.h folders.h name.h maildir.h place.h arrange.h listing.h
	./compile listing.c

listing-static.o: \
static.sh static.tools listing.c stralloc.h once.h scan.h folders.h name.h maildir.h place.h arrange.h listing.h
	sh static.sh listing.c

moved.o: \
compile moved.c asan.h large.h hash64.h stralloc.h once.h file.h scan.h folders.h name.h maildir.h place.h moved.h
	./compile moved.c

moved-static.o: \
static.sh static.tools moved.c asan.h large.h hash64.h stralloc.h once.h file.h scan.h folders.h name.h maildir.h place.h moved.h
	sh static.sh moved.c

packed.o: \
compile packed.c substdio.h message.h name.h packed.h
	./compile packed.c

packed-static.o: \
static.sh static.tools packed.c substdio.h message.h name.h packed.h
	sh static.sh packed.c

readable.o: \
compile readable.c stralloc.h once.h error.h substdio.h strerr.h fault.h pop3.h name.h maildir.h moved.h packed.h readable.h
	./compile readable.c

readable-static.o: \
static.sh static.tools readable.c stralloc.h once.h error.h substdio.h strerr.h fault.h pop3.h name.h maildir.h moved.h packed.h readable.h
	sh static.sh readable.c

maildrop.o: \
compile maildrop.c noreturn.h stralloc.h once.h error.h substdio.h strerr.h fault.h limit.h borrow.h jail.h scan.h pop3.h name.h maildir.h listing.h maildrop.h
	./compile maildrop.c

maildrop-static.o: \
static.sh static.tools maildrop.c noreturn.h stralloc.h once.h error.h substdio.h strerr.h fault.h limit.h borrow.h jail.h scan.h pop3.h name.h maildir.h listing.h maildrop.h
	sh static.sh maildrop.c

octetline.o: \
compile octetline.c asan.h large.h byte.h num.h substdio.h name.h octetline.h
	./compile octetline.c

octetline-static.o: \
static.sh static.tools octetline.c asan.h large.h byte.h num.h substdio.h name.h octetline.h
	sh static.sh octetline.c

recall.o: \
compile recall.c asan.h large.h stralloc.h once.h substdio.h fd.h name.h maildir.h octetline.h recall.h
	./compile recall.c

recall-static.o: \
static.sh static.tools recall.c asan.h large.h stralloc.h once.h substdio.h fd.h name.h maildir.h octetline.h recall.h
	sh static.sh recall.c

octets.o: \
compile octets.c asan.h large.h num.h stralloc.h once.h error.h substdio.h fd.h sig.h message.h name.h maildir.h moved.h octetline.h recall.h octets.h
	./compile octets.c

octets-static.o: \
static.sh static.tools octets.c asan.h large.h num.h stralloc.h once.h error.h substdio.h fd.h sig.h message.h name.h maildir.h moved.h octetline.h recall.h octets.h
	sh static.sh octets.c

session.o: \
compile session.c stralloc.h once.h words.h clock.h strerr.h name.h uidl.h maildir.h octets.h session.h
	./compile session.c

session-static.o: \
static.sh static.tools session.c stralloc.h once.h words.h clock.h strerr.h name.h uidl.h maildir.h octets.h session.h
	sh static.sh session.c

update.o: \
compile update.c stralloc.h once.h error.h substdio.h fault.h sig.h file.h scan.h pop3.h name.h maildir.h moved.h update.h
	./compile update.c

update-static.o: \
static.sh static.tools update.c stralloc.h once.h error.h substdio.h fault.h sig.h file.h scan.h pop3.h name.h maildir.h moved.h update.h
	sh static.sh update.c

account.o: \
compile account.c user.h hash.h account.h
	./compile account.c

account-static.o: \
static.sh static.tools account.c user.h hash.h account.h
	sh static.sh account.c

nsswitch.o: \
compile nsswitch.c fd.h scan.h nsswitch.h
	./compile nsswitch.c

nsswitch-static.o: \
static.sh static.tools nsswitch.c fd.h scan.h nsswitch.h
	sh static.sh nsswitch.c

lookup.o: \
compile lookup.c hasnss.h hasshadow.h user.h byte.h alloc.h account.h nsswitch.h lookup.h
	./compile lookup.c

etc.o: \
compile etc.c user.h byte.h field.h linein.h account.h nsswitch.h etc.h
	./compile etc.c

etc-static.o: \
static.sh static.tools etc.c user.h byte.h field.h linein.h account.h nsswitch.h etc.h
	sh static.sh etc.c

passwdline.o: \
compile passwdline.c str.h num.h hashform.h passwdline.h
	./compile passwdline.c

accounts.o: \
compile accounts.c user.h num.h accounts.h
	./compile accounts.c

passwdfile.o: \
compile passwdfile.c user.h str.h alloc.h passwdline.h accounts.h passwdfile.h
	./compile passwdfile.c

hier.o: \
compile hier.c auto_door.h auto_empty.h auto_home.h auto_man.h stralloc.h hier.h
	./compile hier.c

service.o: \
compile service.c service.h
	./compile service.c

dialogue-static.o: \
static.sh static.tools dialogue.c noreturn.h asan.h large.h byte.h str.h error.h credentials.h plain.h substdio.h jail.h offer.h commands.h pop3.h dialogue.h
	sh static.sh dialogue.c

checker.o: \
compile checker.c noreturn.h exitcode.h user.h byte.h error.h credentials.h login.h timeoutio.h strerr.h fault.h norun.h fd.h sig.h limit.h prot.h jail.h pathexec.h address.h doorfile.h launch.h seat.h guess.h checker.h
	./compile checker.c

checker-static.o: \
static.sh static.tools checker.c noreturn.h exitcode.h user.h byte.h error.h credentials.h login.h timeoutio.h strerr.h fault.h norun.h fd.h sig.h limit.h prot.h jail.h pathexec.h address.h doorfile.h launch.h seat.h guess.h checker.h
	sh static.sh checker.c

mailservice.o: \
compile mailservice.c str.h mailservice.h
	./compile mailservice.c

recipe.o: \
compile recipe.c noreturn.h exitcode.h auto_home.h str.h stralloc.h auto_check.h auto_logrun.h quote.h strerr.h fd.h wait.h pathexec.h program.h service.h mailservice.h recipe.h
	./compile recipe.c

fromproxy-static.o: \
static.sh static.tools fromproxy.c noreturn.h exitcode.h num.h substdio.h clock.h remote.h strerr.h fd.h sig.h wait.h jail.h child.h pathexec.h proxyheader.h rules.h
	sh static.sh fromproxy.c

fromproxy: \
static.sh static.tools fromproxy-static.o auto_empty-static.o byte-static.o str-static.o num-static.o sort-static.o error-static.o substdio-static.o clock-static.o remote-static.o lineout-static.o strerr-static.o fd-static.o sig-static.o wait-static.o limit-static.o prot-static.o filter-static.o jail-static.o child-static.o pathexec-static.o cdb-static.o proxyheader-static.o rules-static.o
	sh static.sh fromproxy fromproxy-static.o auto_empty-static.o byte-static.o str-static.o num-static.o sort-static.o error-static.o substdio-static.o clock-static.o remote-static.o lineout-static.o strerr-static.o fd-static.o sig-static.o wait-static.o limit-static.o prot-static.o filter-static.o jail-static.o child-static.o pathexec-static.o cdb-static.o proxyheader-static.o rules-static.o

qmail-popup-static.o: \
static.sh static.tools qmail-popup.c noreturn.h asan.h large.h exitcode.h auto_door.h num.h error.h credentials.h kind.h substdio.h timeoutio.h clock.h stamp.h strerr.h norun.h fd.h sig.h wait.h tls.h child.h address.h doorfile.h launch.h seat.h guess.h report.h offer.h pop3.h ending.h dialogue.h
	sh static.sh qmail-popup.c

qmail-popup: \
static.sh static.tools qmail-popup-static.o auto_door-static.o auto_empty-static.o hash64-static.o byte-static.o str-static.o num-static.o base64-static.o sort-static.o error-static.o credentials-static.o plain-static.o words-static.o kind-static.o substdio-static.o timeoutio-static.o clock-static.o stamp-static.o remote-static.o lineout-static.o strerr-static.o fault-static.o norun-static.o fd-static.o sig-static.o wait-static.o tls-static.o limit-static.o prot-static.o filter-static.o jail-static.o child-static.o pathexec-static.o address-static.o doorfile-static.o launch-static.o seat-static.o guess-static.o report-static.o offer-static.o commands-static.o pop3-static.o ending-static.o dialogue-static.o
	sh static.sh qmail-popup qmail-popup-static.o auto_door-static.o auto_empty-static.o hash64-static.o byte-static.o str-static.o num-static.o base64-static.o sort-static.o error-static.o credentials-static.o plain-static.o words-static.o kind-static.o substdio-static.o timeoutio-static.o clock-static.o stamp-static.o remote-static.o lineout-static.o strerr-static.o fault-static.o norun-static.o fd-static.o sig-static.o wait-static.o tls-static.o limit-static.o prot-static.o filter-static.o jail-static.o child-static.o pathexec-static.o address-static.o doorfile-static.o launch-static.o seat-static.o guess-static.o report-static.o offer-static.o commands-static.o pop3-static.o ending-static.o dialogue-static.o

checkpassword-static.o: \
static.sh static.tools checkpassword.c noreturn.h user.h auto_home.h credentials.h limit.h glue.h launch.h account.h etc.h checker.h
	sh static.sh checkpassword.c

checkpassword: \
quick.sh static.tools checkpassword-static.o auto_door-static.o auto_home-static.o hash64-static.o byte-static.o str-static.o num-static.o field-static.o sort-static.o error-static.o credentials-static.o login-static.o kind-static.o timeoutio-static.o clock-static.o remote-static.o lineout-static.o strerr-static.o fault-static.o norun-static.o fd-static.o sig-static.o limit-static.o prot-static.o filter-static.o jail-static.o random-static.o glue-static.o hash-static.o pathexec-static.o scan-static.o linein-static.o address-static.o doorfile-static.o launch-static.o seat-static.o guess-static.o account-static.o nsswitch-static.o etc-static.o checker-static.o static.sh crypt.archive checkpassword-nss
	sh quick.sh checkpassword checkpassword-static.o auto_door-static.o auto_home-static.o hash64-static.o byte-static.o str-static.o num-static.o field-static.o sort-static.o error-static.o credentials-static.o login-static.o kind-static.o timeoutio-static.o clock-static.o remote-static.o lineout-static.o strerr-static.o fault-static.o norun-static.o fd-static.o sig-static.o limit-static.o prot-static.o filter-static.o jail-static.o random-static.o glue-static.o hash-static.o pathexec-static.o scan-static.o linein-static.o address-static.o doorfile-static.o launch-static.o seat-static.o guess-static.o account-static.o nsswitch-static.o etc-static.o checker-static.o

checkpassword-nss.o: \
compile checkpassword-nss.c noreturn.h user.h limit.h account.h lookup.h checker.h
	./compile checkpassword-nss.c

checkpassword-nss: \
load checkpassword-nss.o auto_door.o hash64.o byte.o str.o num.o alloc.o sort.o error.o credentials.o login.o kind.o timeoutio.o clock.o remote.o lineout.o strerr.o fault.o norun.o fd.o sig.o limit.o prot.o filter.o jail.o random.o hash.o pathexec.o scan.o address.o doorfile.o launch.o seat.o guess.o account.o nsswitch.o lookup.o checker.o pie.flag crypt.lib
	./load checkpassword-nss `cat pie.flag` auto_door.o hash64.o byte.o str.o num.o alloc.o sort.o error.o credentials.o login.o kind.o timeoutio.o clock.o remote.o lineout.o strerr.o fault.o norun.o fd.o sig.o limit.o prot.o filter.o jail.o random.o hash.o pathexec.o scan.o address.o doorfile.o launch.o seat.o guess.o account.o nsswitch.o lookup.o checker.o `cat crypt.lib`

checkmail.o: \
compile checkmail.c noreturn.h user.h byte.h str.h credentials.h hashform.h login.h kind.h strerr.h limit.h prot.h jail.h hash.h cdb.h accounts.h checker.h
	./compile checkmail.c

checkmail: \
load checkmail.o auto_door.o hash64.o byte.o str.o num.o sort.o error.o credentials.o hashform.o login.o kind.o timeoutio.o clock.o remote.o lineout.o strerr.o fault.o norun.o fd.o sig.o limit.o prot.o filter.o jail.o random.o hash.o pathexec.o cdb.o address.o doorfile.o launch.o seat.o guess.o accounts.o checker.o static_crypt.flag crypt.lib
	./load checkmail `cat static_crypt.flag` auto_door.o hash64.o byte.o str.o num.o sort.o error.o credentials.o hashform.o login.o kind.o timeoutio.o clock.o remote.o lineout.o strerr.o fault.o norun.o fd.o sig.o limit.o prot.o filter.o jail.o random.o hash.o pathexec.o cdb.o address.o doorfile.o launch.o seat.o guess.o accounts.o checker.o `cat crypt.lib`

mailaccounts.o: \
compile mailaccounts.c noreturn.h exitcode.h user.h num.h alloc.h sort.h stralloc.h hashform.h substdio.h strerr.h fd.h sig.h hash.h cdbmake.h replace.h passwdline.h accounts.h passwdfile.h
	./compile mailaccounts.c

mailaccounts: \
load mailaccounts.o byte.o str.o num.o alloc.o sort.o stralloc.o error.o hashform.o substdio.o clock.o remote.o lineout.o strerr.o fd.o sig.o random.o hash.o cdb.o cdbmake.o replace.o passwdline.o accounts.o passwdfile.o pie.flag crypt.lib
	./load mailaccounts `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o error.o hashform.o substdio.o clock.o remote.o lineout.o strerr.o fd.o sig.o random.o hash.o cdb.o cdbmake.o replace.o passwdline.o accounts.o passwdfile.o `cat crypt.lib`

mailpassword.o: \
compile mailpassword.c noreturn.h exitcode.h byte.h str.h stralloc.h credentials.h hashform.h strerr.h fd.h sig.h jail.h random.h hash.h replace.h terminal.h passwdline.h
	./compile mailpassword.c

mailpassword: \
load mailpassword.o byte.o str.o num.o alloc.o sort.o stralloc.o error.o credentials.o hashform.o clock.o remote.o lineout.o strerr.o fd.o sig.o limit.o prot.o filter.o jail.o random.o hash.o replace.o terminal.o passwdline.o pie.flag crypt.lib
	./load mailpassword `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o error.o credentials.o hashform.o clock.o remote.o lineout.o strerr.o fd.o sig.o limit.o prot.o filter.o jail.o random.o hash.o replace.o terminal.o passwdline.o `cat crypt.lib`

qmail-pop3d-static.o: \
static.sh static.tools qmail-pop3d.c noreturn.h asan.h large.h exitcode.h str.h num.h stralloc.h once.h error.h substdio.h timeoutio.h strerr.h fault.h fd.h sig.h tmp.h offer.h commands.h pop3.h message.h name.h uidl.h maildir.h readable.h maildrop.h octets.h session.h update.h
	sh static.sh qmail-pop3d.c

qmail-pop3d: \
static.sh static.tools qmail-pop3d-static.o hash64-static.o byte-static.o str-static.o num-static.o alloc-static.o sort-static.o stralloc-static.o once-static.o error-static.o words-static.o substdio-static.o timeoutio-static.o clock-static.o remote-static.o lineout-static.o strerr-static.o fault-static.o fd-static.o sig-static.o limit-static.o borrow-static.o prot-static.o filter-static.o jail-static.o file-static.o scan-static.o folders-static.o tmp-static.o offer-static.o commands-static.o pop3-static.o message-static.o name-static.o uidl-static.o maildir-static.o place-static.o arrange-static.o listing-static.o moved-static.o packed-static.o readable-static.o maildrop-static.o octetline-static.o recall-static.o octets-static.o session-static.o update-static.o
	sh static.sh qmail-pop3d qmail-pop3d-static.o hash64-static.o byte-static.o str-static.o num-static.o alloc-static.o sort-static.o stralloc-static.o once-static.o error-static.o words-static.o substdio-static.o timeoutio-static.o clock-static.o remote-static.o lineout-static.o strerr-static.o fault-static.o fd-static.o sig-static.o limit-static.o borrow-static.o prot-static.o filter-static.o jail-static.o file-static.o scan-static.o folders-static.o tmp-static.o offer-static.o commands-static.o pop3-static.o message-static.o name-static.o uidl-static.o maildir-static.o place-static.o arrange-static.o listing-static.o moved-static.o packed-static.o readable-static.o maildrop-static.o octetline-static.o recall-static.o octets-static.o session-static.o update-static.o

install.o: \
compile install.c noreturn.h exitcode.h stralloc.h strerr.h hier.h
	./compile install.c

install: \
load install.o auto_door.o auto_empty.o auto_home.o auto_man.o byte.o num.o alloc.o stralloc.o error.o clock.o remote.o lineout.o strerr.o hier.o pie.flag
	./load install `cat pie.flag` auto_door.o auto_empty.o auto_home.o auto_man.o byte.o num.o alloc.o stralloc.o error.o clock.o remote.o lineout.o strerr.o hier.o

instcheck.o: \
compile instcheck.c exitcode.h error.h strerr.h fd.h hier.h
	./compile instcheck.c

instcheck: \
load instcheck.o auto_door.o auto_empty.o auto_home.o auto_man.o byte.o num.o alloc.o stralloc.o error.o clock.o remote.o lineout.o strerr.o fd.o hier.o pie.flag
	./load instcheck `cat pie.flag` auto_door.o auto_empty.o auto_home.o auto_man.o byte.o num.o alloc.o stralloc.o error.o clock.o remote.o lineout.o strerr.o fd.o hier.o

auto-str.o: \
compile auto-str.c exitcode.h substdio.h
	./compile auto-str.c

auto-str: \
load auto-str.o byte.o substdio.o pie.flag
	./load auto-str `cat pie.flag` byte.o substdio.o

qmail-pop3d-conf.o: \
compile qmail-pop3d-conf.c noreturn.h exitcode.h auto_tcpserver.h fd.h sig.h recipe.h
	./compile qmail-pop3d-conf.c

qmail-pop3d-conf: \
load qmail-pop3d-conf.o auto_home.o byte.o str.o num.o alloc.o stralloc.o error.o auto_check.o auto_logrun.o auto_tcpserver.o quote.o clock.o remote.o lineout.o strerr.o fd.o sig.o wait.o pathexec.o program.o service.o mailservice.o recipe.o pie.flag
	./load qmail-pop3d-conf `cat pie.flag` auto_home.o byte.o str.o num.o alloc.o stralloc.o error.o auto_check.o auto_logrun.o auto_tcpserver.o quote.o clock.o remote.o lineout.o strerr.o fd.o sig.o wait.o pathexec.o program.o service.o mailservice.o recipe.o

qmail-pop3sd-conf.o: \
compile qmail-pop3sd-conf.c noreturn.h exitcode.h stralloc.h auto_tlswrapper.h auto_sslserver.h auto_stunnel.h strerr.h fd.h sig.h program.h recipe.h
	./compile qmail-pop3sd-conf.c

qmail-pop3sd-conf: \
load qmail-pop3sd-conf.o auto_home.o byte.o str.o num.o alloc.o stralloc.o error.o auto_check.o auto_logrun.o auto_tlswrapper.o auto_sslserver.o auto_stunnel.o quote.o clock.o remote.o lineout.o strerr.o fd.o sig.o wait.o pathexec.o program.o service.o mailservice.o recipe.o pie.flag
	./load qmail-pop3sd-conf `cat pie.flag` auto_home.o byte.o str.o num.o alloc.o stralloc.o error.o auto_check.o auto_logrun.o auto_tlswrapper.o auto_sslserver.o auto_stunnel.o quote.o clock.o remote.o lineout.o strerr.o fd.o sig.o wait.o pathexec.o program.o service.o mailservice.o recipe.o

pop3rows: \
pop3rows.sh
	cat pop3rows.sh >pop3rows
	chmod 755 pop3rows

pop3stat: \
pop3stat.sh
	cat pop3stat.sh >pop3stat
	chmod 755 pop3stat

pop3who: \
pop3who.sh
	cat pop3who.sh >pop3who
	chmod 755 pop3who

pop3maildir: \
pop3maildir.sh
	cat pop3maildir.sh >pop3maildir
	chmod 755 pop3maildir

pop3check: \
pop3check.sh check/stand-in.sh check/say.sh check/tools.sh check/service.sh check/text.sh check/unit.sh check/chain.sh check/programs.sh check/machine.sh check/limits.sh check/account.sh check/maildir.sh check/session.sh check/rules.sh check/certificate.sh check/log.sh check/supervisor.sh check/port.sh join.sh conf-home conf-empty conf-door
	sh join.sh pop3check.sh >pop3check
	chmod 755 pop3check

tests/fuzz-accounts.o: \
compile tests/fuzz-accounts.c tests/fuzz.h noreturn.h user.h accounts.h
	./compile tests/fuzz-accounts.c

tests/fuzz-accounts: \
load tests/fuzz-accounts.o byte.o num.o accounts.o pie.flag
	./load tests/fuzz-accounts `cat pie.flag` byte.o num.o accounts.o

tests/fuzz-base64.o: \
compile tests/fuzz-base64.c tests/naive-plain.h tests/fuzz.h noreturn.h base64.h plain.h
	./compile tests/fuzz-base64.c

tests/fuzz-base64: \
load tests/fuzz-base64.o base64.o plain.o pie.flag
	./load tests/fuzz-base64 `cat pie.flag` base64.o plain.o

tests/fuzz-byte.o: \
compile tests/fuzz-byte.c tests/fuzz.h noreturn.h byte.h
	./compile tests/fuzz-byte.c

tests/fuzz-byte: \
load tests/fuzz-byte.o byte.o pie.flag
	./load tests/fuzz-byte `cat pie.flag` byte.o

tests/fuzz-cdb.o: \
compile tests/fuzz-cdb.c tests/fuzz.h noreturn.h substdio.h cdb.h cdbmake.h
	./compile tests/fuzz-cdb.c

tests/fuzz-cdb: \
load tests/fuzz-cdb.o byte.o alloc.o sort.o substdio.o fd.o cdb.o cdbmake.o pie.flag
	./load tests/fuzz-cdb `cat pie.flag` byte.o alloc.o sort.o substdio.o fd.o cdb.o cdbmake.o

tests/fuzz-commands.o: \
compile tests/fuzz-commands.c tests/fuzz.h noreturn.h substdio.h commands.h
	./compile tests/fuzz-commands.c

tests/fuzz-commands: \
load tests/fuzz-commands.o byte.o str.o substdio.o commands.o pie.flag
	./load tests/fuzz-commands `cat pie.flag` byte.o str.o substdio.o commands.o

tests/fuzz-credentials.o: \
compile tests/fuzz-credentials.c tests/fuzz.h noreturn.h credentials.h
	./compile tests/fuzz-credentials.c

tests/fuzz-credentials: \
load tests/fuzz-credentials.o byte.o credentials.o pie.flag
	./load tests/fuzz-credentials `cat pie.flag` byte.o credentials.o

tests/fuzz-dialogue.o: \
compile tests/fuzz-dialogue.c tests/naive-plain.h tests/fuzz.h tests/naive-dialogue.h dialogue.c noreturn.h asan.h large.h byte.h str.h error.h credentials.h plain.h substdio.h jail.h offer.h commands.h pop3.h dialogue.h
	./compile tests/fuzz-dialogue.c

tests/fuzz-dialogue: \
load tests/fuzz-dialogue.o byte.o str.o num.o base64.o sort.o error.o credentials.o plain.o words.o substdio.o limit.o prot.o filter.o jail.o offer.o commands.o pop3.o pie.flag
	./load tests/fuzz-dialogue `cat pie.flag` byte.o str.o num.o base64.o sort.o error.o credentials.o plain.o words.o substdio.o limit.o prot.o filter.o jail.o offer.o commands.o pop3.o

tests/fuzz-message.o: \
compile tests/fuzz-message.c tests/fuzz.h message.c noreturn.h asan.h large.h byte.h substdio.h fd.h message.h
	./compile tests/fuzz-message.c

tests/fuzz-message: \
load tests/fuzz-message.o byte.o substdio.o fd.o pie.flag
	./load tests/fuzz-message `cat pie.flag` byte.o substdio.o fd.o

tests/fuzz-name.o: \
compile tests/fuzz-name.c tests/fuzz.h noreturn.h name.h uidl.h
	./compile tests/fuzz-name.c

tests/fuzz-name: \
load tests/fuzz-name.o byte.o str.o num.o name.o uidl.o pie.flag
	./load tests/fuzz-name `cat pie.flag` byte.o str.o num.o name.o uidl.o

tests/fuzz-octetline.o: \
compile tests/fuzz-octetline.c tests/naive-octetline.h tests/fuzz.h noreturn.h substdio.h octetline.h
	./compile tests/fuzz-octetline.c

tests/fuzz-octetline: \
load tests/fuzz-octetline.o byte.o str.o num.o substdio.o name.o octetline.o pie.flag
	./load tests/fuzz-octetline `cat pie.flag` byte.o str.o num.o substdio.o name.o octetline.o

tests/fuzz-octets.o: \
compile tests/fuzz-octets.c tests/naive-octetline.h tests/fuzz.h noreturn.h stralloc.h once.h name.h maildir.h octets.h
	./compile tests/fuzz-octets.c

tests/fuzz-octets: \
load tests/fuzz-octets.o hash64.o byte.o str.o num.o alloc.o stralloc.o once.o error.o substdio.o fd.o sig.o file.o scan.o folders.o message.o name.o maildir.o place.o moved.o octetline.o recall.o octets.o pie.flag
	./load tests/fuzz-octets `cat pie.flag` hash64.o byte.o str.o num.o alloc.o stralloc.o once.o error.o substdio.o fd.o sig.o file.o scan.o folders.o message.o name.o maildir.o place.o moved.o octetline.o recall.o octets.o

tests/fuzz-passwdfile.o: \
compile tests/fuzz-passwdfile.c tests/fuzz.h noreturn.h user.h alloc.h hashform.h passwdline.h accounts.h passwdfile.h
	./compile tests/fuzz-passwdfile.c

tests/fuzz-passwdfile: \
load tests/fuzz-passwdfile.o byte.o str.o num.o alloc.o hashform.o passwdline.o accounts.o passwdfile.o pie.flag
	./load tests/fuzz-passwdfile `cat pie.flag` byte.o str.o num.o alloc.o hashform.o passwdline.o accounts.o passwdfile.o

tests/fuzz-plain.o: \
compile tests/fuzz-plain.c tests/naive-plain.h tests/fuzz.h noreturn.h plain.h
	./compile tests/fuzz-plain.c

tests/fuzz-plain: \
load tests/fuzz-plain.o base64.o plain.o pie.flag
	./load tests/fuzz-plain `cat pie.flag` base64.o plain.o

tests/fuzz-proxyheader.o: \
compile tests/fuzz-proxyheader.c tests/fuzz.h noreturn.h substdio.h proxyheader.h
	./compile tests/fuzz-proxyheader.c

tests/fuzz-proxyheader: \
load tests/fuzz-proxyheader.o byte.o str.o num.o substdio.o proxyheader.o pie.flag
	./load tests/fuzz-proxyheader `cat pie.flag` byte.o str.o num.o substdio.o proxyheader.o

tests/t-account.o: \
compile tests/t-account.c tests/test.h hascrypt.h user.h account.h
	./compile tests/t-account.c

tests/t-account: \
load tests/t-account.o byte.o str.o fd.o random.o hash.o account.o pie.flag crypt.lib
	./load tests/t-account `cat pie.flag` byte.o str.o fd.o random.o hash.o account.o `cat crypt.lib`

tests/t-accounts.o: \
compile tests/t-accounts.c tests/test.h user.h accounts.h
	./compile tests/t-accounts.c

tests/t-accounts: \
load tests/t-accounts.o byte.o num.o accounts.o pie.flag
	./load tests/t-accounts `cat pie.flag` byte.o num.o accounts.o

tests/t-address.o: \
compile tests/t-address.c tests/test.h address.h
	./compile tests/t-address.c

tests/t-address: \
load tests/t-address.o remote.o address.o pie.flag
	./load tests/t-address `cat pie.flag` remote.o address.o

tests/t-alloc.o: \
compile tests/t-alloc.c tests/test.h asan.h alloc.h
	./compile tests/t-alloc.c

tests/t-alloc: \
load tests/t-alloc.o byte.o alloc.o pie.flag
	./load tests/t-alloc `cat pie.flag` byte.o alloc.o

tests/t-arrange.o: \
compile tests/t-arrange.c tests/fresh.h tests/test.h stralloc.h once.h name.h maildir.h arrange.h listing.h
	./compile tests/t-arrange.c

tests/t-arrange: \
load tests/t-arrange.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o pie.flag
	./load tests/t-arrange `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o

tests/t-base64.o: \
compile tests/t-base64.c tests/test.h base64.h
	./compile tests/t-base64.c

tests/t-base64: \
load tests/t-base64.o base64.o pie.flag
	./load tests/t-base64 `cat pie.flag` base64.o

tests/t-borrow.o: \
compile tests/t-borrow.c tests/test.h borrow.h
	./compile tests/t-borrow.c

tests/t-borrow: \
load tests/t-borrow.o borrow.o pie.flag
	./load tests/t-borrow `cat pie.flag` borrow.o

tests/t-byte.o: \
compile tests/t-byte.c tests/test.h byte.h
	./compile tests/t-byte.c

tests/t-byte: \
load tests/t-byte.o byte.o pie.flag
	./load tests/t-byte `cat pie.flag` byte.o

tests/t-cdb.o: \
compile tests/t-cdb.c tests/test.h cdb.h
	./compile tests/t-cdb.c

tests/t-cdb: \
load tests/t-cdb.o cdb.o pie.flag
	./load tests/t-cdb `cat pie.flag` cdb.o

tests/t-cdbmake.o: \
compile tests/t-cdbmake.c tests/test.h alloc.h substdio.h cdb.h cdbmake.h
	./compile tests/t-cdbmake.c

tests/t-cdbmake: \
load tests/t-cdbmake.o byte.o alloc.o sort.o substdio.o fd.o cdb.o cdbmake.o pie.flag
	./load tests/t-cdbmake `cat pie.flag` byte.o alloc.o sort.o substdio.o fd.o cdb.o cdbmake.o

tests/t-child.o: \
compile tests/t-child.c tests/test.h noreturn.h auto_empty.h wait.h jail.h child.h
	./compile tests/t-child.c

tests/t-child: \
load tests/t-child.o auto_empty.o byte.o num.o sort.o fd.o wait.o limit.o prot.o filter.o jail.o child.o pie.flag
	./load tests/t-child `cat pie.flag` auto_empty.o byte.o num.o sort.o fd.o wait.o limit.o prot.o filter.o jail.o child.o

tests/t-clock.o: \
compile tests/t-clock.c tests/test.h clock.h
	./compile tests/t-clock.c

tests/t-clock: \
load tests/t-clock.o clock.o pie.flag
	./load tests/t-clock `cat pie.flag` clock.o

tests/t-commands.o: \
compile tests/t-commands.c tests/test.h substdio.h commands.h
	./compile tests/t-commands.c

tests/t-commands: \
load tests/t-commands.o byte.o str.o substdio.o commands.o pie.flag
	./load tests/t-commands `cat pie.flag` byte.o str.o substdio.o commands.o

tests/t-credentials.o: \
compile tests/t-credentials.c tests/test.h credentials.h
	./compile tests/t-credentials.c

tests/t-credentials: \
load tests/t-credentials.o byte.o credentials.o pie.flag
	./load tests/t-credentials `cat pie.flag` byte.o credentials.o

tests/t-doorfile.o: \
compile tests/t-doorfile.c tests/holder.h tests/mydoor.h tests/test.h doorfile.c auto_door.h sig.h doorfile.h
	./compile tests/t-doorfile.c

tests/t-doorfile: \
load tests/t-doorfile.o auto_door.o sig.o pie.flag
	./load tests/t-doorfile `cat pie.flag` auto_door.o sig.o

tests/t-ending.o: \
compile tests/t-ending.c tests/test.h kind.h wait.h ending.h
	./compile tests/t-ending.c

tests/t-ending: \
load tests/t-ending.o kind.o wait.o ending.o pie.flag
	./load tests/t-ending `cat pie.flag` kind.o wait.o ending.o

tests/t-error.o: \
compile tests/t-error.c tests/test.h error.h
	./compile tests/t-error.c

tests/t-error: \
load tests/t-error.o error.o pie.flag
	./load tests/t-error `cat pie.flag` error.o

tests/t-etc.o: \
compile tests/t-etc.c tests/test.h user.h account.h lookup.h etc.h
	./compile tests/t-etc.c

tests/t-etc: \
load tests/t-etc.o byte.o str.o num.o field.o alloc.o error.o fd.o random.o hash.o scan.o linein.o account.o nsswitch.o lookup.o etc.o pie.flag crypt.lib
	./load tests/t-etc `cat pie.flag` byte.o str.o num.o field.o alloc.o error.o fd.o random.o hash.o scan.o linein.o account.o nsswitch.o lookup.o etc.o `cat crypt.lib`

tests/t-fault.o: \
compile tests/t-fault.c tests/logged.h tests/test.h fault.h
	./compile tests/t-fault.c

tests/t-fault: \
load tests/t-fault.o byte.o num.o error.o clock.o remote.o lineout.o strerr.o fault.o pie.flag
	./load tests/t-fault `cat pie.flag` byte.o num.o error.o clock.o remote.o lineout.o strerr.o fault.o

tests/t-fd-poll.o: \
compile tests/t-fd-poll.c tests/test.h tests/t-fd.c fd.h
	./compile tests/t-fd-poll.c

tests/t-fd-poll: \
load tests/t-fd-poll.o fd.o pie.flag
	./load tests/t-fd-poll `cat pie.flag` fd.o

tests/t-fd.o: \
compile tests/t-fd.c tests/test.h fd.h
	./compile tests/t-fd.c

tests/t-fd: \
load tests/t-fd.o fd.o pie.flag
	./load tests/t-fd `cat pie.flag` fd.o

tests/t-field.o: \
compile tests/t-field.c tests/test.h field.h
	./compile tests/t-field.c

tests/t-field: \
load tests/t-field.o byte.o num.o field.o pie.flag
	./load tests/t-field `cat pie.flag` byte.o num.o field.o

tests/t-file.o: \
compile tests/t-file.c tests/test.h file.h
	./compile tests/t-file.c

tests/t-file: \
load tests/t-file.o error.o fd.o file.o pie.flag
	./load tests/t-file `cat pie.flag` error.o fd.o file.o

tests/t-filter.o: \
compile tests/t-filter.c tests/seccomp.h tests/test.h filter.c hasseccomp.h machine.h sort.h filter.h
	./compile tests/t-filter.c

tests/t-filter: \
load tests/t-filter.o byte.o sort.o pie.flag
	./load tests/t-filter `cat pie.flag` byte.o sort.o

tests/t-folders.o: \
compile tests/t-folders.c tests/test.h folders.h
	./compile tests/t-folders.c

tests/t-folders: \
load tests/t-folders.o error.o scan.o folders.o pie.flag
	./load tests/t-folders `cat pie.flag` error.o scan.o folders.o

tests/t-glue.o: \
compile tests/t-glue.c tests/test.h glue.h
	./compile tests/t-glue.c

tests/t-glue: \
load tests/t-glue.o byte.o glue.o pie.flag
	./load tests/t-glue `cat pie.flag` byte.o glue.o

tests/t-guess.o: \
compile tests/t-guess.c tests/holder.h tests/mydoor.h tests/test.h guess.c doorfile.c auto_door.h hash64.h sig.h address.h doorfile.h guess.h
	./compile tests/t-guess.c

tests/t-guess: \
load tests/t-guess.o auto_door.o hash64.o remote.o sig.o address.o pie.flag
	./load tests/t-guess `cat pie.flag` auto_door.o hash64.o remote.o sig.o address.o

tests/t-hash.o: \
compile tests/t-hash.c tests/test.h hascrypt.h hash.h
	./compile tests/t-hash.c

tests/t-hash: \
load tests/t-hash.o byte.o str.o fd.o random.o hash.o pie.flag crypt.lib
	./load tests/t-hash `cat pie.flag` byte.o str.o fd.o random.o hash.o `cat crypt.lib`

tests/t-hash64.o: \
compile tests/t-hash64.c tests/test.h hash64.h
	./compile tests/t-hash64.c

tests/t-hash64: \
load tests/t-hash64.o hash64.o pie.flag
	./load tests/t-hash64 `cat pie.flag` hash64.o

tests/t-hashform.o: \
compile tests/t-hashform.c tests/test.h hascrypt.h hashform.h
	./compile tests/t-hashform.c

tests/t-hashform: \
load tests/t-hashform.o str.o hashform.o pie.flag crypt.lib
	./load tests/t-hashform `cat pie.flag` str.o hashform.o `cat crypt.lib`

tests/t-hier.o: \
compile tests/t-hier.c tests/test.h auto_door.h auto_empty.h auto_home.h auto_man.h hier.h
	./compile tests/t-hier.c

tests/t-hier: \
load tests/t-hier.o auto_door.o auto_empty.o auto_home.o auto_man.o byte.o alloc.o stralloc.o hier.o pie.flag
	./load tests/t-hier `cat pie.flag` auto_door.o auto_empty.o auto_home.o auto_man.o byte.o alloc.o stralloc.o hier.o

tests/t-jail.o: \
compile tests/t-jail.c tests/test.h tests/seccomp.h haslandlock.h hasprctl.h hasseccomp.h hastimer.h noreturn.h machine.h jail.h
	./compile tests/t-jail.c

tests/t-jail: \
load tests/t-jail.o byte.o num.o sort.o limit.o prot.o filter.o jail.o pie.flag
	./load tests/t-jail `cat pie.flag` byte.o num.o sort.o limit.o prot.o filter.o jail.o

tests/t-kind.o: \
compile tests/t-kind.c tests/test.h hasquick.h kind.h
	./compile tests/t-kind.c

tests/t-kind: \
load tests/t-kind.o kind.o pie.flag
	./load tests/t-kind `cat pie.flag` kind.o

tests/t-launch.o: \
compile tests/t-launch.c tests/test.h credentials.h fd.h sig.h wait.h launch.h
	./compile tests/t-launch.c

tests/t-launch: \
load tests/t-launch.o byte.o num.o credentials.o kind.o fd.o sig.o wait.o limit.o pathexec.o launch.o pie.flag
	./load tests/t-launch `cat pie.flag` byte.o num.o credentials.o kind.o fd.o sig.o wait.o limit.o pathexec.o launch.o

tests/t-limit.o: \
compile tests/t-limit.c tests/test.h limit.h
	./compile tests/t-limit.c

tests/t-limit: \
load tests/t-limit.o byte.o num.o limit.o pie.flag
	./load tests/t-limit `cat pie.flag` byte.o num.o limit.o

tests/t-linein.o: \
compile tests/t-linein.c tests/test.h linein.h
	./compile tests/t-linein.c

tests/t-linein: \
load tests/t-linein.o fd.o linein.o pie.flag
	./load tests/t-linein `cat pie.flag` fd.o linein.o

tests/t-lineout.o: \
compile tests/t-lineout.c tests/test.h lineout.h
	./compile tests/t-lineout.c

tests/t-lineout: \
load tests/t-lineout.o clock.o lineout.o pie.flag
	./load tests/t-lineout `cat pie.flag` clock.o lineout.o

tests/t-listing.o: \
compile tests/t-listing.c tests/fresh.h tests/test.h stralloc.h once.h name.h maildir.h listing.h
	./compile tests/t-listing.c

tests/t-listing: \
load tests/t-listing.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o pie.flag
	./load tests/t-listing `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o

tests/t-login.o: \
compile tests/t-login.c tests/test.h login.h
	./compile tests/t-login.c

tests/t-login: \
load tests/t-login.o login.o pie.flag
	./load tests/t-login `cat pie.flag` login.o

tests/t-lookup.o: \
compile tests/t-lookup.c tests/test.h hascrypt.h hasgensalt.h user.h account.h lookup.h
	./compile tests/t-lookup.c

tests/t-lookup: \
load tests/t-lookup.o byte.o str.o alloc.o error.o fd.o random.o hash.o scan.o account.o nsswitch.o lookup.o pie.flag crypt.lib
	./load tests/t-lookup `cat pie.flag` byte.o str.o alloc.o error.o fd.o random.o hash.o scan.o account.o nsswitch.o lookup.o `cat crypt.lib`

tests/t-maildir.o: \
compile tests/t-maildir.c tests/test.h stralloc.h once.h name.h maildir.h
	./compile tests/t-maildir.c

tests/t-maildir: \
load tests/t-maildir.o byte.o str.o num.o alloc.o stralloc.o once.o name.o maildir.o pie.flag
	./load tests/t-maildir `cat pie.flag` byte.o str.o num.o alloc.o stralloc.o once.o name.o maildir.o

tests/t-maildrop.o: \
compile tests/t-maildrop.c tests/test.h haslandlock.h hasprctl.h stralloc.h once.h name.h maildir.h maildrop.h
	./compile tests/t-maildrop.c

tests/t-maildrop: \
load tests/t-maildrop.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o clock.o remote.o lineout.o strerr.o fault.o fd.o limit.o borrow.o prot.o filter.o jail.o file.o scan.o folders.o pop3.o name.o maildir.o place.o arrange.o listing.o maildrop.o pie.flag
	./load tests/t-maildrop `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o clock.o remote.o lineout.o strerr.o fault.o fd.o limit.o borrow.o prot.o filter.o jail.o file.o scan.o folders.o pop3.o name.o maildir.o place.o arrange.o listing.o maildrop.o

tests/t-message.o: \
compile tests/t-message.c tests/test.h substdio.h message.h
	./compile tests/t-message.c

tests/t-message: \
load tests/t-message.o byte.o substdio.o fd.o message.o pie.flag
	./load tests/t-message `cat pie.flag` byte.o substdio.o fd.o message.o

tests/t-moved.o: \
compile tests/t-moved.c tests/fresh.h tests/test.h stralloc.h once.h name.h maildir.h listing.h moved.h
	./compile tests/t-moved.c

tests/t-moved: \
load tests/t-moved.o hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o moved.o pie.flag
	./load tests/t-moved `cat pie.flag` hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o moved.o

tests/t-name.o: \
compile tests/t-name.c tests/test.h name.h
	./compile tests/t-name.c

tests/t-name: \
load tests/t-name.o byte.o str.o num.o name.o pie.flag
	./load tests/t-name `cat pie.flag` byte.o str.o num.o name.o

tests/t-norun.o: \
compile tests/t-norun.c tests/logged.h tests/test.h norun.h
	./compile tests/t-norun.c

tests/t-norun: \
load tests/t-norun.o byte.o str.o num.o error.o clock.o remote.o lineout.o strerr.o fault.o norun.o pie.flag
	./load tests/t-norun `cat pie.flag` byte.o str.o num.o error.o clock.o remote.o lineout.o strerr.o fault.o norun.o

tests/t-nsswitch.o: \
compile tests/t-nsswitch.c tests/test.h hasnss.h nsswitch.h
	./compile tests/t-nsswitch.c

tests/t-nsswitch: \
load tests/t-nsswitch.o error.o fd.o scan.o nsswitch.o pie.flag
	./load tests/t-nsswitch `cat pie.flag` error.o fd.o scan.o nsswitch.o

tests/t-num.o: \
compile tests/t-num.c tests/test.h num.h
	./compile tests/t-num.c

tests/t-num: \
load tests/t-num.o byte.o num.o pie.flag
	./load tests/t-num `cat pie.flag` byte.o num.o

tests/t-octetline.o: \
compile tests/t-octetline.c tests/test.h num.h substdio.h octetline.h
	./compile tests/t-octetline.c

tests/t-octetline: \
load tests/t-octetline.o byte.o str.o num.o substdio.o name.o octetline.o pie.flag
	./load tests/t-octetline `cat pie.flag` byte.o str.o num.o substdio.o name.o octetline.o

tests/t-octets.o: \
compile tests/t-octets.c tests/cached.h tests/fresh.h tests/test.h num.h stralloc.h once.h name.h maildir.h listing.h octets.h
	./compile tests/t-octets.c

tests/t-octets: \
load tests/t-octets.o hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o fd.o sig.o file.o scan.o folders.o message.o name.o maildir.o place.o arrange.o listing.o moved.o octetline.o recall.o octets.o pie.flag
	./load tests/t-octets `cat pie.flag` hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o fd.o sig.o file.o scan.o folders.o message.o name.o maildir.o place.o arrange.o listing.o moved.o octetline.o recall.o octets.o

tests/t-offer.o: \
compile tests/t-offer.c tests/test.h offer.h
	./compile tests/t-offer.c

tests/t-offer: \
load tests/t-offer.o str.o words.o offer.o pie.flag
	./load tests/t-offer `cat pie.flag` str.o words.o offer.o

tests/t-once.o: \
compile tests/t-once.c tests/test.h stralloc.h once.h
	./compile tests/t-once.c

tests/t-once: \
load tests/t-once.o byte.o alloc.o stralloc.o once.o pie.flag
	./load tests/t-once `cat pie.flag` byte.o alloc.o stralloc.o once.o

tests/t-packed.o: \
compile tests/t-packed.c tests/test.h packed.h
	./compile tests/t-packed.c

tests/t-packed: \
load tests/t-packed.o byte.o str.o num.o substdio.o fd.o message.o name.o packed.o pie.flag
	./load tests/t-packed `cat pie.flag` byte.o str.o num.o substdio.o fd.o message.o name.o packed.o

tests/t-passwdfile.o: \
compile tests/t-passwdfile.c tests/test.h user.h alloc.h passwdline.h accounts.h passwdfile.h
	./compile tests/t-passwdfile.c

tests/t-passwdfile: \
load tests/t-passwdfile.o byte.o str.o num.o alloc.o hashform.o passwdline.o accounts.o passwdfile.o pie.flag
	./load tests/t-passwdfile `cat pie.flag` byte.o str.o num.o alloc.o hashform.o passwdline.o accounts.o passwdfile.o

tests/t-passwdline.o: \
compile tests/t-passwdline.c tests/test.h passwdline.h
	./compile tests/t-passwdline.c

tests/t-passwdline: \
load tests/t-passwdline.o byte.o str.o num.o hashform.o passwdline.o pie.flag
	./load tests/t-passwdline `cat pie.flag` byte.o str.o num.o hashform.o passwdline.o

tests/t-pathexec.o: \
compile tests/t-pathexec.c tests/test.h pathexec.h
	./compile tests/t-pathexec.c

tests/t-pathexec: \
load tests/t-pathexec.o sig.o pathexec.o pie.flag
	./load tests/t-pathexec `cat pie.flag` sig.o pathexec.o

tests/t-place.o: \
compile tests/t-place.c tests/fresh.h tests/test.h stralloc.h once.h name.h maildir.h place.h listing.h
	./compile tests/t-place.c

tests/t-place: \
load tests/t-place.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o pie.flag
	./load tests/t-place `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o

tests/t-plain.o: \
compile tests/t-plain.c tests/test.h plain.h
	./compile tests/t-plain.c

tests/t-plain: \
load tests/t-plain.o base64.o plain.o pie.flag
	./load tests/t-plain `cat pie.flag` base64.o plain.o

tests/t-pop3.o: \
compile tests/t-pop3.c tests/test.h error.h substdio.h pop3.h
	./compile tests/t-pop3.c

tests/t-pop3: \
load tests/t-pop3.o byte.o num.o error.o substdio.o pop3.o pie.flag
	./load tests/t-pop3 `cat pie.flag` byte.o num.o error.o substdio.o pop3.o

tests/t-program.o: \
compile tests/t-program.c tests/test.h program.h
	./compile tests/t-program.c

tests/t-program: \
load tests/t-program.o byte.o str.o alloc.o stralloc.o program.o pie.flag
	./load tests/t-program `cat pie.flag` byte.o str.o alloc.o stralloc.o program.o

tests/t-prot.o: \
compile tests/t-prot.c tests/test.h prot.h
	./compile tests/t-prot.c

tests/t-prot: \
load tests/t-prot.o prot.o pie.flag
	./load tests/t-prot `cat pie.flag` prot.o

tests/t-proxyheader.o: \
compile tests/t-proxyheader.c tests/test.h substdio.h proxyheader.h
	./compile tests/t-proxyheader.c

tests/t-proxyheader: \
load tests/t-proxyheader.o byte.o str.o num.o substdio.o proxyheader.o pie.flag
	./load tests/t-proxyheader `cat pie.flag` byte.o str.o num.o substdio.o proxyheader.o

tests/t-quote.o: \
compile tests/t-quote.c tests/test.h stralloc.h quote.h
	./compile tests/t-quote.c

tests/t-quote: \
load tests/t-quote.o byte.o str.o alloc.o stralloc.o quote.o pie.flag
	./load tests/t-quote `cat pie.flag` byte.o str.o alloc.o stralloc.o quote.o

tests/t-random.o: \
compile tests/t-random.c tests/test.h random.h
	./compile tests/t-random.c

tests/t-random: \
load tests/t-random.o fd.o random.o pie.flag
	./load tests/t-random `cat pie.flag` fd.o random.o

tests/t-readable.o: \
compile tests/t-readable.c tests/fresh.h tests/test.h stralloc.h once.h name.h maildir.h listing.h readable.h
	./compile tests/t-readable.c

tests/t-readable: \
load tests/t-readable.o hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o clock.o remote.o lineout.o strerr.o fault.o fd.o file.o scan.o folders.o pop3.o message.o name.o maildir.o place.o arrange.o listing.o moved.o packed.o readable.o pie.flag
	./load tests/t-readable `cat pie.flag` hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o clock.o remote.o lineout.o strerr.o fault.o fd.o file.o scan.o folders.o pop3.o message.o name.o maildir.o place.o arrange.o listing.o moved.o packed.o readable.o

tests/t-recall.o: \
compile tests/t-recall.c tests/cached.h tests/fresh.h tests/test.h num.h stralloc.h once.h name.h maildir.h listing.h recall.h
	./compile tests/t-recall.c

tests/t-recall: \
load tests/t-recall.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o octetline.o recall.o pie.flag
	./load tests/t-recall `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o fd.o file.o scan.o folders.o name.o maildir.o place.o arrange.o listing.o octetline.o recall.o

tests/t-remote.o: \
compile tests/t-remote.c tests/test.h remote.h
	./compile tests/t-remote.c

tests/t-remote: \
load tests/t-remote.o remote.o pie.flag
	./load tests/t-remote `cat pie.flag` remote.o

tests/t-replace.o: \
compile tests/t-replace.c tests/test.h replace.h
	./compile tests/t-replace.c

tests/t-replace: \
load tests/t-replace.o byte.o alloc.o stralloc.o replace.o pie.flag
	./load tests/t-replace `cat pie.flag` byte.o alloc.o stralloc.o replace.o

tests/t-report.o: \
compile tests/t-report.c tests/test.h strerr.h wait.h report.h
	./compile tests/t-report.c

tests/t-report: \
load tests/t-report.o byte.o num.o error.o clock.o remote.o lineout.o strerr.o wait.o report.o pie.flag
	./load tests/t-report `cat pie.flag` byte.o num.o error.o clock.o remote.o lineout.o strerr.o wait.o report.o

tests/t-rules.o: \
compile tests/t-rules.c tests/test.h substdio.h cdb.h cdbmake.h rules.h
	./compile tests/t-rules.c

tests/t-rules: \
load tests/t-rules.o byte.o alloc.o sort.o substdio.o fd.o sig.o pathexec.o cdb.o cdbmake.o rules.o pie.flag
	./load tests/t-rules `cat pie.flag` byte.o alloc.o sort.o substdio.o fd.o sig.o pathexec.o cdb.o cdbmake.o rules.o

tests/t-scan.o: \
compile tests/t-scan.c tests/test.h hasd_type.h scan.h
	./compile tests/t-scan.c

tests/t-scan: \
load tests/t-scan.o error.o scan.o pie.flag
	./load tests/t-scan `cat pie.flag` error.o scan.o

tests/t-seat.o: \
compile tests/t-seat.c tests/holder.h tests/mydoor.h tests/test.h seat.c doorfile.c asan.h large.h auto_door.h hash64.h num.h sig.h address.h doorfile.h seat.h
	./compile tests/t-seat.c

tests/t-seat: \
load tests/t-seat.o auto_door.o hash64.o byte.o num.o remote.o sig.o address.o pie.flag
	./load tests/t-seat `cat pie.flag` auto_door.o hash64.o byte.o num.o remote.o sig.o address.o

tests/t-service.o: \
compile tests/t-service.c tests/test.h service.h
	./compile tests/t-service.c

tests/t-service: \
load tests/t-service.o service.o pie.flag
	./load tests/t-service `cat pie.flag` service.o

tests/t-session.o: \
compile tests/t-session.c tests/test.h stralloc.h once.h clock.h strerr.h name.h uidl.h maildir.h session.h
	./compile tests/t-session.c

tests/t-session: \
load tests/t-session.o hash64.o byte.o str.o num.o alloc.o stralloc.o once.o error.o words.o substdio.o clock.o remote.o lineout.o strerr.o fd.o sig.o file.o scan.o folders.o message.o name.o uidl.o maildir.o place.o moved.o octetline.o recall.o octets.o session.o pie.flag
	./load tests/t-session `cat pie.flag` hash64.o byte.o str.o num.o alloc.o stralloc.o once.o error.o words.o substdio.o clock.o remote.o lineout.o strerr.o fd.o sig.o file.o scan.o folders.o message.o name.o uidl.o maildir.o place.o moved.o octetline.o recall.o octets.o session.o

tests/t-sig.o: \
compile tests/t-sig.c tests/test.h sig.h
	./compile tests/t-sig.c

tests/t-sig: \
load tests/t-sig.o sig.o pie.flag
	./load tests/t-sig `cat pie.flag` sig.o

tests/t-sort.o: \
compile tests/t-sort.c tests/test.h sort.h
	./compile tests/t-sort.c

tests/t-sort: \
load tests/t-sort.o byte.o sort.o pie.flag
	./load tests/t-sort `cat pie.flag` byte.o sort.o

tests/t-stamp.o: \
compile tests/t-stamp.c tests/test.h num.h stamp.h
	./compile tests/t-stamp.c

tests/t-stamp: \
load tests/t-stamp.o byte.o num.o stamp.o pie.flag
	./load tests/t-stamp `cat pie.flag` byte.o num.o stamp.o

tests/t-str.o: \
compile tests/t-str.c tests/test.h str.h
	./compile tests/t-str.c

tests/t-str: \
load tests/t-str.o str.o pie.flag
	./load tests/t-str `cat pie.flag` str.o

tests/t-stralloc.o: \
compile tests/t-stralloc.c tests/test.h alloc.h stralloc.h
	./compile tests/t-stralloc.c

tests/t-stralloc: \
load tests/t-stralloc.o byte.o alloc.o stralloc.o pie.flag
	./load tests/t-stralloc `cat pie.flag` byte.o alloc.o stralloc.o

tests/t-strerr.o: \
compile tests/t-strerr.c tests/test.h strerr.h
	./compile tests/t-strerr.c

tests/t-strerr: \
load tests/t-strerr.o byte.o num.o error.o clock.o remote.o lineout.o strerr.o pie.flag
	./load tests/t-strerr `cat pie.flag` byte.o num.o error.o clock.o remote.o lineout.o strerr.o

tests/t-substdio.o: \
compile tests/t-substdio.c tests/test.h substdio.h
	./compile tests/t-substdio.c

tests/t-substdio: \
load tests/t-substdio.o byte.o substdio.o pie.flag
	./load tests/t-substdio `cat pie.flag` byte.o substdio.o

tests/t-terminal.o: \
compile tests/t-terminal.c tests/test.h terminal.h
	./compile tests/t-terminal.c

tests/t-terminal: \
load tests/t-terminal.o fd.o terminal.o pie.flag
	./load tests/t-terminal `cat pie.flag` fd.o terminal.o

tests/t-timeoutio.o: \
compile tests/t-timeoutio.c tests/test.h timeoutio.h
	./compile tests/t-timeoutio.c

tests/t-timeoutio: \
load tests/t-timeoutio.o timeoutio.o pie.flag
	./load tests/t-timeoutio `cat pie.flag` timeoutio.o

tests/t-tls.o: \
compile tests/t-tls.c tests/test.h tls.h
	./compile tests/t-tls.c

tests/t-tls: \
load tests/t-tls.o byte.o num.o timeoutio.o fd.o tls.o pie.flag
	./load tests/t-tls `cat pie.flag` byte.o num.o timeoutio.o fd.o tls.o

tests/t-tmp.o: \
compile tests/t-tmp.c tests/fresh.h tests/test.h stralloc.h once.h tmp.h name.h maildir.h listing.h
	./compile tests/t-tmp.c

tests/t-tmp: \
load tests/t-tmp.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o tmp.o name.o maildir.o place.o arrange.o listing.o pie.flag
	./load tests/t-tmp `cat pie.flag` byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o fd.o file.o scan.o folders.o tmp.o name.o maildir.o place.o arrange.o listing.o

tests/t-uidl.o: \
compile tests/t-uidl.c tests/test.h uidl.h
	./compile tests/t-uidl.c

tests/t-uidl: \
load tests/t-uidl.o byte.o str.o num.o name.o uidl.o pie.flag
	./load tests/t-uidl `cat pie.flag` byte.o str.o num.o name.o uidl.o

tests/t-update.o: \
compile tests/t-update.c tests/fresh.h tests/test.h stralloc.h once.h name.h maildir.h listing.h update.h
	./compile tests/t-update.c

tests/t-update: \
load tests/t-update.o hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o clock.o remote.o lineout.o strerr.o fault.o fd.o sig.o file.o scan.o folders.o pop3.o name.o maildir.o place.o arrange.o listing.o moved.o update.o pie.flag
	./load tests/t-update `cat pie.flag` hash64.o byte.o str.o num.o alloc.o sort.o stralloc.o once.o error.o substdio.o clock.o remote.o lineout.o strerr.o fault.o fd.o sig.o file.o scan.o folders.o pop3.o name.o maildir.o place.o arrange.o listing.o moved.o update.o

tests/t-wait.o: \
compile tests/t-wait.c tests/test.h wait.h
	./compile tests/t-wait.c

tests/t-wait: \
load tests/t-wait.o wait.o pie.flag
	./load tests/t-wait `cat pie.flag` wait.o

tests/t-words.o: \
compile tests/t-words.c tests/test.h words.h
	./compile tests/t-words.c

tests/t-words: \
load tests/t-words.o str.o words.o pie.flag
	./load tests/t-words `cat pie.flag` str.o words.o
