using System.Net;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>"10.0.0.1:ssh": an address and a port as net-tools spells and cuts them.</summary>
internal sealed class EndpointText
{
    /// <summary>Bytes of address and port together, without the colon, unless -W.</summary>
    private const int MaxBytes = 22;

    /// <summary>At least so many are left to the address.</summary>
    private const int LeastAddressBytes = 4;

    /// <summary>Longer names of hosts and services are cut, also with -W: DNS has none.</summary>
    private const int MaxNameBytes = 255;

    private readonly NetstatRequest _request;
    private readonly SystemNames _names;
    private readonly byte[] _text = new byte[2 * SafeText.MaxBytes(MaxNameBytes)];
    private readonly byte[] _port = new byte[SafeText.MaxBytes(MaxNameBytes)];

    public EndpointText(NetstatRequest request, SystemNames names)
    {
        _request = request;
        _names = names;
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(IpAddress address, IpFamily family, int port, ServiceProtocol protocol)
    {
        int addressLength = WriteAddress(address, family);
        int portLength = WritePort(port, protocol);
        if (!_request.Wide && addressLength + portLength > MaxBytes)
        {
            portLength = SafeText.Cut(_port.AsSpan(0, portLength), Math.Min(portLength, MaxBytes - LeastAddressBytes)).Length;
            addressLength = SafeText.Cut(_text.AsSpan(0, addressLength), Math.Min(addressLength, MaxBytes - portLength)).Length;
        }

        _text[addressLength] = (byte)':';
        _port.AsSpan(0, portLength).CopyTo(_text.AsSpan(addressLength + 1));
        return _text.AsSpan(0, addressLength + 1 + portLength);
    }

    private int WriteAddress(IpAddress address, IpFamily family)
    {
        // net-tools writes ::ffff:10.0.0.1 as 10.0.0.1.
        family = address.IsMapped ? IpFamily.Ipv4 : family;
        if (_request.NumericHosts)
        {
            return address.Format(family, _text);
        }

        if (address.IsAny)
        {
            ReadOnlySpan<byte> any = family == IpFamily.Ipv4 ? "0.0.0.0"u8 : "[::]"u8;
            any.CopyTo(_text);
            return any.Length;
        }

        ReadOnlySpan<byte> name = _names.Hosts.Of(ToIPAddress(address, family));
        return name.IsEmpty ? address.Format(family, _text) : SafeText.Escape(SafeText.Cut(name, MaxNameBytes), _text);
    }

    private int WritePort(int port, ServiceProtocol protocol)
    {
        if (port == 0)
        {
            _port[0] = (byte)'*';
            return 1;
        }

        ReadOnlySpan<byte> name = _request.NumericPorts ? [] : _names.OfPort(protocol, port);
        if (!name.IsEmpty)
        {
            return SafeText.Escape(SafeText.Cut(name, MaxNameBytes), _port);
        }

        port.TryFormat(_port, out int length);
        return length;
    }

    private static IPAddress ToIPAddress(IpAddress address, IpFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, address.High);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.Low);
        return new IPAddress(family == IpFamily.Ipv4 ? bytes[12..] : bytes);
    }
}
