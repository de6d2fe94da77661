#!/usr/bin/perl
# Processes that live for a moment, in the namespaces it is started in: processes.pl RATE NAMES FOLDER
# RATE a second, each with a name and a socket of its own; names, ports and paths come again after NAMES processes. Unix sockets lie in FOLDER. Prints how
# many there have been, once a second, and ends when nobody reads it. Perl, because its fork without an exec costs less than a millisecond.
use strict;
use warnings;
use POSIX ();
use Socket;
use Time::HiRes qw(sleep time);

use constant LIFE_SECONDS => 0.3;

# Ports that a process takes on purpose, below the kernel's ephemeral range.
use constant { FIRST_PORT => 1024, PORTS => 30000 };

my ($rate, $names, $folder) = @ARGV;
$SIG{CHLD} = 'IGNORE';
$| = 1;
my $start = time;
my $made = 0;
while (1) {
    my $ahead = $made / $rate - (time - $start);
    sleep $ahead if $ahead > 0;
    print "$made\n" if $made % $rate == 0;
    my $pid = fork // die "fork: $!";
    $pid == 0 ? live($made % $names) : $made++;
}

sub live {
    my ($number) = @_;
    $0 = "w$number";    # also the kernel's name of the process
    my $port = FIRST_PORT + $number % PORTS;
    my $address = sockaddr_in($port, pack('C4', 127, 0, 1 + $number / PORTS, 1));
    my $path;
    my $kind = $number % 4;
    if ($kind == 0) {
        socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
        setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($listener, $address) or POSIX::_exit(1);
        listen($listener, 5);
        socket(my $client, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
        connect($client, $address);
        accept(my $server, $listener);
        sleep LIFE_SECONDS;
    }
    elsif ($kind == 1) {
        socket(my $bound, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
        bind($bound, $address) or POSIX::_exit(1);
        sleep LIFE_SECONDS;
    }
    elsif ($kind == 2) {
        # Letters that are no hex digits: the exporter folds runs of those.
        ($path = $number) =~ tr/0-9/g-p/;
        $path = "$folder/q$path";
        unlink $path;
        socket(my $listener, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
        bind($listener, sockaddr_un($path)) or POSIX::_exit(1);
        listen($listener, 5);
        sleep LIFE_SECONDS;
        unlink $path;
    }
    else {
        socket(my $client, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
        connect($client, sockaddr_in(9, INADDR_LOOPBACK));
        socketpair(my $one, my $other, PF_UNIX, SOCK_SEQPACKET, 0);
        sleep LIFE_SECONDS;
    }
    POSIX::_exit(0);
}
