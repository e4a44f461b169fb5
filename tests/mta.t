# Mail for accounts of the mail's own, by what INSTALL says: a message that goes
# to Postfix, Exim and OpenSMTPD by SMTP is fetched by curl.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use Mta;
use Test::More;

need_root();

# what INSTALL has for that file; the commands of its section
sub content {
  my ($path) = @_;
  my ($text) = slurp('INSTALL') =~ /\Q$path\E:\n\n((?: {8}.*\n|\n)+)/ or die "no $path";
  return $text =~ s/^ {8}//mgr;
}
my ($section) = slurp('INSTALL') =~ /^MAIL FOR ACCOUNTS.*?\n(.*?)^PAM/ms;
my @maps = $section =~ /^ {4}(awk .*)/mg;

my %before = (
  postfix => sub {
    spew('/etc/postfix/main.cf', content('/etc/postfix/main.cf'), <<"END");
compatibility_level = 3.6
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
myhostname = mta.example.net
maillog_file = /var/log/mail.log
smtpd_peername_lookup = no
END
    sh('newaliases 2>/dev/null || :; postfix set-permissions >/dev/null 2>&1 || :');
  },
  exim => sub {
    my ($router, $transport) = map { content("/etc/exim4/conf.d/$_") }
      qw(router/150_mailboxes transport/30_mailboxes);
    spew('/etc/exim4/exim4.conf', <<"END");
primary_hostname = mta.example.net
domainlist ours = example.org
acl_smtp_rcpt = check
host_lookup =
rfc1413_query_timeout = 0s
begin acl
check:
  accept domains = +ours
    verify = recipient
  deny
begin routers
$router
begin transports
$transport
END
  },
  opensmtpd => sub { spew('/etc/smtpd.conf', content('/etc/smtpd.conf')) },
);

if (my $name = $ARGV[0]) {
  private();
  own_root();
  unpacked($name);
  sh('mkdir -p /etc/qmail-pop3d /home/mail/bob && chown 2000:2000 /home/mail/bob');
  spew('/etc/qmail-pop3d/accounts', "# mail: of\nbob\@example.org:" . hash('word', '6')
    . ":2000:2000::/home/mail/bob::\nbob\@example.org/phone:*\n");
  sh($_) for @maps;
  my $db = '/etc/qmail-pop3d/accounts.cdb';
  my $r = run(argv => [source() . '/mailaccounts', $db, "$db.tmp", 1000, 2999],
    in => slurp('/etc/qmail-pop3d/accounts'));
  is($r->{code}, 0, 'accounts') or diag $r->{err};
  my $log = scratch() . '/log';
  $before{$name}->();
  starts($name, $log);
  says(smtp($log), 'EHLO localhost' => 250, 'MAIL FROM:<alice@example.org>' => 250,
    'RCPT TO:<nobody-here@example.org>' => 5, 'RCPT TO:<bob@example.org>' => 250,
    'DATA' => 354, "From: alice\@example.org\r\nTo: bob\@example.org\r\nSubject: by $name\r\n"
      . "\r\nit has come\r\n." => 250, 'QUIT' => 221);
  my @mail = eval { wait_for { glob '/home/mail/bob/Maildir/new/*' } 'the delivery' };
  is(scalar @mail, 1, "$name delivers") or diag slurp($log), `cat /var/log/*mail* 2>/dev/null`;
  serve(Chain::programs(), "checkmail $db");
  symlink 'Maildir', '/home/mail/bob/MAILDIR.POP' or die "symlink: $!";
  like(curl('bob@example.org:word', 1), qr/^Subject: by $name\r?\n.*^it has come\r?\n/ms,
    "[mta] $name: curl fetches it");
  done_testing();
  exit;
}

in_each('from SMTP to POP3');
done_testing();
