# The manual pages: that they are right mdoc, and say what the sources say.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

my @pages = grep { /\.8$/ } tracked();
my @files = grep { /\.5$/ } tracked(); # pages of files
my @overview = grep { /\.7$/ } tracked();
my %source = map { ($_ => slurp(source() . "/$_")) } grep { /\.(?:[ch]|sh)$/ } tracked();

my @programs = map { s/\.8$//r } @pages;
is_deeply([grep { !exists $source{"$_.c"} && !exists $source{"$_.sh"} } @programs], [],
  'each page is of a program');
is_deeply([grep { slurp(source() . '/hier.c') !~ m{"man\d/\Q$_\E"} } @pages, @files, @overview], [],
  'each page is installed');
my @installed = slurp(source() . '/hier.c') =~ m{"bin/([^"]+)"}g;
my %page_of = slurp(source() . '/hier.c') =~ m{"man8/([^"]+)\.8", "([^"]+)\.8"}g;
is_deeply([grep { !defined $page_of{$_} || !-f source() . "/$page_of{$_}.8" } @installed], [],
  'each program that is installed has a page');
is_deeply([grep { my $program = qr/^\.Sh NAME\n(?:\.Nm .*\n)*\.Nm \Q$_\E\b/m;
  slurp(source() . "/$page_of{$_}.8") !~ $program } @installed], [], 'which names it');

SKIP: {
  skip 'no mandoc', 1 if (in_dir('/', {}, 'sh', '-c', 'command -v mandoc'))[1];
  for my $page (@pages, @files, @overview) {
    my ($said) = in_dir(source(), {}, 'mandoc', '-Tlint', '-W', 'all', $page);
    is($said, '', "mandoc has nothing to say about $page");
  }
}

# all that a program is made of, by what its files include
sub reach {
  my ($file, $seen) = @_;
  return $seen if $seen->{$file}++ || !exists $source{$file};
  reach($_, $seen) for $source{$file} =~ /^\. (\S+\.sh)$/mg; # a script's parts
  for my $header ($source{$file} =~ /^#include "([^"]+)"/mg) {
    reach($header, $seen);
    reach($header =~ s/\.h$/.c/r, $seen);
  }
  return $seen;
}

# the section of a page, and what is in it, free of markup
sub section {
  my ($page, $name) = @_;
  return $page =~ /^\.Sh \Q$name\E\n(.*?)(?=^\.Sh |\z)/ms ? $1 : '';
}
sub plain {
  my ($text) = @_;
  $text =~ s/^\.(?:It )?(?:[A-Z][a-z] )?//mg;
  $text =~ s/ (?:Li|Ar|Ns|Ta|Dv|Pq|Ql|Em|Ev|Ic|Op|No) / /g;
  $text =~ s/\\[&e]//g;
  $text =~ s/\s+/ /g;
  return $text;
}

# constants that are limits; others are codes, kinds, or sizes of buffers
my $limit = qr/(?:_TIME|_MAX|_AGE|_LINE)$|^(?:IDLE|ATTEMPTS|PAUSE|ERRORS|INPUT)$/;

for my $program (@programs) {
  my $page = slurp(source() . "/$program.8");
  my $seen = {};
  for my $of (grep { $page_of{$_} eq $program } sort keys %page_of) {
    reach(exists $source{"$of.c"} ? "$of.c" : "$of.sh", $seen);
  }
  my $code = join "\n", map { $source{$_} } grep { exists $source{$_} } sort keys %$seen;

  for my $section (qw(DESCRIPTORS ENVIRONMENT LIMITS EXAMPLES DIAGNOSTICS HISTORY),
      'EXIT STATUS', 'SEE ALSO', 'SECURITY CONSIDERATIONS') {
    isnt(section($page, $section), '', "$program.8 has $section");
  }

  my %env = map { ($_ => 1) } $code =~ /\b(?:getenv|setenv|pathexec_setenv)\("(\w+)"/g;
  delete $env{PROTO} if $code !~ /\bstrerr_session\((?!const)/; # nobody asks strerr for it
  my $environment = section($page, 'ENVIRONMENT');
  is_deeply([grep { $environment !~ /^\.(?:It )?Ev (?:.* )?$_\b/m } sort keys %env], [],
    "$program.8 names each variable that $program looks at or sets");

  my %verbs = map { ($_ => 1) } map { uc } $code =~ /^\s*\{ "(\w+)", ARG_/mg;
  is_deeply([grep { $page !~ /^\.It Ic $_\b/m } sort keys %verbs], [],
    "$program.8 describes each command");

  my %limits; # name => the number it begins with
  while ($code =~ /\b([A-Z][A-Z_]+) = (\d+)(?!x)/g) {
    my ($name, $number) = ($1, $2);
    $limits{$name} = $number if $name =~ $limit;
  }
  my $limits = section($page, 'LIMITS');
  for my $name (sort keys %limits) {
    like($limits, qr/\b$name\b/, "$program.8 has the limit $name");
    like(plain($limits), qr/\b$limits{$name}\b/, "and that it is $limits{$name}");
  }

  my $said = plain($page);
  my @words = ($code =~ /die_closed\("([^"]+)"\)/g, $code =~ /why = "([^"]+)"/g,
    $code =~ /"(\[(?:AUTH|SYS)[^"]+)"/g, $code =~ /echo '(\w+: [^']+)' >&2/g,
    $code =~ /^usage='([^']+)'$/mg, $code =~ /\b(?:die|cannot) '([^']+)'/g,
    (grep { / / } map { s/"\s+"//gr } $code =~ /(?:return|:) "((?:[^"]|"\s+")+)";/g),
    map { s/"\s+"//gr } $code =~ /recipe_die_usage\(r, "((?:[^"]|"\s+")+)"\)/g);
  cmp_ok(scalar @words, '>=', $seen->{"$program.c"} ? 4 : 1,
    "$program has words for what goes wrong");
  my @missing = grep { my $w = $_; $w =~ s/, tell.*/,/; index($said, $w) < 0 } @words;
  is_deeply(\@missing, [], "$program.8 has the words of the log and the replies");
}

# ---- pages of files ----

for my $page (@files) {
  my $text = slurp(source() . "/$page");
  for my $section (qw(DESCRIPTION LIMITS FILES EXAMPLES HISTORY), 'SEE ALSO',
      'SECURITY CONSIDERATIONS') {
    isnt(section($text, $section), '', "$page has $section");
  }
  my $name = $page =~ s/\.5$//r;
  ok(scalar(grep { index($_, qq("$name")) >= 0 } values %source), "$name is in the sources");
}

# The overview names each program, and each line of the log in it is in a source:
# what strerr_sys puts before it, and who refuses, is left out.
{
  my $text = slurp(source() . '/qmail-pop3.7');
  is_deeply([grep { $text !~ /^\Q$_\E\(8\)/m } @programs], [], 'qmail-pop3.7 names each program');
  my $code = join("\n", values %source) =~ s/"\s+"//gr;
  my @said = $text =~ /^\.Dl (.*)$/mg;
  cmp_ok(scalar @said, '>=', 12, 'and lines of the log');
  my @words = map { s/^(?:refused: |closed: |cannot )//r } @said;
  is_deeply([grep { $code !~ /"(?:\[[A-Z\/]+\] |warning: )?\Q$_\E/ } @words], [],
    '[monday] each of which is in a source');
  my @verbs = $text =~ /^\.Ql (eof|timeout|quit)\b/mg;
  is_deeply([grep { $code !~ /"$_"/ } @verbs], [], 'and so are the ends of a session');
  my @env = $text =~ /^\.Ev (\w+)$/mg;
  is_deeply([grep { $code !~ /"$_"/ } @env], [], 'and the variables');
}

# The numbers by which pop3.octets is read and written.
{
  my $text = slurp(source() . '/pop3.octets.5');
  my %number = map { /\b([A-Z_]+) = (\d+)/g } @source{qw(octetline.h octets.c)};
  for my $name (qw(OCTETLINE_MAX FEW PART)) {
    my ($said) = section($text, 'LIMITS') =~ /^\.It (?:One in )?(\d+).*\n[^.].*\n\.Pq Dv $name /m;
    is($said, $number{$name}, "pop3.octets.5 has the limit $name");
  }
  like(section($text, 'DESCRIPTION'), qr/^[^.].* $number{FEW} or more .*\n\.Pq Dv FEW$/m,
    'and tells when the file is read');
  like(section($text, 'DESCRIPTION'), qr/^[^.].* one in $number{PART}\n\.Pq Dv PART$/m,
    'and when it is written');
}

done_testing();
