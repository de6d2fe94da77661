using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class ListenerEntryTests
{
    [Theory]
    [InlineData("tcp/80", "tcp", "*", 80, 80)]
    [InlineData("tcp/*:80", "tcp", "*", 80, 80)]
    [InlineData("udp/53", "udp", "*", 53, 53)]
    [InlineData("tcp/any:443", "tcp", "any", 443, 443)]
    [InlineData("tcp/loopback:5432", "tcp", "loopback", 5432, 5432)]
    [InlineData("tcp/0.0.0.0:443", "tcp", "0.0.0.0", 443, 443)]
    [InlineData("tcp/10.0.0.5:443", "tcp", "10.0.0.5", 443, 443)]
    [InlineData("tcp/[::1]:8080", "tcp", "[::1]", 8080, 8080)]
    [InlineData("tcp/[0:0:0:0:0:0:0:1]:8080", "tcp", "[::1]", 8080, 8080)]
    [InlineData("udp/[::]:65535", "udp", "[::]", 65535, 65535)]
    [InlineData("tcp/[::ffff:10.0.0.5]:80", "tcp", "10.0.0.5", 80, 80)]
    [InlineData("tcp/8000-8010", "tcp", "*", 8000, 8010)]
    [InlineData("tcp/any:1-65535", "tcp", "any", 1, 65535)]
    [InlineData("udp/*", "udp", "*", 1, 65535)]
    [InlineData("tcp/loopback:*", "tcp", "loopback", 1, 65535)]
    [InlineData("tcp/[::1]:*", "tcp", "[::1]", 1, 65535)]
    public void An_entry_names_protocol_place_and_port(string text, string protocol, string place, int first, int last)
    {
        ListenerEntry entry = ListenerEntry.Read(text, ranges: true, out string? complaint)!;

        Assert.Null(complaint);
        Assert.Equal((protocol, place, first, last), (entry.Protocol, entry.Place, entry.FirstPort, entry.LastPort));
        Assert.Equal(place is "*" or "any" or "loopback", entry.Address is null);
    }

    [Theory]
    [InlineData("80", "\"80\" does not begin with tcp/ or udp/; write it like tcp/80 or udp/any:53")]
    [InlineData("sctp/80", "\"sctp/80\" does not begin with tcp/ or udp/; write it like tcp/80 or udp/any:53")]
    [InlineData("", "\"\" does not begin with tcp/ or udp/; write it like tcp/80 or udp/any:53")]
    [InlineData("tcp/", "\"tcp/\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/http", "\"tcp/http\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/0", "\"tcp/0\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/65536", "\"tcp/65536\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/-80", "\"tcp/-80\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/any", "\"tcp/any\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/[::1]", "\"tcp/[::1]\" does not end in a port; write a number from 1 to 65535")]
    [InlineData("tcp/80-90", "\"tcp/80-90\" names several ports; an expected listener has one: write an entry for each")]
    [InlineData("tcp/any:*", "\"tcp/any:*\" names every port; an expected listener has one, like tcp/80")]
    [InlineData("tcp/:80", "\"tcp/:80\" has nothing before the colon; leave the colon out, or write any, loopback or an IP address before it")]
    [InlineData("tcp/localhost:80", "\"tcp/localhost:80\" names a host and no address; write loopback:80, or an IP address")]
    [InlineData("tcp/loopbak:80", "\"tcp/loopbak:80\" names a place that is no IP address; did you mean loopback?")]
    [InlineData("tcp/eth0:80", "\"tcp/eth0:80\" names a place that is no IP address; write any, loopback or an IP address")]
    [InlineData("tcp/1:80", "\"tcp/1:80\" names a place that is no IP address; write any, loopback or an IP address")]
    [InlineData("tcp/010.0.0.1:80", "\"tcp/010.0.0.1:80\" names a place that is no IP address; write any, loopback or an IP address")]
    [InlineData("tcp/[10.0.0.1]:80", "\"tcp/[10.0.0.1]:80\" names a place that is no IP address; write any, loopback or an IP address")]
    [InlineData("tcp/::1:80", "\"tcp/::1:80\" holds an IPv6 address without brackets or none at all; write it like [::1]:80")]
    [InlineData("tcp/[::x]:80", "\"tcp/[::x]:80\" holds an IPv6 address without brackets or none at all; write it like [::1]:80")]
    [InlineData("tcp/127.0.0.53%lo:53", "\"tcp/127.0.0.53%lo:53\" names an interface; leave out what begins with %")]
    public void A_wrong_entry_is_named_with_its_mend(string text, string expected)
    {
        Assert.Null(ListenerEntry.Read(text, ranges: false, out string? complaint));
        Assert.Equal(expected, complaint);
    }

    [Theory]
    [InlineData("tcp/90-80", "\"tcp/90-80\" ends before it begins; write 80-90")]
    [InlineData("tcp/80-", "\"tcp/80-\" does not end in a port; write a number from 1 to 65535, a range like 8000-8010, or *")]
    [InlineData("tcp/1-2-3", "\"tcp/1-2-3\" does not end in a port; write a number from 1 to 65535, a range like 8000-8010, or *")]
    public void A_wrong_range_is_named_with_its_mend(string text, string expected)
    {
        Assert.Null(ListenerEntry.Read(text, ranges: true, out string? complaint));
        Assert.Equal(expected, complaint);
    }

    [Fact]
    public void Lists_come_from_the_file_the_environment_and_flags()
    {
        Assert.Empty(YamlSettings.Parse(TestSettings.Table, "listeners:\n  expected: tcp/80\n  allowed:\n    - tcp/[::1]:8080\n    - udp/*\n", "f.yml").Errors);

        var environment = new Dictionary<string, string> { ["SOCKET_EXPORTER_LISTENERS_ALLOWED"] = "tcp/22, tcp/loopback:*" };
        ExporterOptions options = TestSettings.Load([TestSettings.Flag("listeners.expected", "tcp/80", "udp/any:53")], environment).Options!;
        Assert.Equal(["tcp/80", "udp/any:53"], options.ListenersExpected.Select(static entry => $"{entry}"));
        Assert.Equal(["tcp/22", "tcp/loopback:1-65535"], options.ListenersAllowed.Select(static entry => $"{entry}"));
        Assert.Empty(TestSettings.Load().Options!.ListenersExpected);
        Assert.Empty(TestSettings.Load().Options!.ListenersAllowed);
    }

    [Fact]
    public void Entries_that_say_the_same_in_other_words_are_one()
    {
        ExporterOptions options = TestSettings.Load([TestSettings.Flag("listeners.expected", "tcp/80", "tcp/*:80", "tcp/[::0]:80", "tcp/[::]:80", "tcp/080")]).Options!;

        Assert.Equal(["tcp/80", "tcp/[::]:80"], options.ListenersExpected.Select(static entry => $"{entry}"));
    }

    [Fact]
    public void All_wrong_entries_of_a_file_are_named_at_once_each_with_its_line()
    {
        Assert.Equal(
            [
                "listeners.expected at f.yml:4: \"tcp/99999\" does not end in a port; write a number from 1 to 65535",
                "listeners.expected at f.yml:5: \"tcp/localhost:25\" names a host and no address; write loopback:25, or an IP address",
                "listeners.allowed at f.yml:7: \"tcp/90-80\" ends before it begins; write 80-90",
                "listeners.allowed at f.yml:8 has an entry that is no text; write a listener, like tcp/80, tcp/loopback:* or tcp/8000-8010, or a list of them",
                "unknown key listeners.forbidden at f.yml:9; known here: allowed, expected",
            ],
            YamlSettings.Parse(
                TestSettings.Table,
                """
                listeners:
                  expected:
                    - tcp/80
                    - tcp/99999
                    - tcp/localhost:25
                  allowed:
                    - tcp/90-80
                    - {port: 80}
                  forbidden: tcp/23
                """,
                "f.yml").Errors);
    }

    [Fact]
    public void An_entry_that_stands_twice_is_refused_when_all_are_good()
    {
        Assert.Equal(
            ["listeners.expected at f.yml:2: \"tcp/80\" is named twice; keep one"],
            YamlSettings.Parse(TestSettings.Table, "listeners:\n  expected:\n    - tcp/80\n    - tcp/80\n", "f.yml").Errors);
    }

    [Fact]
    public void More_than_500_expected_listeners_are_refused()
    {
        string[] many = [.. Enumerable.Range(1, 501).Select(static port => $"tcp/{port}")];

        Assert.Equal(
            ["--listeners.expected: 501 listeners are named, and each is a series of the page; keep at most 500"],
            SettingText.Complaints(TestSettings.Flag("listeners.expected", many)));
        Assert.Empty(SettingText.Complaints(TestSettings.Flag("listeners.expected", many[1..])));
        Assert.Empty(SettingText.Complaints(TestSettings.Flag("listeners.allowed", many)));
    }
}
