using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace SocketExporter.Lab;

/// <summary>sockaddr_in, sockaddr_in6 and sockaddr_un as bytes.</summary>
internal static class SocketAddress
{
    public static byte[] Of(IPAddress address, int port)
    {
        byte[] raw = address.GetAddressBytes();
        bool v4 = raw.Length == 4;
        byte[] bytes = new byte[v4 ? 16 : 28];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(v4 ? LibC.AF_INET : LibC.AF_INET6));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)port);
        raw.CopyTo(bytes, v4 ? 4 : 8);
        return bytes;
    }

    /// <summary>Byte by byte: NUL in front is an abstract name, 108 bytes are a path without its NUL.</summary>
    public static byte[] OfUnix(byte[] name)
    {
        var bytes = new byte[2 + name.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, LibC.AF_UNIX);
        name.CopyTo(bytes, 2);
        return bytes;
    }

    /// <summary>A leading @ is an abstract name, as ss spells it; the length of the address then ends the name.</summary>
    public static byte[] OfUnix(string path)
    {
        byte[] name = Encoding.UTF8.GetBytes(path);
        bool isAbstract = name[0] == (byte)'@';
        byte[] bytes = new byte[2 + name.Length + (isAbstract ? 0 : 1)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, LibC.AF_UNIX);
        name.CopyTo(bytes, 2);
        if (isAbstract)
        {
            bytes[2] = 0;
        }

        return bytes;
    }
}
