using System.Buffers.Binary;

namespace SocketExporter.Kernel.Tests.Recordings;

/// <summary>Netlink messages as a kernel writes them.</summary>
internal static class Messages
{
    public const byte Listen = 10;
    public const byte Established = 1;

    public static byte[] Done => Message(3, [0, 0, 0, 0]);

    public static byte[] Message(ushort type, byte[] body, ushort flags = 2)
    {
        byte[] message = new byte[16 + ((body.Length + 3) & ~3)];
        BinaryPrimitives.WriteInt32LittleEndian(message, 16 + body.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), 77);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), 4711);
        body.CopyTo(message, 16);
        return message;
    }

    /// <param name="family">2 or 10.</param>
    public static byte[] Inet(byte family, byte state, ushort localPort, uint cookie, byte[] local, byte[] remote, params byte[][] attributes)
    {
        byte[] body = new byte[72];
        body[0] = family;
        body[1] = state;
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(4), localPort);
        local.CopyTo(body, 8);
        remote.CopyTo(body, 24);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(44), cookie);
        return Message(20, [.. body, .. attributes.SelectMany(attribute => attribute)]);
    }

    public static byte[] Attribute(ushort type, params byte[] payload)
    {
        byte[] attribute = new byte[(4 + payload.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(4 + payload.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(2), type);
        payload.CopyTo(attribute, 4);
        return attribute;
    }
}
