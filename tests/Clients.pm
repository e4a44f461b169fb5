# Clients - programs that fetch mail, each made to fetch and delete all of it.
#
# A client is run in one of three ways: 'clear'; 'stls'; and 'tls', from the
# first byte.  %o is way, port, user, password, home (a folder to keep things
# in) and ca (the certificate to trust, for stls and tls).  Each driver gives
# { mail => [the messages, as the client left them], ... } or dies.
package Clients;
use strict;
use warnings;
use Exporter 'import';
use Test::More;
use Chain;
use Nasty;

our @EXPORT = qw(installed can_way fetch left_by fetches_all);

my %ways = (
  curl => [qw(clear stls tls)],
  fetchmail => [qw(clear stls tls)],
  mpop => [qw(clear stls tls)],
  getmail => [qw(clear tls)],           # it has no word for STLS
  mutt => [qw(clear stls tls)],
  poplib => [qw(clear stls tls)],
  'Net::POP3' => [qw(clear stls tls)],
  's_client' => [qw(stls tls)],
);

my %driver = (
  curl => \&curl, fetchmail => \&fetchmail, mpop => \&mpop,
  getmail => \&getmail, mutt => \&mutt, poplib => \&poplib,
  'Net::POP3' => \&net_pop3, s_client => \&s_client,
);

sub installed {
  my ($name) = @_;
  return eval { require Net::POP3; 1 } if $name eq 'Net::POP3';
  my $program = { poplib => 'python3', s_client => 'openssl' }->{$name} || $name;
  return -x "/usr/bin/$program" && ($name ne 'mutt' || -x '/usr/bin/python3');
}

sub can_way { my ($name, $way) = @_; return grep { $_ eq $way } @{ $ways{$name} } }

sub fetch { my ($name, %o) = @_; return $driver{$name}->(%o) }

# ---- what a client leaves of a message ----

# Some keep CRLF, some turn it into LF, and some do more than that: what must
# be there of a message then, by name, or for every message ('').
# Net::POP3 does the one in the clear and the other over TLS.
sub keeps_crlf {
  my ($name, $way) = @_;
  return $name =~ /^(curl|fetchmail|s_client)$/
    || ($name eq 'Net::POP3' && $way ne 'clear');
}

my %alters = (
  # an empty body becomes one empty line
  curl => { empty => sub { "\r\n" } },

  # makes up a header where it finds none, takes a first line that is none for
  # all of the header and then leaves the dots doubled, ends a header
  fetchmail => {
    'dots first' => sub { ".\r\n..From: a\r\n...\r\n\r\n" },
    'one dot' => sub { ".\r\n\r\n" },
    'no newline' => sub { "x\r\n\r\n" },
    'only a header' => sub { "$_[0]\r\n" },
    (map { $_ => \&fetchmail_header } 'empty', 'one newline', 'only a body'),
  },

  # parses it and writes what it understood: one header more, an end to every
  # header, any CR a new line; a header line too long for it starts anew
  getmail => { '' => \&getmail_parsed },

  # a line ends at a NUL, and one of 1022 bytes has a second end
  mutt => {
    NUL => sub { $_[0] =~ s/\0.*//gr },
    'edges of buffers' => sub { $_[0] =~ s/^(e{1022}\n)/$1\n/mr },
  },
);

# What was put in its place, as no message of the set could hold it: of a line
# of 8191 bytes or more fetchmail 6.4 makes pieces, each with a 0, a byte of
# its own memory and a line end behind it.
# And it knows the name of the machine.
my %restores = (
  fetchmail => {
    (map { $_ => sub { $_[0] =~ s/([^\n]{8190,8191})\0.\r\n/$1/gsr } }
      '1 MB line', 'edges of buffers'),
    (map { $_ => sub { $_[0] =~ s/^(To: root@)\S+\r$/$1host\r/mr } }
      'empty', 'one newline', 'only a body'),
  },
);

sub fetchmail_header {
  my ($mail, $user) = @_;
  return "From: FETCHMAIL-DAEMON\r\nTo: root\@host\r\n"
    . "Subject: Headerless mail from ${user}'s mailbox on 127.0.0.1\r\n\r\n"
    . $mail =~ s/^\r\n//r;
}

sub getmail_parsed {
  my ($mail) = @_;
  $mail =~ s/\r\n?/\n/g;
  my $header = '';
  $header .= $1 while $mail =~ s/^([!-9;-~]+:.*\n)//;
  $mail =~ s/^\n//;
  $header =~ s/^(X-Long: )/$1\n /m;
  return "Return-Path: <unknown>\n$header\n$mail";
}

sub left_by {
  my ($name, $way, $m, $user) = @_;
  my $mail = $m->{wire};
  $mail =~ s/\r\n/\n/g if !keeps_crlf($name, $way);
  my $alter = $alters{$name}{ $m->{what} } || $alters{$name}{''};
  return $alter ? $alter->($mail, $user) : $mail;
}

# ---- the test of one client ----

# Runs the client for a user of its own: it must leave every message as said
# above, and the box empty.  %o as for a driver, but user, password and home
# are made here; log is the file that the chain writes its log to.
my $hash;
my $users = 0;
sub fetches_all {
  my ($name, %o) = @_;
  my $password = 'geheim';
  my $user = 'client' . ++$users;
  my $uid = 61000 + $users;
  my $as = "$name, $o{way}";
  my $octets = 0;
  my @bad;
  $hash ||= hash($password, 'y');
  my $box = user($user, $uid, $hash);
  nasty_store($box, $uid);
  my $r = eval {
    fetch($name, %o, user => $user, password => $password, home => scratch())
  };
  is($@, '', "$as: runs") or return;
  my @mail = @{ $r->{mail} };
  is(scalar @mail, scalar nasty(), "$as: as many messages");
  for my $m (nasty()) {
    my $got = shift @mail;
    my $restore = $restores{$name}{ $m->{what} };
    $got = $restore->($got) if defined $got && $restore;
    push @bad, $m->{what}
      if !defined $got || $got ne left_by($name, $o{way}, $m, $user);
    $octets += length $m->{wire};
  }
  is("@bad", '', "[client-mail] $as: every message as it was delivered");
  is_deeply(contents("$box/Maildir"), {}, "$as: all deleted");
  my $n = nasty();
  my $line = qr/ user $user quit retr $n $octets dele $n left 0 0 ms \d+ /m;
  ok(eval { wait_for { slurp($o{log}) =~ $line } "the log" },
    "$as: a session that ended well");
  return $r;
}

# ---- what several need ----

sub client {
  my ($o, @argv) = @_;
  my $r = run(argv => \@argv, env => { HOME => $o->{home}, TERM => 'vt100',
    LC_ALL => 'C', %{ $o->{env} || {} } }, %{ $o->{run} || {} });
  die "$argv[0]: does not end\n$r->{out}$r->{err}" if $r->{late};
  return $r;
}

# A program that gets a message on descriptor 0 for each it is run for.
sub mda {
  my ($o) = @_;
  mkdir "$o->{home}/got" or die "mkdir: $!";
  spew("$o->{home}/mda", "#!/bin/sh\ncd '$o->{home}/got' || exit 1\n"
    . "exec cat >\$(ls | wc -l | xargs printf %04d)\n");
  chmod 0755, "$o->{home}/mda";
  return "$o->{home}/mda";
}

sub got {
  my ($dir, $number) = @_;
  opendir my $d, $dir or die "$dir: $!";
  my @files = sort { $number->($a) <=> $number->($b) } grep { !/^\./ } readdir $d;
  return [map { slurp("$dir/$_") } @files];
}

sub got_mda { my ($o) = @_; return got("$o->{home}/got", sub { $_[0] }) }

sub secret_file {
  my ($file, $bytes) = @_;
  spew($file, $bytes);
  chmod 0600, $file;
  return $file;
}

# ---- curl ----

sub curl {
  my (%o) = @_;
  my $scheme = $o{way} eq 'tls' ? 'pop3s' : 'pop3';
  my $url = "$scheme://$o{user}:$o{password}\@127.0.0.1:$o{port}/";
  my @tls = $o{way} eq 'clear' ? () : ("cacert = \"$o{ca}\"");
  push @tls, 'ssl-reqd' if $o{way} eq 'stls';
  my $list = client({ %o, run => { in => join("\n", "url = \"$url\"", @tls, '') } },
    'curl', '-sS', '-q', '-K', '-');
  die "curl: $list->{err}" if $list->{code};
  my @n = map { /^(\d+) / ? $1 : () } split /\r\n/, $list->{out};
  my $config = join "next\n", map { join "\n", @tls, "url = \"$url$_\"",
    "output = \"$o{home}/$_\"", 'next', @tls, "url = \"$url$_\"", 'head',
    "request = DELE", '' } @n;
  my $r = client({ %o, run => { in => $config } }, 'curl', '-sS', '-q', '-K', '-');
  die "curl: $r->{err}" if $r->{code};
  return { mail => [map { -e "$o{home}/$_" ? slurp("$o{home}/$_") : '' } @n],
    list => $list->{out}, out => $r->{out} };
}

# ---- fetchmail ----

sub fetchmail {
  my (%o) = @_;
  my $mda = mda(\%o);
  my $tls = { clear => "sslproto ''", stls => "sslproto 'auto'",
    tls => 'ssl' }->{$o{way}};
  $tls .= " sslcertck sslcertfile '$o{ca}' sslcommonname 'localhost'"
    if $o{way} ne 'clear';
  my $rc = secret_file("$o{home}/rc", <<"END");
set no syslog
set no bouncemail
set no spambounce
set invisible
poll 127.0.0.1 service $o{port} protocol pop3 bad-header accept user '$o{user}'
  password '$o{password}' is 'root' here $tls
  fetchall no keep no rewrite no stripcr no forcecr pass8bits no mimedecode
  no dropstatus mda '$mda'
END
  my $r = client(\%o, qw(fetchmail -v -v --pidfile), "$o{home}/pid", '-f', $rc,
    '-i', "$o{home}/ids");
  die "fetchmail: $r->{code}\n$r->{out}$r->{err}" if $r->{code};
  return { mail => got_mda(\%o), out => $r->{out} . $r->{err} };
}

# ---- mpop ----

sub mpop {
  my (%o) = @_;
  my $mda = mda(\%o);
  my $tls = { clear => 'tls off', stls => "tls on\ntls_starttls on",
    tls => "tls on\ntls_starttls off" }->{$o{way}};
  $tls .= "\ntls_trust_file $o{ca}" if $o{way} ne 'clear';
  $tls .= "\nauth user" if $o{way} eq 'clear'; # else it gives no password away
  my $rc = secret_file("$o{home}/mpoprc", <<"END");
account default
host 127.0.0.1
port $o{port}
user $o{user}
password $o{password}
$tls
keep off
received_header off
uidls_file $o{home}/uidls
delivery mda $mda
END
  my $r = client(\%o, 'mpop', '-d', '-C', $rc);
  die "mpop: $r->{code}\n$r->{out}$r->{err}" if $r->{code};
  return { mail => got_mda(\%o), out => $r->{out} };
}

# ---- getmail ----

sub getmail {
  my (%o) = @_;
  my $mda = mda(\%o);
  my $type = $o{way} eq 'tls' ? "SimplePOP3SSLRetriever\nca_certs = $o{ca}"
    : 'SimplePOP3Retriever';
  secret_file("$o{home}/getmailrc", <<"END");
[retriever]
type = $type
server = 127.0.0.1
port = $o{port}
username = $o{user}
password = $o{password}
[destination]
type = MDA_external
path = $mda
allow_root_commands = true
[options]
delete = true
read_all = true
delivered_to = false
received = false
verbose = 1
END
  my $r = client(\%o, 'getmail', "--getmaildir=$o{home}");
  die "getmail: $r->{code}\n$r->{out}$r->{err}" if $r->{code};
  return { mail => got_mda(\%o), out => $r->{out} . $r->{err} };
}

# ---- mutt ----

# It wants a terminal that has a size: python has one to give.
my $terminal = 'import os, pty, sys
sized = ["sh", "-c", "stty rows 24 cols 80; exec \\"$0\\" \\"$@\\""]
status = pty.spawn(sized + sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(status))';

sub mutt {
  my (%o) = @_;
  my $scheme = $o{way} eq 'tls' ? 'pops' : 'pop';
  my $tls = $o{way} eq 'stls' ? "set ssl_starttls=yes ssl_force_tls=yes"
    : 'set ssl_starttls=no ssl_force_tls=no';
  $tls .= "\nset ssl_ca_certificates_file='$o{ca}'" if $o{way} ne 'clear';
  my $box = "$o{home}/box";
  mkdir $_ or die "mkdir: $!" for $box, map { "$box/$_" } qw(new cur tmp);
  my $rc = secret_file("$o{home}/muttrc", <<"END");
set mbox_type=Maildir spoolfile='$box' folder='$o{home}'
set pop_host='$scheme://$o{user}\@127.0.0.1:$o{port}' pop_pass='$o{password}'
set pop_delete=yes quit=yes move=no delete=no sleep_time=0 wait_key=no
set header_cache='' message_cachedir=''
$tls
push '<fetch-mail><exit>'
END
  my $r = client(\%o, '/usr/bin/python3', '-c', $terminal, 'mutt', '-n', '-F',
    $rc, '-f', $box);
  die "mutt: $r->{code}\n$r->{out}$r->{err}" if $r->{code};
  return { mail => [map { @{ got("$box/$_", sub { $_[0] =~ /_(\d+)/ ? $1 : 0 }) } }
    qw(cur new)], out => $r->{out} };
}

# ---- poplib of Python ----

sub poplib {
  my (%o) = @_;
  my $program = <<'END';
import poplib, ssl, sys
way, port, user, password, home, ca = sys.argv[1:]
poplib._MAXLINE = 1 << 24  # 2048: it gives up on the long lines of the set
context = ssl.create_default_context(cafile=ca) if way != 'clear' else None
if way == 'tls':
    pop = poplib.POP3_SSL('127.0.0.1', int(port), context=context, timeout=600)
else:
    pop = poplib.POP3('127.0.0.1', int(port), timeout=600)
if way == 'stls':
    pop.stls(context)
pop.user(user)
pop.pass_(password)
count, octets = pop.stat()
for i, line in enumerate(pop.list()[1]):
    n = int(line.split()[0])
    lines, size = pop.retr(n)[1:]
    with open('%s/got/%04d' % (home, i), 'wb') as f:
        f.write(b''.join(line + b'\n' for line in lines))
    print(n, size)
    pop.dele(n)
pop.quit()
END
  mkdir "$o{home}/got";
  my $r = client(\%o, '/usr/bin/python3', '-c', $program,
    @o{qw(way port user password home)}, $o{ca} || '');
  die "poplib: $r->{err}" if $r->{code};
  return { mail => got_mda(\%o), list => $r->{out} };
}

# ---- Net::POP3 of perl ----

sub net_pop3 {
  my (%o) = @_;
  require Net::POP3;
  my %ssl = (SSL_ca_file => $o{ca}, SSL_verifycn_name => '127.0.0.1');
  my $pop = Net::POP3->new('127.0.0.1', Port => $o{port}, Timeout => 60,
    $o{way} eq 'tls' ? (SSL => 1, %ssl) : ()) or die "Net::POP3: $@";
  if ($o{way} eq 'stls') { $pop->starttls(%ssl) or die 'Net::POP3: ', $pop->message }
  defined $pop->login($o{user}, $o{password}) or die 'Net::POP3: ', $pop->message;
  my $list = $pop->list;
  my @mail;
  for my $n (sort { $a <=> $b } keys %$list) {
    my $lines = $pop->get($n) or die 'Net::POP3: ', $pop->message;
    push @mail, join '', @$lines;
    $pop->delete($n) or die 'Net::POP3: ', $pop->message;
  }
  $pop->quit or die 'Net::POP3: ', $pop->message;
  return { mail => \@mail, list => $list };
}

# ---- s_client of OpenSSL ----

# All commands at once: it hands on what it is given and shows what comes.
sub s_client {
  my (%o) = @_;
  my $n = nasty();
  my @starttls = $o{way} eq 'stls' ? qw(-starttls pop3) : ();
  my @commands = ("USER $o{user}", "PASS $o{password}",
    map({ ("RETR $_", "DELE $_") } 1 .. $n), 'QUIT');
  my $r = client({ %o, run => { in => join '', map { "$_\r\n" } @commands } },
    'openssl', 's_client', '-quiet', '-verify_return_error', '-CAfile', $o{ca},
    '-connect', "127.0.0.1:$o{port}", @starttls);
  my $out = $r->{out};
  my @mail;
  my $take = sub { $out =~ s/^\+OK .*\r\n// or die 's_client: ', substr $out, 0, 200 };
  $take->() if $o{way} eq 'tls'; # the greeting, which STLS has to itself
  $take->() for 'USER', 'PASS';
  for my $i (1 .. $n) {
    $take->();
    my $end = substr($out, 0, 3) eq ".\r\n" ? 0 : index($out, "\r\n.\r\n") + 2;
    die "s_client: message $i has no end" if $end == 1;
    push @mail, substr($out, 0, $end) =~ s/^\.//mgr;
    substr $out, 0, $end + 3, '';
    $take->();
  }
  $take->();
  die 's_client: ', substr $out, 0, 200 if length $out;
  return { mail => \@mail };
}

1;
