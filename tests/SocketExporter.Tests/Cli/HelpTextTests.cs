using SocketExporter.Cli;
using SocketExporter.Tests.Config;

namespace SocketExporter.Tests.Cli;

public sealed class HelpTextTests
{
    [Fact]
    public void Help_lists_the_commands_and_every_setting_under_its_group()
    {
        Assert.Equal(
            """
            netstat for Prometheus: the sockets, protocol counters and interfaces of this host as metrics

            Usage:
              socket-exporter                         Serve /metrics until SIGTERM or Ctrl-C
              socket-exporter once [--samples N]      Take one sample, or N, print the page and exit
              socket-exporter netstat [FLAG ...]      Show sockets, routes, interfaces as netstat does; netstat --help
              socket-exporter check-config FILE       Show all errors of FILE and of --web.config.file; exit 1 if any
              socket-exporter doctor                  Say what it can and can't see here, and the mend; exit 1 if limited
              socket-exporter record DIR              Write the kernel's answers, under pseudonyms, for --replay
              socket-exporter --version               Print version and runtime
              socket-exporter --help, -h              Print this text

            Of the commands:
              once --samples N                Samples to take, 1 to 1000, one every sampling.interval; the page of the
                                              last is printed (default 1)
              check-config FILE               The file that --config.file would name; what contradicts itself, or is not
                                              there on this host, is a warning
              record DIR                      A new or an empty directory; it is made if it is not there

            Exit codes: 0 done, or told to stop while serving; 1 what was asked for failed, for once also in part;
            2 the command line, the environment or the configuration is wrong.

            Nothing has to be set. A flag goes before its environment variable (SOCKET_EXPORTER_SAMPLING_INTERVAL),
            that before the configuration file, that before the default.

            Web:
              --web.listen-address ADDRESS    Where to serve HTTP: :PORT, IPV4:PORT, [IPV6]:PORT, localhost:PORT or
                                              unix:/PATH; repeatable (default :10105)
              --web.telemetry-path PATH       Path of the page that Prometheus scrapes (default /metrics)
              --web.config.file PATH          YAML file with TLS, passwords and limits of requests, in the format of
                                              Prometheus' exporters; see docs/web-configuration.md
              --web.max-requests NUMBER       Scrapes answered at the same time, one more gets 503; 0 is no limit (default
                                              40)

            Configuration:
              --config.file PATH              YAML file with settings; flags and environment variables go before it

            Sampling:
              --sampling.interval DURATION    Time from the start of one sample to the start of the next (default 5s)
              --sampling.cpu-budget CORES     Processor time that sampling may take, in cores: after a sample that cost c
                                              seconds the next waits at least c / budget; 1 never waits (default 0.05)
              --sampling.listener-interval DURATION
                                              How often accept queues are looked at between samples, for peaks and the
                                              time they are full; at a fifth of the CPU budget it slows down, at
                                              sampling.interval or more it is off (default 250ms)
              --sampling.listener-peak-window DURATION
                                              For how long the peak of an accept queue is shown; longer than the interval
                                              of every scraper, so that each sees it (default 2m)
              --stuck.after DURATION          A queue in which nothing has moved for so long is stuck; at least two
                                              samples should fit in (default 10s)

            Collectors:
              --collector.disable-defaults    Turn off every collector that is not turned on by name (off)
              --collector.tcp                 TCP sockets by state (on; --no-collector.tcp turns it off)
              --collector.tcp-connections     TCP connections by service port (on; --no-collector.tcp-connections turns it
                                              off)
              --collector.tcp-flows           Bytes by service port (off)

            Interfaces:
              --interfaces.include PATTERN    Interfaces that are shown by name although interfaces.exclude names them; *
                                              alone excludes nothing; repeatable
              --interfaces.exclude PATTERN    Interfaces that are summed as <other>; * is anything and ? one character,
                                              and naming some replaces the default; repeatable (default
                                              veth*,cali*,lxc*,cilium_*,tap*,vnet*,br-*,docker*,kube-ipvs*,nodelocaldns*)

            Listeners:
              --listeners.expected LISTENER   Listeners that must be there, each shown as up or not: PROTOCOL/PORT or
                                              PROTOCOL/PLACE:PORT, PLACE is any (other hosts can reach it), loopback or an
                                              address; repeatable
              --listeners.allowed LISTENER    Listeners that may be there besides the expected ones, written as those,
                                              PORT also 8000-8010 or *; every other one is shown as unexpected; repeatable

            Peers:
              --peers GROUP                   Groups of peers whose connections are counted by name: "database
                                              cidr=10.0.0.0/8,fd00::/8 port=5432,5433"; in the file database: {cidr:
                                              [10.0.0.0/8], port: [5432]}. Address and port are the remote ones, without
                                              either any fits, and the first group that fits has the connection;
                                              repeatable

            Processes:
              --processes.names RULE          Rules that name processes, the first that fits names one, without any it is
                                              comm: "java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[.]jar.*"; in the file
                                              a list of {name: …, comm: …, exe: …, cmdline: …, cgroup: …}; repeatable

            Paths:
              --path.procfs PATH              Where the host's procfs is mounted (default /proc)
              --path.sysfs PATH               Where the host's sysfs is mounted; nothing is read from it yet (default
                                              /sys)
              --replay DIR                    Run on a recording, made with the command record, instead of on this host

            Logging:
              --log.level LEVEL               The least severe messages that are logged: debug, info, warn or error
                                              (default info)
              --log.format FORMAT             How a message is written: text or json (default text)
              --log.stuck-per-minute NUMBER   Stuck connections that are logged one by one, with both addresses; what is
                                              left out is counted (default 6)

            """,
            HelpText.Render(TestSettings.Table));
    }

    [Fact]
    public void No_line_is_wider_than_the_screen()
    {
        Assert.All(HelpText.Render(TestSettings.Table).Split('\n'), line => Assert.True(line.Length <= 110, line));
    }
}
