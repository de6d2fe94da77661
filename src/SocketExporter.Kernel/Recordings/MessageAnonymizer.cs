using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Netlink messages as they may leave the host. Addresses and names become pseudonyms; numbers stay. Of the attributes only those named here are kept:
/// what this program does not know could hold anything.
/// </summary>
internal sealed class MessageAnonymizer
{
    private const int HeaderBytes = 16;
    private const int InetBytes = 72;
    private const int UnixBytes = 16;
    private const int LinkBytes = 16;
    private const int ConntrackBytes = 4;

    private readonly AddressPseudonyms _addresses;
    private readonly NamePseudonyms _names;

    public MessageAnonymizer(AddressPseudonyms addresses, NamePseudonyms names)
    {
        _addresses = addresses;
        _names = names;
    }

    /// <summary>Appends what remains of each message of a datagram, each padded to four bytes.</summary>
    /// <exception cref="KernelReadException">A message is not what it should be.</exception>
    public void Append(ReadOnlySpan<byte> datagram, MessageKind kind, List<byte> output)
    {
        while (datagram.Length > 0)
        {
            ReadOnlySpan<byte> message = NetlinkMessages.First(datagram, "netlink answer");
            datagram = datagram[NetlinkMessages.Padded(message, datagram.Length)..];
            AppendMessage(message, kind, output);
        }
    }

    internal static void AppendAttribute(ushort type, ReadOnlySpan<byte> payload, List<byte> output)
    {
        var header = new nlattr { nla_len = (ushort)(4 + payload.Length), nla_type = type };
        output.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<nlattr>(in header)));
        output.AddRange(payload);
        Pad(output);
    }

    private static void Pad(List<byte> output)
    {
        while (output.Count % 4 != 0)
        {
            output.Add(0);
        }
    }

    private void AppendMessage(ReadOnlySpan<byte> message, MessageKind kind, List<byte> output)
    {
        nlmsghdr header = NetlinkBytes.Read<nlmsghdr>(message, "nlmsghdr");
        if (header.nlmsg_type == NetlinkConstants.NLMSG_NOOP)
        {
            return;
        }

        int start = output.Count;
        header.nlmsg_seq = 0;
        header.nlmsg_pid = 0;
        output.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<nlmsghdr>(in header)));
        ReadOnlySpan<byte> body = message[HeaderBytes..];
        if (header.nlmsg_type is NetlinkConstants.NLMSG_DONE or NetlinkConstants.NLMSG_ERROR or NetlinkConstants.NLMSG_OVERRUN)
        {
            // The errno; an error repeats the request behind it.
            output.AddRange(body[..Math.Min(4, body.Length)]);
        }
        else
        {
            AppendBody(body, kind, output);
        }

        uint length = (uint)(output.Count - start);
        BinaryPrimitives.WriteUInt32LittleEndian(CollectionsMarshal.AsSpan(output)[start..], length);
        Pad(output);
    }

    private void AppendBody(ReadOnlySpan<byte> body, MessageKind kind, List<byte> output)
    {
        switch (kind)
        {
            case MessageKind.InetSocket:
                _ = NetlinkBytes.View<inet_diag_msg>(body, "inet_diag_msg");
                AppendInet(body[..InetBytes], output);
                AppendAttributes(body[InetBytes..], kind, output);
                break;
            case MessageKind.UnixSocket:
                _ = NetlinkBytes.View<unix_diag_msg>(body, "unix_diag_msg");
                output.AddRange(body[..UnixBytes]);
                AppendAttributes(body[UnixBytes..], kind, output);
                break;
            case MessageKind.Link:
                _ = NetlinkBytes.View<ifinfomsg>(body, "ifinfomsg");
                output.AddRange(body[..LinkBytes]);
                AppendAttributes(body[LinkBytes..], kind, output);
                break;
            case MessageKind.Conntrack:
                _ = NetlinkBytes.View<nfgenmsg>(body, "nfgenmsg");
                output.AddRange(body[..ConntrackBytes]);
                AppendAttributes(body[ConntrackBytes..], kind, output);
                break;
        }
    }

    private void AppendInet(ReadOnlySpan<byte> fixedPart, List<byte> output)
    {
        Span<byte> copy = stackalloc byte[InetBytes];
        fixedPart.CopyTo(copy);
        int addressBytes = copy[0] == LibC.AfInet ? 4 : 16;
        foreach (int offset in (ReadOnlySpan<int>)[8, 24])
        {
            _addresses.Replace(copy.Slice(offset, addressBytes));
            copy.Slice(offset + addressBytes, 16 - addressBytes).Clear();
        }

        output.AddRange(copy);
    }

    private void AppendAttributes(ReadOnlySpan<byte> bytes, MessageKind kind, List<byte> output)
    {
        var attributes = new NetlinkAttributes(bytes, "the answer");
        while (attributes.Next())
        {
            switch (kind)
            {
                case MessageKind.InetSocket when attributes.Type is InetDiag.INET_DIAG_INFO or InetDiag.INET_DIAG_TOS or InetDiag.INET_DIAG_TCLASS
                    or InetDiag.INET_DIAG_SKMEMINFO or InetDiag.INET_DIAG_SHUTDOWN or InetDiag.INET_DIAG_PROTOCOL or InetDiag.INET_DIAG_SKV6ONLY
                    or InetDiag.INET_DIAG_CLASS_ID or InetDiag.INET_DIAG_CGROUP_ID or InetDiag.INET_DIAG_SOCKOPT:
                case MessageKind.UnixSocket when attributes.Type is UnixDiag.UNIX_DIAG_PEER or UnixDiag.UNIX_DIAG_ICONS or UnixDiag.UNIX_DIAG_RQLEN
                    or UnixDiag.UNIX_DIAG_MEMINFO or UnixDiag.UNIX_DIAG_SHUTDOWN or UnixDiag.UNIX_DIAG_UID:
                case MessageKind.Link when attributes.Type is IfLinkConstants.IFLA_MTU or IfLinkConstants.IFLA_LINK or IfLinkConstants.IFLA_MASTER
                    or IfLinkConstants.IFLA_TXQLEN or IfLinkConstants.IFLA_OPERSTATE or IfLinkConstants.IFLA_STATS64 or IfLinkConstants.IFLA_CARRIER
                    or IfLinkConstants.IFLA_CARRIER_CHANGES:
                case MessageKind.Conntrack when attributes.Type is Ctnetlink.CTA_STATUS or Ctnetlink.CTA_TIMEOUT or Ctnetlink.CTA_PROTOINFO:
                    AppendAttribute(attributes.Type, attributes.Payload, output);
                    break;
                case MessageKind.UnixSocket when attributes.Type == UnixDiag.UNIX_DIAG_NAME:
                    AppendAttribute(attributes.Type, _names.UnixName(attributes.Payload), output);
                    break;
                case MessageKind.Conntrack when attributes.Type is Ctnetlink.CTA_TUPLE_ORIG or Ctnetlink.CTA_TUPLE_REPLY:
                    ConntrackAnonymizer.AppendTuple(attributes.Type, attributes.Payload, _addresses, output);
                    break;
                case MessageKind.Link:
                    AppendLinkAttribute(attributes.Type, attributes.Payload, output);
                    break;
            }
        }
    }

    private void AppendLinkAttribute(ushort type, ReadOnlySpan<byte> payload, List<byte> output)
    {
        switch (type)
        {
            case IfLinkConstants.IFLA_IFNAME:
                AppendAttribute(type, [.. System.Text.Encoding.Latin1.GetBytes(_names.Interface(payload.TrimEnd((byte)0))), 0], output);
                break;
            case IfLinkConstants.IFLA_ADDRESS when payload.Length is 4 or 16:
                // A tunnel's own end.
                byte[] address = payload.ToArray();
                _addresses.Replace(address);
                AppendAttribute(type, address, output);
                break;
            case IfLinkConstants.IFLA_ADDRESS:
                AppendAttribute(type, _names.HardwareAddress(payload), output);
                break;
            case IfLinkConstants.IFLA_LINKINFO:
                AppendKind(payload, output);
                break;
        }
    }

    /// <summary>The kind alone: what stands beside it are the addresses of tunnels and keys of bridges.</summary>
    private static void AppendKind(ReadOnlySpan<byte> linkInfo, List<byte> output)
    {
        var inner = new NetlinkAttributes(linkInfo, "IFLA_LINKINFO");
        while (inner.Next())
        {
            if (inner.Type == IfLinkConstants.IFLA_INFO_KIND)
            {
                List<byte> kind = [];
                AppendAttribute(inner.Type, inner.Payload, kind);
                AppendAttribute(IfLinkConstants.IFLA_LINKINFO, CollectionsMarshal.AsSpan(kind), output);
            }
        }
    }
}
