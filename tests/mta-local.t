# Mail for users of the system, by what INSTALL says in HOW MAIL GETS INTO THE
# MAILDIR: Postfix, Exim and OpenSMTPD, configured by its commands, deliver to
# alice's maildir, and curl fetches the message; and mb2md moves what was in
# /var/mail.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use Mta;
use Test::More;

need_root();

my %heading = (postfix => 'Postfix', exim => 'Exim', opensmtpd => 'OpenSMTPD',
  mbox => 'Mail that is in /var/mail');
my %before = (postfix => \&postfix, exim => \&exim, opensmtpd => sub {}, mbox => \&mbox);

# the commands of INSTALL for it, but for what tells systemd, and apt
sub commands {
  my ($name) = @_;
  my ($section) = slurp('INSTALL') =~ /^HOW MAIL GETS.*?\n(.*?)^WITH DAEMONTOOLS/ms;
  my ($block) = $section =~ /^\Q$heading{$name}\E(?:.+\n)+\n((?: {4}.*\n)+)/m
    or die "no $name";
  return grep { !/^(?:systemctl|apt-get) / } map { s/^ {4}//r } split /\n/, $block;
}

# as Debian has it when nobody has answered its questions
sub postfix {
  spew('/etc/postfix/main.cf', <<'END');
compatibility_level = 3.6
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination = localhost
myhostname = mta.example.net
maillog_file = /var/log/mail.log
smtpd_peername_lookup = no
alias_maps =
END
  sh('postfix set-permissions >/dev/null 2>&1 || :');
}

# with the file that debconf would write
sub exim {
  spew('/etc/mailname', "localhost\n");
  sh(': >>/etc/aliases'); # as the package makes it
  spew('/etc/exim4/update-exim4.conf.conf', <<'END');
dc_eximconfig_configtype='local'
dc_other_hostnames='localhost'
dc_local_interfaces='127.0.0.1'
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets=''
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='false'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
END
}

sub mbox {
  spew('/var/mail/alice', map { "From bob\@example.org Thu Nov 26 0$_:00:00 2026\n"
    . "Subject: number $_\n\n>From here on\n\n" } 1, 2);
  sh('chown alice:mail /var/mail/alice; chmod 660 /var/mail/alice');
}

if (my $name = $ARGV[0]) {
  private();
  own_root();
  unpacked($name) if $name ne 'mbox';
  my $bin = scratch(); # users need not reach the sources
  sh('chmod 711 "$1"; cp "$2"/pop3maildir "$1"; useradd -m -p "$0" alice; cd ~alice;'
    . ' "$1"/pop3maildir MAILDIR.POP alice', hash('word', '6'), $bin, source());
  $before{$name}->();
  sh($_) for commands($name);
  my $new = (getpwnam 'alice')[7] . '/MAILDIR.POP/new';
  my @subjects = ("by $name");
  if ($name eq 'mbox') { @subjects = ('number 1', 'number 2') }
  else {
    my $log = scratch() . '/log';
    starts($name, $log);
    says(smtp($log), 'EHLO localhost' => 250, 'MAIL FROM:<root@localhost>' => 250,
      'RCPT TO:<alice@localhost>' => 250, 'DATA' => 354,
      "Subject: by $name\r\n\r\nit has come\r\n." => 250, 'QUIT' => 221);
    my @mail = eval { wait_for { glob "$new/*" } 'the delivery' };
    is(scalar @mail, 1, "$name delivers") or diag slurp($log), `cat /var/log/*mail* 2>/dev/null`;
  }
  serve(Chain::programs(), 'checkpassword');
  my $nth = 0;
  like(curl('alice:word', ++$nth), qr/^Subject: $_\r?\n/m, "[mta-local] $name: curl fetches $_")
    for @subjects;
  done_testing();
  exit;
}

in_each('to the maildir of a user, and to POP3', -x '/usr/bin/mb2md' ? 'mbox' : ());
done_testing();
