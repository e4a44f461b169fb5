# What UPGRADE says of unique ids, and tools/keep-ids: with Dovecot itself, and
# with a list that Courier wrote.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

private();

my %mail = (
  'new/1700000001.M5P7.mx,S=14' => "Subject: 1\n\nx\n",
  'new/1700000002.M5P8.mx,S=14,W=17' => "Subject: 2\n\nx\n",
  'cur/1700000003.M5P9.mx:2,S' => "Subject: 3\n\nx\n",
  'cur/1700000004.M5P1.mx:2,' => "Subject: 4\n\nx\n",
);
my $keep_ids = scratch() . '/keep-ids';
spew($keep_ids, slurp(source() . '/tools/keep-ids'));

sub ids {
  my ($r) = @_;
  return [$r->{out} =~ /^\d+ (\S+)\r$/mg];
}
sub ours { return ids(run(argv => ['qmail-pop3d', $_[0]], in => "UIDL\r\n", uid => UID)) }

# a home with that mail
sub home {
  my $home = scratch();
  chown UID, UID, $home;
  maildir(\%mail, "$home/Maildir");
  return $home;
}

sub keep_ids {
  my ($server, $maildir) = @_;
  return run(argv => [$^X, $keep_ids, $server, $maildir], uid => UID);
}

# the number in the subject of the message with that id, in cur
sub subject {
  my ($maildir, $id) = @_;
  my ($file) = grep { /\Q$id\E:/ } glob "$maildir/cur/*";
  return $file && slurp($file) =~ /^Subject: (.)/ ? $1 : undef;
}

# ---- qmail ----

my @names = map { m{/([^:]+)} } sort { substr($a, 4) cmp substr $b, 4 } keys %mail;
is_deeply(ours(home() . '/Maildir'), \@names, 'our ids are the names up to the colon');

# ---- Dovecot ----

SKIP: {
  skip 'no Dovecot', 1 if !-x '/usr/lib/dovecot/pop3';
  my $conf = scratch() . '/dovecot.conf';
  my $new = `/usr/sbin/dovecot --version` =~ /^2\.[4-9]/; # has other words for these
  my @where = $new ? ('dovecot_config_version = 2.4.0', 'dovecot_storage_version = 2.4.0',
    'mail_driver = maildir', 'mail_path = %{home}/Maildir') : 'mail_location = maildir:~/Maildir';
  my $as_named = 'pop3_uidl_format = ' . ($new ? '%{filename}' : '%f');
  my $dovecot = sub { # in this home, with these settings; it logs in by itself
    my ($home, @more) = @_;
    spew($conf, map { "$_\n" } (grep { /version/ } @where), # which comes first
      'protocols = pop3', 'ssl = no', 'log_path = /dev/stderr',
      "base_dir = $home/base", 'default_internal_user = nobody', 'first_valid_uid = 1',
      'default_login_user = nobody', (grep { !/version/ } @where), @more);
    spew($conf, slurp($conf) . "mail_home = $home\n") if $new;
    my @pop3 = $new ? ('/usr/lib/dovecot/pop3', '-k', '-c', $conf)
      : ('doveconf', '-c', $conf, '-m', 'pop3', '-e', '/usr/lib/dovecot/pop3');
    my $r = run(argv => \@pop3, uid => UID, in => "UIDL\r\nQUIT\r\n",
      env => { HOME => $home, USER => 'alice' });
    is(scalar @{ ids($r) }, 4, 'Dovecot serves') or diag $r->{out}, $r->{err};
    return ids($r);
  };

  my $home = home();
  my $theirs = $dovecot->($home);
  like($theirs->[0], qr/^00000001[0-9a-f]{8}$/, "Dovecot's ids are numbers of its own");
  is_deeply(ours("$home/Maildir"), \@names, 'which a move changes');
  is_deeply($dovecot->($home, $as_named), \@names, "with $as_named they are ours");

  my %by_id; # which message has the id, by the first digits, which are its number
  for (slurp("$home/Maildir/dovecot-uidlist") =~ /^(\d+ .*:.*)$/mg) {
    my ($uid, $time) = /^(\d+) .*:(\d+)/ or next;
    $by_id{ (grep { /^0*\Q$uid\E.{8}$/ } @$theirs)[0] } = $time - 1700000000;
  }
  my $r = keep_ids('dovecot', "$home/Maildir");
  is($r->{out}, "4 messages have the ids of dovecot, 0 have no id there\n", 'keep-ids')
    or diag $r->{err};
  is_deeply([sort @{ ours("$home/Maildir") }], [sort @$theirs],
    'then ours are those of Dovecot');
  is_deeply([map { $by_id{$_} } sort keys %by_id], [map { subject("$home/Maildir", $_) }
    sort keys %by_id], 'of the same messages');
  my @files = glob "$home/Maildir/cur/*";
  is_deeply([map { slurp($_) =~ /^Subject: (.)/ && 1700000000 + $1 } @files],
    [map { (stat)[9] } @files], 'with their time of delivery');
  is(join(' ', sort map { m{(:.*)} } @files), ':2, :2, :2, :2,S', 'and their flags');

  $home = home();
  $dovecot->($home, 'pop3_save_uidl = yes');
  my $list = "$home/Maildir/dovecot-uidlist";
  spew($list, slurp($list) =~ s/^2 (.*?)P\w+/2 $1Pkept.of.old/mr);
  $theirs = $dovecot->($home);
  is(scalar(grep { $_ eq 'kept.of.old' } @$theirs), 1, 'an id that Dovecot has kept');
  keep_ids('dovecot', "$home/Maildir");
  is_deeply([sort @{ ours("$home/Maildir") }], [sort @$theirs], 'is kept once more');
}

# ---- Courier ----

my $courier = join '', "/3 5 1795374029\n", map { "$_\n" }
  '1700000001.M5P7.mx,S=14:2,S 17 1:1795374029:0',
  '1700000002.M5P8.mx,S=14,W=17 17 2:1795374029:0',
  '1700000003.M5P9.mx:2,S 17 4:1795374030:0';
{
  my $maildir = home() . '/Maildir';
  spew("$maildir/courierpop3dsizelist", $courier);
  my $r = keep_ids('courier', $maildir);
  is($r->{out}, "3 messages have the ids of courier, 1 have no id there\n",
    'keep-ids, Courier') or diag $r->{err};
  is_deeply([sort @{ ours($maildir) }], [$names[3],
    qw(UID1-1795374029 UID2-1795374029 UID4-1795374030)], 'its ids, and one of ours');
  $r = keep_ids('courier', $maildir);
  is($r->{out}, "3 messages have the ids of courier, 1 have no id there\n",
    'a second time changes nothing');
}

# ---- what goes wrong ----

{
  my $maildir = home() . '/Maildir';
  for my $row (['courier', $maildir, qr/courierpop3dsizelist: No such file/],
    ['cyrus', $maildir, qr/^usage:/], ['dovecot', "$maildir/none", qr/none: No such file/]) {
    my ($server, $where, $why) = @$row;
    my $r = keep_ids($server, $where);
    isnt($r->{code}, 0, "keep-ids $server: refused");
    like($r->{err}, $why, 'and says why');
  }
  spew("$maildir/courierpop3dsizelist", $courier);
  spew("$maildir/dovecot-uidlist", "3 V1 N2\n1 P../x :$names[0]\n");
  isnt(keep_ids('dovecot', $maildir)->{code}, 0, 'an id that leads elsewhere');
  spew("$maildir/new/UID1-1795374029", 'precious');
  chown UID, UID, "$maildir/new/UID1-1795374029";
  isnt(keep_ids('courier', $maildir)->{code}, 0, 'a name that is there');
  is(slurp("$maildir/new/UID1-1795374029"), 'precious', 'is not replaced');
  is(scalar keys %{ contents($maildir) }, 5, 'and nothing is lost');
}

done_testing();
