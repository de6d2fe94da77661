using System.Net.Sockets;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class ListenSocketsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("listen").FullName;

    private string SocketPath => Path.Combine(_directory, "exporter.sock");

    [Fact]
    public void A_socket_file_that_nobody_answers_on_is_replaced()
    {
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(SocketPath));
            File.CreateSymbolicLink(SocketPath + ".kept", SocketPath);
            File.Move(SocketPath, SocketPath + ".moved"); // .NET removes the file it bound; a killed process doesn't
        }

        File.Move(SocketPath + ".moved", SocketPath);
        using Socket bound = ListenSockets.Bind(new UnixDomainSocketEndPoint(SocketPath));
        Assert.True(bound.IsBound);
    }

    [Fact]
    public void An_ordinary_file_in_the_way_stays_as_it_is()
    {
        File.WriteAllText(SocketPath, "precious");

        ListenException e = Assert.Throws<ListenException>(() => ListenSockets.Bind(new UnixDomainSocketEndPoint(SocketPath)));

        Assert.Equal($"cannot listen on unix:{SocketPath}: address already in use; choose another with --web.listen-address", e.Message);
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void A_listener_whose_queue_is_full_is_in_use_and_holds_nobody_up()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(SocketPath));
        other.Listen(0);
        using var pending = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        pending.Connect(new UnixDomainSocketEndPoint(SocketPath));

        Assert.Throws<ListenException>(() => ListenSockets.Bind(new UnixDomainSocketEndPoint(SocketPath)));
        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named()
    {
        ListenException e = Assert.Throws<ListenException>(() => ListenSockets.Bind(new UnixDomainSocketEndPoint("/nonexistent/x.sock")));

        Assert.Equal("cannot listen on unix:/nonexistent/x.sock: its directory does not exist; choose another with --web.listen-address", e.Message);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
