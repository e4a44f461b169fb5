# Nasty - messages that POP3 software tends to spoil, and what must come over
# the wire for each of them.
package Nasty;
use strict;
use warnings;
use Exporter 'import';
use File::Path qw(make_path);
use Chain qw(spew scratch);

our @EXPORT = qw(nasty nasty_store wire octets text);

# What RETR must send between +OK and the last dot, dots not yet doubled.
sub wire {
  my ($bytes) = @_;
  $bytes =~ s/(?<!\r)\n/\r\n/g;
  $bytes .= "\r\n" if $bytes =~ /[^\n]\z/;
  return $bytes;
}

sub octets { length wire($_[0]) }

# The same with the line ends of Unix, as a client leaves it that converts them
# and does nothing else.
sub text {
  my $bytes = wire($_[0]);
  $bytes =~ s/\r\n/\n/g;
  return $bytes;
}

my $head = "From: a\@example.org\nTo: b\@example.org\nSubject: ";
my $whead = "From: a\@example.org\r\nTo: b\@example.org\r\nSubject: ";

# [what, name of the file, bytes, what must be sent]; the last is spelled out
# where it fits here, so that it does not hang on wire().
sub rows {
  return (
    [plain => '100.plain', "${head}plain\n\nhello\n",
      "${whead}plain\r\n\r\nhello\r\n"],
    [dots => '101.dots',
      "${head}dots\n\n.\n..\n...\n.a\na.\n. \n.\t\n\n.\n\n.\n.",
      "${whead}dots\r\n\r\n.\r\n..\r\n...\r\n.a\r\na.\r\n. \r\n.\t\r\n\r\n.\r\n"
        . "\r\n.\r\n.\r\n"],
    ['dots first' => '102.dotsfirst', ".\n.From: a\n..\n",
      ".\r\n.From: a\r\n..\r\n"],
    ['one dot' => '103.dot', '.', ".\r\n"],
    ['dots and CR' => '104.dotcr', "${head}dotcr\n\n.\r\n.\r\r\n\r.\r\n.\r.\n\n",
      "${whead}dotcr\r\n\r\n.\r\n.\r\r\n\r.\r\n.\r.\r\n\r\n"],
    [NUL => '105.nul', "${head}nul\n\na\0b\n\0\n\0\0.\n.\0\nend\n",
      "${whead}nul\r\n\r\na\0b\r\n\0\r\n\0\0.\r\n.\0\r\nend\r\n"],
    ['8-bit' => '106.8bit',
      "${head}8bit\n\n" . join('', map { chr } 128 .. 255) . "\n\xff\xfe\n",
      "${whead}8bit\r\n\r\n" . join('', map { chr } 128 .. 255)
        . "\r\n\xff\xfe\r\n"],
    ['no last newline' => '107.nolf', "${head}nolf\n\nthe end",
      "${whead}nolf\r\n\r\nthe end\r\n"],
    ['no newline' => '108.noline', 'x', "x\r\n"],
    ['stored CRLF' => '109.crlf', "${whead}crlf\r\n\r\none\r\n.two\r\n",
      "${whead}crlf\r\n\r\none\r\n.two\r\n"],
    ['CRLF and LF' => '110.mixed', "${head}mixed\r\n\none\r\ntwo\nthree\r\n",
      "${whead}mixed\r\n\r\none\r\ntwo\r\nthree\r\n"],
    ['lone CR' => '111.cr', "${head}cr\n\na\rb\n\rc\nd\r\r\n\r\r\r\ne\n\r\n\r",
      "${whead}cr\r\n\r\na\rb\r\n\rc\r\nd\r\r\n\r\r\r\ne\r\n\r\n\r\r\n"],
    [empty => '112.empty', '', ''],
    ['one newline' => '113.newline', "\n", "\r\n"],
    ['only a header' => '114.header', "${head}header\n",
      "${whead}header\r\n"],
    ['only a body' => '115.body', "\n\nbody\n", "\r\n\r\nbody\r\n"],
    ['From' => '116.from', "${head}from\n\nFrom me\n>From you\nFrom: us\n",
      "${whead}from\r\n\r\nFrom me\r\n>From you\r\nFrom: us\r\n"],
    ['+OK and -ERR' => '117.replies', "${head}replies\n\n+OK\n-ERR no\n+ \n",
      "${whead}replies\r\n\r\n+OK\r\n-ERR no\r\n+ \r\n"],
    ['space in the name' => '118.a b', "${head}space\n\n118\n"],
    ['control in the name' => "119.a\tb\r\nc\x7f", "${head}control\n\n119\n"],
    ['8-bit in the name' => "120.\xe4\xff\x80", "${head}8bitname\n\n120\n"],
    ['255 bytes of name' => '121.' . 'n' x 251, "${head}255\n\n121\n"],
    ['70 bytes of name' => '122.' . 'n' x 66, "${head}70\n\n122\n"],
    ['no time in the name' => 'zero', "${head}notime\n\n123\n", undef, 123],
    ['colon first' => ':2,S', "${head}colon\n\n124\n", undef, 124],
    ['only a space for a name' => ' ', "${head}onespace\n\n125\n", undef, 125],
    ['long header' => '126.header', "${head}longheader\n"
      . 'X-Long: ' . 'h' x 100_000 . "\n"
      . join('', map { "X-Many-$_: $_\n" } 1 .. 2000) . "\n.\n"],
    ['1 MB line' => '127.line', "${head}line\n\n." . 'l' x 1_000_000 . "\n.\n"],
    ['edges of buffers' => '128.edges', "${head}edges\n\n" . join('',
      map { my $n = $_; map { 'e' x ($n + $_) . "\n.\n" } -2 .. 2 }
        512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)],
    ['30 MB' => '129.big',
      "${head}big\n\n" . ('.' . 'b' x 62 . "\n") x (30 * 16384)],
  );
}

# The messages in the order they must be listed in, each
# { what, file, bytes, wire, spelled => is wire from the table, mtime }.
my @set;
sub nasty {
  @set = map {
    my ($what, $file, $bytes, $wire, $mtime) = @$_;
    { what => $what, file => $file, bytes => $bytes,
      wire => defined $wire ? $wire : wire($bytes), spelled => defined $wire,
      mtime => $mtime }
  } rows() if !@set;
  return @set;
}

# nasty_store(home, uid) makes home/Maildir and puts the set into it, half in
# new and half in cur.  The files are links to one copy: it costs no room.
my $store;
sub nasty_store {
  my ($home, $uid) = @_;
  my $i = 0;
  my $first = !$store;
  $store ||= scratch();
  make_path(map { "$home/Maildir/$_" } qw(new cur tmp));
  chown $uid, $uid, map { "$home/Maildir$_" } '', qw(/new /cur /tmp);
  for my $m (nasty()) {
    my $copy = "$store/$i";
    if ($first) {
      spew($copy, $m->{bytes});
      chown $uid, $uid, $copy;
      utime $m->{mtime}, $m->{mtime}, $copy if $m->{mtime};
    }
    my $cur = $i % 2 && $m->{file} !~ /:/ && length $m->{file} <= 252;
    my $path = $cur ? "cur/$m->{file}:2," : "new/$m->{file}";
    link $copy, "$home/Maildir/$path" or die "$path: $!";
    ++$i;
  }
}

1;
