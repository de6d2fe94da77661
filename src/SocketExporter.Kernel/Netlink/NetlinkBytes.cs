using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Netlink;

/// <summary>The one door from bytes to structures: a read that is checked and names what was short.</summary>
internal static class NetlinkBytes
{
    /// <summary>A copy of the structure that <paramref name="bytes"/> begins with.</summary>
    /// <exception cref="KernelReadException">There are fewer bytes than the structure has.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes, string name)
        where T : unmanaged
    {
        return MemoryMarshal.TryRead(bytes, out T value) ? value : throw TooShort<T>(bytes, name);
    }

    /// <summary>As <see cref="Read"/>, without a copy: for the one structure that is read per socket.</summary>
    public static ref readonly T View<T>(ReadOnlySpan<byte> bytes, string name)
        where T : unmanaged
    {
        if (bytes.Length < System.Runtime.CompilerServices.Unsafe.SizeOf<T>())
        {
            throw TooShort<T>(bytes, name);
        }

        return ref MemoryMarshal.AsRef<T>(bytes);
    }

    private static KernelReadException TooShort<T>(ReadOnlySpan<byte> bytes, string name)
        where T : unmanaged
        => new($"{name}: {bytes.Length} bytes, need {System.Runtime.CompilerServices.Unsafe.SizeOf<T>()}");
}
