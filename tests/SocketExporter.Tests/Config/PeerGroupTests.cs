using System.Net;
using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class PeerGroupTests
{
    [Fact]
    public void A_group_has_a_name_networks_and_ports()
    {
        PeerGroup group = PeerGroup.Read("database cidr=10.0.0.0/8,fd00::/8,192.0.2.7 port=5432,5433", out IReadOnlyList<string> complaints)!;

        Assert.Empty(complaints);
        Assert.Equal("database", group.Name);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8"), IPNetwork.Parse("192.0.2.7/32")], group.Networks);
        Assert.Equal([(ushort)5432, (ushort)5433], group.Ports);
    }

    [Theory]
    [InlineData("", "\"\" is no name of a group; write at most 64 letters, digits and -_. behind a letter or digit, like database")]
    [InlineData("<other> port=1", "\"<other>\" is no name of a group; write at most 64 letters, digits and -_. behind a letter or digit, like database")]
    [InlineData("database", "database fits every connection; write networks or ports, like database cidr=10.0.0.0/8 port=5432")]
    [InlineData("database 10.0.0.0/8", "\"10.0.0.0/8\" is neither cidr=… nor port=…; write a name, networks and ports, like database cidr=10.0.0.0/8 port=5432")]
    [InlineData("database cidr=10.1.2.3/8", "\"10.1.2.3/8\" has bits set behind its first 8; write 10.0.0.0/8")]
    [InlineData("database cidr=fd00::1/64", "\"fd00::1/64\" has bits set behind its first 64; write fd00::/64")]
    [InlineData("database cidr=10.0.0.0/33", "\"10.0.0.0/33\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=10/8", "\"10/8\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=010.0.0.0/8", "\"010.0.0.0/8\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=10.0.0.010", "\"10.0.0.010\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=0x0a.0.0.0/8", "\"0x0a.0.0.0/8\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=10.0.0.0/", "\"10.0.0.0/\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=10.0.0.0/-1", "\"10.0.0.0/-1\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=[fd00::1]:443", "\"[fd00::1]:443\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=fe80::%1/64", "\"fe80::%1/64\" names an interface; leave out what begins with %")]
    [InlineData("database cidr=fe80::1%eth0", "\"fe80::1%eth0\" names an interface; leave out what begins with %")]
    [InlineData("database cidr=10", "\"10\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database cidr=", "\"\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3")]
    [InlineData("database port=0", "\"0\" is no port; write a number from 1 to 65535")]
    [InlineData("database port=65536", "\"65536\" is no port; write a number from 1 to 65535")]
    [InlineData("database port=http", "\"http\" is no port; write a number from 1 to 65535")]
    public void What_is_wrong_is_said_with_its_mend(string text, string expected)
    {
        Assert.Null(PeerGroup.Read(text, out IReadOnlyList<string> complaints));
        Assert.Equal([expected], complaints);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_group_is_said()
    {
        Assert.Null(PeerGroup.Read("-x cidr=db.example,10.0.0.0/8 port=x,443,0 443", out IReadOnlyList<string> complaints));
        Assert.Equal(
            [
                "\"-x\" is no name of a group; write at most 64 letters, digits and -_. behind a letter or digit, like database",
                "\"db.example\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3",
                "\"x\" is no port; write a number from 1 to 65535",
                "\"0\" is no port; write a number from 1 to 65535",
                "\"443\" is neither cidr=… nor port=…; write a name, networks and ports, like database cidr=10.0.0.0/8 port=5432",
            ],
            complaints);
    }

    [Fact]
    public void A_group_has_an_end()
    {
        PeerGroup.Read("many port=" + string.Join(',', Enumerable.Range(1, 101)), out IReadOnlyList<string> complaints);

        Assert.Equal(["101 entries are more than 100; write wider networks, or leave out the ports"], complaints);
    }

    [Fact]
    public void In_the_file_groups_are_a_mapping_by_name()
    {
        FileSettings file = Parse(
            """
            peers:
              database: {cidr: [10.0.0.0/8, "fd00::/8"], port: [5432]}
              web:
                port: 443
            """);

        Assert.Empty(file.Errors);
        Assert.Equal(["database cidr=10.0.0.0/8,fd00::/8 port=5432", "web port=443"], Assert.Single(file.Values).Texts);
    }

    [Fact]
    public void Every_error_in_the_file_has_its_line()
        => Assert.Equal(
            [
                "unknown key peers.a.cdir at f.yml:2; did you mean cidr?",
                "peers.b at f.yml:3: \"10.1.0.0/8\" has bits set behind its first 8; write 10.0.0.0/8",
                "peers.c at f.yml:4 is a text; write networks and ports under it, like c: {cidr: [10.0.0.0/8], port: [5432]}",
                "peers.d.port at f.yml:5 needs a port, like 5432, or a list of them",
                "peers.e f at f.yml:6: \"e f\" is no name of a group; write at most 64 letters, digits and -_. behind a letter or digit, like database",
            ],
            Parse(
                """
                peers:
                  a: {cdir: 10.0.0.0/8}
                  b: {cidr: 10.1.0.0/8}
                  c: 10.0.0.0/8
                  d: {port: []}
                  e f: {port: 1}
                """).Errors);

    [Fact]
    public void All_values_of_all_groups_in_the_file_are_judged_and_each_has_its_line()
        => Assert.Equal(
            [
                "peers.bad name at f.yml:2: \"bad name\" is no name of a group; write at most 64 letters, digits and -_. behind a letter or digit, like database",
                "peers.bad name at f.yml:2: \"0\" is no port; write a number from 1 to 65535",
                "peers.database at f.yml:5: \"db.example\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3",
                "peers.database at f.yml:7: \"a b\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3",
                "peers.database at f.yml:8: \"x\" is no port; write a number from 1 to 65535",
                "peers.database at f.yml:8: \"0\" is no port; write a number from 1 to 65535",
                "unknown key peers.database.prot at f.yml:9; did you mean port?",
            ],
            Parse(
                """
                peers:
                  "bad name": {port: [0]}
                  database:
                    cidr:
                      - db.example
                      - 10.0.0.0/8
                      - a b
                    port: [x, 0]
                    prot: 1
                """).Errors);

    [Fact]
    public void One_text_in_the_file_may_hold_what_a_flag_or_a_variable_does()
    {
        FileSettings groups = Parse("peers:\n  a: {cidr: \"10.0.0.0/8, fd00::/8\", port: \"1,2\"}\n");
        Assert.Empty(groups.Errors);
        Assert.Equal(["a cidr=10.0.0.0/8,fd00::/8 port=1,2"], Assert.Single(groups.Values).Texts);

        FileSettings whole = Parse("peers: \"a cidr=10.0.0.0/8,fd00::/8; b port=1,2\"");
        Assert.Empty(whole.Errors);
        Assert.Equal(["a cidr=10.0.0.0/8,fd00::/8", "b port=1,2"], Assert.Single(whole.Values).Texts);
    }

    [Fact]
    public void More_groups_than_a_page_has_room_for_are_refused()
        => Assert.Equal(
            ["peers at f.yml:52 is one more than 50 groups; join some"],
            Parse("peers:\n" + string.Concat(Enumerable.Range(1, 52).Select(i => $"  g{i}: {{port: {i}}}\n"))).Errors);

    [Fact]
    public void Two_groups_of_one_name_are_refused_wherever_they_are_written()
    {
        string[] texts = ["db cidr=10.0.0.0/8", "web port=443", "db port=5432", "web  port=443"];
        const string Db = "\"db\" is the name of 2 groups; give each a name of its own, or keep one";
        const string Web = "\"web\" is the name of 2 groups; give each a name of its own, or keep one";

        Assert.Equal([$"--peers: {Db}", $"--peers: {Web}"], TestSettings.Load([TestSettings.Flag("peers", texts)]).Errors);
        Assert.Equal(
            [$"SOCKET_EXPORTER_PEERS: {Db}", $"SOCKET_EXPORTER_PEERS: {Web}"],
            TestSettings.Load([], new Dictionary<string, string> { ["SOCKET_EXPORTER_PEERS"] = string.Join("; ", texts) }).Errors);
        Assert.Equal([$"peers at f.yml:1: {Db}", $"peers at f.yml:1: {Web}"], Parse("peers:\n" + string.Concat(texts.Select(static text => $"  - {text}\n"))).Errors);
        Assert.Equal("peers.db at f.yml:3 was given before at f.yml:2; keep one of them", Assert.Single(Parse("peers:\n  db: {port: 1}\n  db: {port: 2}\n").Errors));
    }

    [Fact]
    public void The_same_group_twice_is_one_complaint()
        => Assert.Equal(["--peers: \"db port=1\" is named twice; keep one"], TestSettings.Load([TestSettings.Flag("peers", "db port=1", "db port=1")]).Errors);

    [Fact]
    public void As_flags_and_in_the_environment_more_groups_than_50_are_refused_too_and_50_are_in_force()
    {
        string[] texts = [.. Enumerable.Range(1, 51).Select(static i => $"g{i} port={i}")];

        Assert.Equal(["--peers: \"g51\" is one more than 50 groups; join some"], TestSettings.Load([TestSettings.Flag("peers", texts)]).Errors);
        Assert.Equal(
            ["SOCKET_EXPORTER_PEERS: \"g51\" is one more than 50 groups; join some"],
            TestSettings.Load([], new Dictionary<string, string> { ["SOCKET_EXPORTER_PEERS"] = string.Join(';', texts) }).Errors);
        Assert.Equal(["peers at f.yml:1: \"g51\" is one more than 50 groups; join some"], Parse("peers:\n" + string.Concat(texts.Select(static text => $"  - {text}\n"))).Errors);
        Assert.Equal(50, TestSettings.Load([TestSettings.Flag("peers", texts[..50])]).Options!.Peers.Count);
    }

    private static FileSettings Parse(string text) => YamlSettings.Parse(TestSettings.Table, text, "f.yml");
}
