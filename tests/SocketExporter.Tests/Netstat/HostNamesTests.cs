using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class HostNamesTests
{
    [Fact]
    public void The_hosts_file_goes_before_the_resolver_and_each_address_is_asked_for_once()
    {
        using var etc = new HostsFile("# comment\n10.0.0.1 alpha alias\n10.0.0.1 second\nno-address name\n");
        List<string> asked = [];
        var names = new HostNames(etc.Path, address =>
        {
            asked.Add(address.ToString());
            return Task.FromResult<string?>(address.ToString() == "10.0.0.2" ? "beta" : null);
        });

        Assert.Equal("alpha", Of(names, "10.0.0.1"));
        Assert.Equal("beta", Of(names, "10.0.0.2"));
        Assert.Equal("beta", Of(names, "10.0.0.2"));
        Assert.Equal("", Of(names, "10.0.0.3"));
        Assert.Equal("", Of(names, "10.0.0.3"));
        Assert.Equal(["10.0.0.2", "10.0.0.3"], asked);
    }

    [Fact]
    public void A_resolver_that_does_not_answer_is_given_up()
    {
        int asked = 0;
        var names = new HostNames("/nonexistent", _ =>
        {
            asked++;
            return new TaskCompletionSource<string?>().Task;
        });
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i < 200; i++)
        {
            Assert.Equal("", Of(names, $"10.0.0.{i}"));
        }

        Assert.Equal(3, asked);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void An_address_that_is_nobodys_has_no_name_and_no_resolver_is_asked(string address)
    {
        var names = new HostNames("/nonexistent", static _ => throw new InvalidOperationException("asked"));

        Assert.Equal("", Of(names, address));
        Assert.Equal("", Of(new HostNames("/nonexistent"), address));
    }

    [Fact]
    public void What_the_resolver_or_the_runtime_does_not_take_has_no_name()
    {
        var names = new HostNames("/nonexistent", static async address =>
        {
            await Task.Yield();
            throw address.ToString() == "10.0.0.1" ? new ArgumentOutOfRangeException(nameof(address)) : new SocketException();
        });

        Assert.Equal("", Of(names, "10.0.0.1"));
        Assert.Equal("", Of(names, "10.0.0.2"));
    }

    private static string Of(HostNames names, string address) => Encoding.UTF8.GetString(names.Of(IPAddress.Parse(address)));

    private sealed class HostsFile : IDisposable
    {
        public HostsFile(string text)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
