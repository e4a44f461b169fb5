# Model - a maildrop as qmail-pop3d must serve it: what it answers to each line,
# and what the maildir is afterwards.  Written from the manual, in another way
# than the program, to be compared with it.
#
#   my $m = Model->new(files => { 'new/1.a' => { bytes => ..., mtime => ..., id => ... } },
#     cache => what pop3.octets holds or undef, blank => is $POP3BLANK set);
#   $m->answer(line with its LF) is the reply; $m->{quit} is set by QUIT, and then
#   $m->{files} and $m->{cache} are as they are left.  One id is one file.
package Model;
use strict;
use warnings;

use constant { FEW => 4, PART => 128, MAX => 18446744073709551615 };

sub new {
  my ($class, %o) = @_;
  my $m = bless { %o, last => 0, retr => 0, sent => 0, top => 0, top_sent => 0 }, $class;
  my %named;
  push @{ $named{ (m{/([^:]*)}s)[0] } }, $_ for sort keys %{ $m->{files} };
  my @list;
  for my $unique (keys %named) {
    my ($path, @twins) = @{ $named{$unique} };
    my $when = time_of($unique);
    my $clash = grep { $m->{files}{$_}{id} ne $m->{files}{$path}{id} } @twins;
    push @list, { path => $path, unique => $unique, twins => \@twins, clash => $clash,
      untimed => !defined $when, named => octets_in($unique),
      when => defined $when ? $when : $m->{files}{$path}{mtime} };
  }
  $m->{list} = [sort { $a->{when} <=> $b->{when} || $a->{unique} cmp $b->{unique} }
    @list];
  return $m;
}

# ---- names and numbers ----

# the number, if the text is one of 64 bits and nothing else
sub number {
  my ($text) = @_;
  my ($digits) = $text =~ /\A0*([0-9]+)\z/ or return undef;
  return undef if length $digits > 20;
  return undef if length $digits == 20 && $digits gt MAX . '';
  return $digits + 0;
}

sub time_of { $_[0] =~ /\A([0-9]+)\./ ? number($1) : undef }

sub octets_in {
  my ($unique) = @_;
  my (undef, @fields) = split /,/, $unique, -1;
  for (@fields) {
    my $octets = /\AW=(.*)\z/s ? number($1) : undef;
    return $octets == MAX ? undef : $octets if defined $octets;
  }
  return undef;
}

# The unique id that is made where the name is none.
sub id_of {
  my ($unique) = @_;
  return $unique if $unique =~ /\A[\x21-\x7e]{1,70}\z/;
  my ($start) = $unique =~ /\A([\x21-\x7e]{0,37})/;
  no warnings 'portable'; # integers have 64 bits
  return "$start:" . hash($unique, 0xcbf29ce484222325, 0x100000001b3)
    . hash($unique, 0x9ae16a3b2f90404f, 0xc6a4a7935bd1e995);
}

sub hash {
  my ($text, $h, $by) = @_;
  for my $c (unpack 'C*', $text) { $h = product($h ^ $c, $by) }
  $h = product($h ^ $h >> 32, $by);
  return sprintf '%016x', $h ^ $h >> 29;
}
sub product { use integer; my $p = $_[0] * $_[1]; no integer; return $p & ~0 }

# ---- messages ----

# what RETR sends, and TOP if told how many lines; dots not doubled
sub sent {
  my ($bytes, $lines) = @_;
  my ($out, $body) = ('', 0);
  for my $line (split /^/, $bytes) {
    last if $body && defined $lines && !$lines--;
    my $whole = $line =~ s/\r?\n\z//;
    $out .= "$line\r\n";
    $body = 1 if $whole && $line eq '';
  }
  return $out;
}

sub reply {
  my ($m, $sent) = @_;
  $sent =~ s/^\./../mg;
  return "+OK \r\n$sent" . ($m->{blank} ? "\r\n" : '') . ".\r\n";
}

# where it is: it may have been moved, and then is known by its unique name, if
# that was of one message only; or gone
sub where {
  my ($m, $x) = @_;
  my $files = $m->{files};
  return $x->{path} if $files->{ $x->{path} };
  return undef if $x->{clash};
  my ($path) = grep { m{/\Q$x->{unique}\E(?::|\z)}s } sort keys %$files;
  $x->{path} = $path if defined $path;
  return $path;
}

sub bytes {
  my ($m, $x) = @_;
  my $path = $m->where($x);
  return defined $path ? $m->{files}{$path}{bytes} : undef;
}

my $UNOPENED = "-ERR [SYS/TEMP] unable to open that message\r\n";

# ---- octets ----

# [octets, name] for each line of the cache; none if it is malformed
sub lines {
  my ($cache) = @_;
  my @lines;
  return if !defined $cache;
  while (length $cache) {
    my $line = $cache =~ s/\A(.*\n)// ? $1 : return;
    my ($octets, $name) = $line =~ /\A([0-9]+) ([^:\0]+)\n\z/ or return;
    return if length $line > 1100 || !defined($octets = number($octets));
    push @lines, [$octets, $name];
  }
  return @lines;
}

# What is said of a message: what was read wins over what the cache says, and
# that over the name; 0 of one that has gone.
sub octets {
  my ($x) = @_;
  for (qw(read line named nothing)) { return $x->{$_} if defined $x->{$_} }
  return undef;
}

sub by_name {
  my ($x) = @_;
  return defined $x->{named} && !defined $x->{read} && !defined $x->{line};
}

sub recall {
  my ($m) = @_;
  my @list = @{ $m->{list} };
  $m->{recalled} = 1;
  for (lines($m->{cache})) {
    my ($octets, $name) = @$_;
    my $when = time_of($name);
    if (defined $when) {
      shift @list while @list && ($list[0]{when} < $when
        || $list[0]{when} == $when && $list[0]{unique} lt $name);
    }
    next if !@list || $list[0]{unique} ne $name;
    my $x = shift @list;
    if (defined $x->{read}) { $m->{wrong} = 1 if $x->{read} != $octets; next }
    $x->{line} = $octets if !defined $x->{nothing} && $octets != (octets($x) // -1);
  }
}

sub load {
  my ($m) = @_;
  my @list = @{ $m->{list} };
  $m->recall if !$m->{recalled} && (grep({ by_name($_) } @list)
    || grep({ !defined octets($_) } @list) >= FEW);
}

sub learn {
  my ($m, $x, $octets) = @_;
  my $known = octets($x);
  return if defined $x->{line} && $x->{line} == $octets; # nothing new
  $m->{wrong} = 1 if defined $known && $known != $octets;
  $x->{read} = $octets;
}

sub know {
  my ($m, $x) = @_;
  if (defined octets($x)) { $m->load if by_name($x); return }
  my $bytes = $m->bytes($x);
  if (defined $bytes) { $m->learn($x, length sent($bytes)) } else { $x->{nothing} = 0 }
}

sub remember {
  my ($m) = @_;
  my @kept = $m->kept;
  if (!$m->{recalled}) {
    return if !grep { defined $_->{read} } @kept;
    $m->recall;
  }
  my @counted = grep { defined $_->{read} && $_->{read} != ($_->{named} // -1) } @kept;
  my @cached = grep { !defined $_->{read} && defined $_->{line} } @kept;
  return if !$m->{wrong} && (@kept < FEW || @counted <= int(@kept / PART));
  my %written = map { ($_->{unique} => 1) } @counted, @cached;
  $m->{cache} = join '', map { octets($_) . " $_->{unique}\n" }
    grep { $written{ $_->{unique} } && $_->{unique} =~ /\A[^\n]+\z/ } @kept;
}

# ---- commands ----

sub kept { grep { !$_->{dele} } @{ $_[0]{list} } }

# the message of that number, or what is wrong with it
sub pick {
  my ($m, $text) = @_;
  my $n = number($text);
  return (undef, 'syntax error') if !defined $n;
  return (undef, 'messages are counted from 1') if !$n;
  return (undef, 'not that many messages') if $n > @{ $m->{list} };
  my $x = $m->{list}[$n - 1];
  return (undef, 'already deleted') if $x->{dele};
  return ($x, $n);
}

sub touch { my ($m, $n) = @_; $m->{last} = $n if $n > $m->{last} }

sub all {
  my ($m, $what) = @_;
  my $n = 0;
  return join '', "+OK \r\n",
    map({ ++$n; $_->{dele} ? () : "$n " . $what->($_) . "\r\n" } @{ $m->{list} }), ".\r\n";
}

sub octets_all {
  my ($m) = @_;
  $m->load;
  $m->know($_) for $m->kept;
}

sub size { my ($m, $x) = @_; return octets($x) + ($m->{blank} ? 2 : 0) }

# the reply with all of a message, by RETR or TOP
sub whole {
  my ($m, $x, $sent) = @_;
  $m->learn($x, length $sent);
  ++$m->{retr};
  $m->{sent} += length($sent) + ($m->{blank} ? 2 : 0);
  return $m->reply($sent);
}

# verb => [is there an argument: 0, 1, or undef for perhaps; what answers it]
my %of_one = (
  retr => sub {
    my ($m, $x, $n) = @_;
    my $bytes = $m->bytes($x);
    return $UNOPENED if !defined $bytes;
    $m->touch($n);
    return $m->whole($x, sent($bytes));
  },
  dele => sub {
    my ($m, $x, $n) = @_;
    $x->{dele} = 1;
    $m->touch($n);
    return "+OK \r\n";
  },
  list => sub {
    my ($m, $x, $n) = @_;
    $m->know($x);
    return "+OK $n " . $m->size($x) . "\r\n";
  },
  uidl => sub { my ($m, $x, $n) = @_; return "+OK $n " . id_of($x->{unique}) . "\r\n" },
);
my %of_none = (
  list => sub { my ($m) = @_; $m->octets_all; return $m->all(sub { $m->size($_[0]) }) },
  uidl => sub { return $_[0]->all(sub { id_of($_[0]{unique}) }) },
  stat => sub {
    my ($m) = @_;
    $m->octets_all;
    my $sum = 0;
    $sum += $m->size($_) for $m->kept;
    return '+OK ' . $m->kept . " $sum\r\n";
  },
  noop => sub { "+OK \r\n" },
  last => sub { "+OK $_[0]{last}\r\n" },
  rset => sub {
    my ($m) = @_;
    delete $_->{dele} for @{ $m->{list} };
    $m->{last} = 0;
    return "+OK \r\n";
  },
  capa => sub { join "\r\n", '+OK ', qw(TOP UIDL USER), 'SASL PLAIN',
    qw(RESP-CODES AUTH-RESP-CODE PIPELINING), 'EXPIRE NEVER',
    'IMPLEMENTATION qmail-pop3d', '.', '' },
  quit => sub {
    my ($m) = @_;
    my $left = $m->update;
    $m->remember;
    $m->{quit} = 1;
    return "+OK \r\n" if !$left;
    return "-ERR [SYS/TEMP] unable to unlink all deleted messages\r\n";
  },
);

sub top {
  my ($m, $arg) = @_;
  my ($n, $lines) = split / +/, $arg, 2;
  $lines = number($lines) if defined $lines;
  return "-ERR syntax error\r\n" if !defined $lines;
  my ($x, $why) = $m->pick($n);
  return "-ERR $why\r\n" if !$x;
  my $bytes = $m->bytes($x);
  return $UNOPENED if !defined $bytes;
  my $sent = sent($bytes, $lines);
  return $m->whole($x, $sent) if $sent eq sent($bytes);
  ++$m->{top};
  $m->{top_sent} += length($sent) + ($m->{blank} ? 2 : 0);
  return $m->reply($sent);
}

sub answer {
  my ($m, $line) = @_;
  return "-ERR line too long\r\n" if length $line > 1000;
  $line =~ s/\r?\n\z//;
  return "-ERR syntax error\r\n" if $line =~ /\0/;
  my ($verb, $arg) = split / +/, $line, 2;
  $verb = '' if !defined $verb;
  $verb =~ tr/A-Z/a-z/;
  $arg = '' if !defined $arg;
  $arg =~ s/ +\z//;
  return "-ERR unimplemented\r\n" if !$of_one{$verb} && !$of_none{$verb} && $verb ne 'top';
  return $m->top($arg) if $verb eq 'top' && $arg ne '';
  return $of_none{$verb}->($m) if $of_none{$verb} && $arg eq '';
  return "-ERR syntax error\r\n" if !$of_one{$verb} || $arg eq '';
  my ($x, $n) = $m->pick($arg);
  return $x ? $of_one{$verb}->($m, $x, $n) : "-ERR $n\r\n";
}

# ---- QUIT ----

# how many could not be deleted
sub update {
  my ($m) = @_;
  my $files = $m->{files};
  my $left = 0;
  for my $x (grep { $_->{dele} } @{ $m->{list} }) {
    my $path = $m->where($x);
    if (!defined $path) { # others have deleted it; or moved one of two
      $left += $x->{clash};
      $x->{gone} = !$x->{clash};
      next;
    }
    my $id = $files->{$path}{id};
    delete $files->{$_} for grep { $files->{$_} && $files->{$_}{id} eq $id }
      $path, @{ $x->{twins} };
    $x->{gone} = 1;
  }
  for my $x ($m->kept) {
    my $file = $files->{ $x->{path} } or next;
    my $name = substr $x->{path}, 4;
    if ($x->{path} =~ m{^new/}) {
      $name .= ':2,' if $name !~ /:/;
      $files->{"cur/$name"} = delete $files->{ $x->{path} }
        if length $name <= 255 && !$files->{"cur/$name"};
    }
    elsif (@{ $x->{twins} }) {
      my $other = $files->{"new/$x->{unique}"};
      delete $files->{"new/$x->{unique}"} if $other && $other->{id} eq $file->{id};
    }
  }
  return $left;
}

1;
