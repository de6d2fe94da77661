using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Conntrack;

public sealed class ConntrackFlowReaderTests
{
    [Fact]
    public void Flows_of_both_families_are_asked_for()
    {
        var transport = new ScriptedTransport().Datagram(Flows.Done);
        using var reader = new ConntrackFlowReader(transport);
        reader.Start();

        byte[] request = Assert.Single(transport.Sent);
        Assert.Equal(20, request.Length);
        Assert.Equal("0101", Convert.ToHexString(request.AsSpan(4, 2))); // IPCTNL_MSG_CT_GET of NFNL_SUBSYS_CTNETLINK
        Assert.Equal("0103", Convert.ToHexString(request.AsSpan(6, 2))); // NLM_F_REQUEST | NLM_F_DUMP
        Assert.Equal("00000000", Convert.ToHexString(request.AsSpan(16))); // AF_UNSPEC
    }

    [Fact]
    public void Flows_are_told_one_after_the_other()
    {
        using var reader = new ConntrackFlowReader(new ScriptedTransport().Datagram(Flows.MasqueradedMessage + Flows.UnrepliedMessage + Flows.Done));
        reader.Start();

        Assert.True(reader.Next());
        Assert.Equal(6, reader.Row.Protocol);
        Assert.True(reader.Next());
        Assert.Equal(17, reader.Row.Protocol);
        Assert.False(reader.Next());
        Assert.False(reader.WasInterrupted);
    }

    [Fact]
    public void Without_the_privilege_the_error_says_so()
    {
        // NLMSG_ERROR with -EPERM.
        using var reader = new ConntrackFlowReader(new ScriptedTransport().Datagram("14000000" + "0200" + "0000" + "01000000" + "00000000" + "ffffffff"));
        reader.Start();

        KernelReadException refused = Assert.Throws<KernelReadException>(() => reader.Next());
        Assert.Equal((1, "script, conntrack flows: operation not permitted (EPERM)"), (refused.ErrorNumber, refused.Message));
        Assert.Equal((true, false), (ConntrackFlowReader.IsDenial(refused), ConntrackFlowReader.IsAbsence(refused)));
        Assert.Equal("conntrack flows: operation not permitted (EPERM), expected CAP_NET_ADMIN: run it as root, or with that capability", ConntrackFlowReader.DenialText);
    }

    [Fact]
    public void A_kernel_without_conntrack_is_told_apart_from_no_flows()
    {
        using var reader = new ConntrackFlowReader(new ScriptedTransport().Datagram("14000000" + "0300" + "0200" + "01000000" + "00000000" + "feffffff"));
        reader.Start();

        KernelReadException refused = Assert.Throws<KernelReadException>(() => reader.Next());
        Assert.Equal("conntrack flows: not supported (EOPNOTSUPP)", refused.Message);
        Assert.Equal((false, true), (ConntrackFlowReader.IsDenial(refused), ConntrackFlowReader.IsAbsence(refused)));
    }

    [Fact]
    public void Nothing_is_allocated_per_flow()
    {
        using var reader = new ConntrackFlowReader(new ScriptedTransport().Datagram(string.Concat(Enumerable.Repeat(Flows.MasqueradedMessage, 100)) + Flows.Done));
        reader.Start();
        Assert.True(reader.Next());

        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 1;
        while (reader.Next())
        {
            rows++;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, rows);
    }
}
