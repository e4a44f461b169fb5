# Pop3d - what the tests of qmail-pop3d share: three messages and their wire
# form by another way than the program's, replies, dialogues, faults.
package Pop3d;
use strict;
use warnings;
use Chain;
use Exporter 'import';
use Session;
use Test::More;

our @EXPORT = qw(%three $one $two $SCAN $NONE $OPEN $COUNT $MEMORY $UNLINK $SYNTAX
  lasting needs pop3d serving crlf dialogue wire octets top touch fault sweep);

our $SCAN = "-ERR [SYS/TEMP] unable to scan the maildir\r\n";
our $NONE = "-ERR [SYS/PERM] this user has no maildir\r\n";
our $OPEN = "-ERR [SYS/TEMP] unable to open that message\r\n";
our $COUNT = "-ERR [SYS/TEMP] unable to count octets\r\n";
our $MEMORY = "-ERR [SYS/TEMP] out of memory\r\n";
our $UNLINK = "-ERR [SYS/TEMP] unable to unlink all deleted messages\r\n";
# the same reply to a fault that lasts
sub lasting { return $_[0] =~ s/TEMP/PERM/r }
our $SYNTAX = "-ERR syntax error\r\n";

our %three = (
  'new/100.a' => "Subject: a\n\nfirst\n",
  'cur/200.b:2,S' => "Subject: b\n\n1\n.2\n3\n",
  'new/300.c' => "x",
);
our $one = wire($three{'new/100.a'});
our $two = wire($three{'cur/200.b:2,S'});

# what a test cannot do without: root, and these tools
sub needs {
  my (@tools) = @_;
  need_root();
  for my $tool (@tools) {
    next if grep { -x "$_/$tool" } split /:/, $ENV{PATH};
    plan skip_all => "$tool is not installed";
  }
}

# ---- sessions ----

# all at once, as run says
sub pop3d {
  my ($dir, $in, %o) = @_;
  return run(argv => ['./qmail-pop3d', $dir], in => $in, uid => UID, %o);
}

# in steps, as client says; with => what stands before the program
sub serving {
  my ($dir, %o) = @_;
  return client(argv => [@{ $o{with} || [] }, './qmail-pop3d', $dir], uid => UID, %o);
}

# rows of [command, reply]; in both, LF stands for CRLF where one ends
sub crlf { join '', map { s/(?<!\r)\n/\r\n/gr } @_ }

sub dialogue {
  my ($name, $dir, $rows, %o) = @_;
  my $in = crlf(map { "$_->[0]\n" } @$rows);
  my $out = crlf("+OK \n", map { $_->[1] } @$rows);
  my $r = pop3d($dir, $in, %o);
  is($r->{out}, $out, $name);
  is("$r->{code} $r->{signal}", '0 0', "$name: exit code") if $r->{code} || $r->{signal};
  return $r;
}

# ---- messages ----

sub whole {
  my ($bytes) = @_;
  $bytes .= "\r\n" if length $bytes && $bytes !~ /\n\z/;
  return $bytes =~ s/(?<!\r)\n/\r\n/gr;
}
sub dots { $_[0] =~ s/^\./../mgr }
sub wire { dots(whole($_[0])) . ".\r\n" }
sub octets { length whole($_[0]) }

sub top {
  my ($bytes, $lines) = @_;
  my @line = whole($bytes) =~ /([^\n]*\n)/g;
  my @top;
  while (@line) {
    push @top, shift @line;
    last if $top[-1] eq "\r\n";
  }
  push @top, splice @line, 0, $lines;
  return dots(join '', @top) . ".\r\n";
}

sub touch {
  my ($file, $when) = @_;
  system('touch', '-h', '-d', "\@$when", $file) == 0 or die "touch $file";
}

# ---- faults ----

# a session in which that fails, as traced says; calls can be counted
sub fault {
  my ($dir, $in, $inject, %o) = @_;
  settle($dir) if -d "$dir/new" && -d "$dir/cur";
  return traced(argv => ['./qmail-pop3d', $dir], in => $in, uid => UID, inject => $inject, %o);
}

# for each call of that name in turn: it fails once, check gets the result and
# says what is wrong, or ''
sub sweep {
  my ($name, $files, $in, $inject, $check) = @_;
  my @wrong;
  my $k = 0;
  for (;;) {
    my $dir = maildir($files);
    my $r = fault($dir, $in, "$inject:when=" . ++$k);
    last if !$r->{hit};
    my $wrong = $check->($r, $dir);
    push @wrong, "call $k: $wrong: $r->{out}$r->{err}" if $wrong;
    last if $k == 400;
  }
  cmp_ok($k, '>', 1, "$name: there is such a call");
  cmp_ok($k, '<', 400, "$name: and an end to them");
  is(join("\n", @wrong), '', "$name, each of " . ($k - 1));
}

1;
