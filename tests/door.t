# The door: what a client is offered, by the recipe and by the words of
# $POP3AUTH; what becomes of a refusal in the log, whoever checks; and real
# checkers of others.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Digest::MD5 'md5_hex';
use IO::Socket::INET;
use Session;
use Test::More;

private();

my $REFUSED = "-ERR [AUTH] authorization failed\r\n";
my $PASSWORD = 'open sesame';
my $home = user('alice', 61000, hash($PASSWORD, 6));
maildir({ 'new/1.a' => "Subject: a\n\nb\n" }, "$home/Maildir", 61000);
my $FILTER = scratch() . '/filter.conf'; # a path without blanks, for fail2ban-regex
spew($FILTER, slurp(source() . '/services/fail2ban-qmail-pop3.conf'));

# service(environment, program, ...) is a whole one; stop($_->{pid}) ends it
sub service {
  my ($env, @program) = @_;
  my %s = (port => free_port(), log => scratch() . '/log');
  $s{pid} = start(log => $s{log}, env => $env, argv => ['tcpserver', '-HRl0', '127.0.0.1',
    $s{port}, 'qmail-popup', 'pop3.example.org', @program, 'qmail-pop3d', './Maildir/']);
  close dial($s{port});
  return \%s;
}

# what comes back for what is sent, to the end, with the stamp of the greeting
sub talk {
  my ($service, $in) = @_;
  my $c = { s => dial($service->{port}) };
  my $all = hear($c, qr/\n/);
  my $stamp = $all =~ /(<.*>)/ ? $1 : ''; # or none is offered
  $in =~ s/\{digest\}/md5_hex($stamp . $PASSWORD)/ge;
  syswrite $c->{s}, $in;
  shutdown $c->{s}, 1;
  return $all . hear($c, qr/\z./s);
}

# how many lines of a log fail2ban's filter finds
sub banned {
  my ($log) = @_;
  my $r = run(argv => ['fail2ban-regex', $log, $FILTER]);
  return $r->{out} =~ /, (\d+) matched,/ ? $1 : -1;
}

my $LOGIN = "USER alice\r\nPASS $PASSWORD\r\nQUIT\r\n";
my $SESSION = $OK x 3;

# ---- as the recipe has it ----

{
  my $s = service({}, 'checkpassword');
  is(talk($s, $LOGIN), "+OK pop3.example.org ready\r\n$SESSION", 'the recipe: no APOP, and in');
  is(talk($s, "APOP alice {digest}\r\nQUIT\r\n"),
    "+OK pop3.example.org ready\r\n-ERR authorization first\r\n$OK", '  APOP is no command');
  is(talk($s, "USER alice\r\nPASS x\r\nQUIT\r\n"),
    "+OK pop3.example.org ready\r\n$OK$REFUSED$OK", '  a wrong password');
  my $log = slurp($s->{log});
  is(() = $log =~ / refused: /g, 1, '[logged-once] one refusal, one line') or diag($log);
  like($log, qr/^checkpassword: .* user alice refused: wrong password$/m, '  by checkpassword');
  stop($s->{pid});
}

# ---- APOP by hand, where none can pass ----

{
  my $s = service({ POP3AUTH => '+apop' }, 'checkpassword');
  like(talk($s, "APOP alice {digest}\r\n$LOGIN"),
    qr/\A\+OK <.*>\r\n\Q$REFUSED$SESSION\E\z/, '+apop: refused, then in');
  my $log = slurp($s->{log});
  like($log, qr/ user alice refused: APOP needs a password in the clear$/m,
    '[digest-not-wrong] which the log does not call a wrong password');
  unlike($log, qr/wrong password/, '  nowhere');
  SKIP: {
    skip 'no fail2ban', 2 if !-x '/usr/bin/fail2ban-regex';
    is(banned($s->{log}), 0, '  nor does fail2ban count it');
    talk($s, "USER alice\r\nPASS x\r\n");
    is(banned($s->{log}), 1, '  as it does a wrong password');
  }
  stop($s->{pid});
}

# ---- without SASL ----

for my $row (['-plain', 0], ['', 1], ['-plain,+plain', 1], ['-plain,+apop', 0]) {
  my ($words, $plain) = @$row;
  my $s = service({ POP3AUTH => $words }, 'checkpassword');
  my $said = talk($s, "CAPA\r\nAUTH\r\nUSER alice\r\nPASS $PASSWORD\r\nCAPA\r\nQUIT\r\n");
  is(() = $said =~ /^SASL PLAIN\r$/mg, $plain * 2,
    "[no-sasl] POP3AUTH is '$words': what CAPA offers, before the login and after it");
  is(() = $said =~ /^USER\r$/mg, 2, '  with USER');
  is(() = $said =~ /^PLAIN\r$/mg, $plain, '  and AUTH');
  like(talk($s, "AUTH PLAIN AGFsaWNlAG9wZW4gc2VzYW1l\r\nSTAT\r\nQUIT\r\n"),
    $plain ? qr/\n\+OK \r\n\+OK 1 / : qr/\n-ERR authorization first\r\n-ERR auth/,
    '  and AUTH PLAIN');
  stop($s->{pid});
}

# ---- the checkers of others ----

# cvm: 100 is a wrong password, 4 a module that is not there
SKIP: {
  skip 'no cvm', 5 if !-x '/usr/bin/cvm-checkpassword';
  # version 0.97-4, of sid, never looks into shadow
  my $hash = hash($PASSWORD, 6);
  spew('/etc/passwd', slurp('/etc/passwd') =~ s/^alice:x:/alice:$hash:/mr)
    if slurp('/usr/bin/cvm-unix') !~ /getspnam/;
  my $s = service({ CVM_ACCOUNT_SPLIT_CHARS => '' }, qw(cvm-checkpassword
    cvm-command:/usr/bin/cvm-unix));
  my $in = "USER alice\r\nPASS x\r\nUSER nobody-here\r\nPASS x\r\n$LOGIN";
  like(talk($s, $in), qr/\A\+OK <.*>\r\n\Q$OK$REFUSED$OK$REFUSED$SESSION\E\z/,
    '[cvm] a wrong password is one, and the right one is in');
  my $log = slurp($s->{log});
  my $line = qr/^qmail-popup: pid \d+ from 127\.0\.0\.1 user unknown refused: attempt/m;
  like($log, qr/$line $_ exit 100$/m, "  in the log: attempt $_") for 1, 2;
  SKIP: {
    skip 'no fail2ban', 1 if !-x '/usr/bin/fail2ban-regex';
    is(banned($s->{log}), 2, '  as fail2ban knows them');
  }
  stop($s->{pid});
  $s = service({}, qw(cvm-checkpassword cvm-local:/nowhere/socket));
  like(talk($s, $LOGIN), qr/-ERR \[SYS\/TEMP\]/, '  and a module that is missing is none');
  stop($s->{pid});
}

# a checker that does know APOP: all is as it was
{
  my $dir = scratch();
  spew("$dir/apop", "#!/bin/sh\ntr '\\0' '\\n' <&3 >$dir/up\n"
    . "{ read -r login; read -r digest; read -r stamp; } <$dir/up\n"
    . "sum=\$(printf '%s' \"\${stamp}$PASSWORD\" | md5sum)\n"
    . "[ \"\$digest  -\" = \"\$sum\" ] || exit 1\n"
    . "exec setuidgid alice sh -c 'cd \"\$0\" && exec \"\$@\"' $home \"\$@\"\n");
  chmod 0755, "$dir/apop" or die "chmod: $!";
  my $s = service({}, "$dir/apop");
  like(talk($s, "APOP alice {digest}\r\nQUIT\r\n"), qr/\A\+OK <.*>\r\n\Q$OK$OK\E\z/,
    'a checker that knows APOP');
  like(talk($s, 'APOP alice ' . '0' x 32 . "\r\nQUIT\r\n"), qr/\A\+OK <.*>\r\n\Q$REFUSED$OK\E\z/,
    '  and refuses a wrong one');
  like(slurp($s->{log}), qr/ user unknown refused: APOP attempt 1 exit 1$/m, '  in the log');
  SKIP: {
    skip 'no fail2ban', 1 if !-x '/usr/bin/fail2ban-regex';
    is(banned($s->{log}), 0, '  where fail2ban does not count it');
  }
  stop($s->{pid});
}

done_testing();
