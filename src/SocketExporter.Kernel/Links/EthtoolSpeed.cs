using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Links;

/// <summary>
/// Asks a driver for the speed of its link. By ioctl and not from sysfs, which shows the network namespace that mounted it. The socket belongs
/// to the namespace of the thread that asks first.
/// </summary>
internal sealed unsafe class EthtoolSpeed : IDisposable
{
    private const long BytesPerMegabit = 125_000;

    private int _fd = -1;
    private sbyte _maskWords;

    /// <summary>Bytes per second of the interface <paramref name="name"/>; null where there is no answer or the driver does not know.</summary>
    /// <exception cref="KernelReadException">No socket to ask with.</exception>
    public long? BytesPerSecond(ReadOnlySpan<byte> name)
    {
        if (name.Length >= EthtoolConstants.IFNAMSIZ)
        {
            return null;
        }

        if (_fd < 0)
        {
            // Interface ioctls work on a socket of any family; unix is the one every kernel has.
            _fd = LibC.Socket(LibC.AfUnix, LibC.SockDgram | LibC.SockCloexec, 0);
            if (_fd < 0)
            {
                throw new KernelReadException("socket for interface speeds", LibC.LastError);
            }
        }

        uint* answer = stackalloc uint[(sizeof(ethtool_link_settings) / sizeof(uint)) + EthtoolConstants.LINK_MODE_WORDS_MAX];
        var settings = (ethtool_link_settings*)answer;
        if (!Ask(name, settings))
        {
            return null;
        }

        if (settings->link_mode_masks_nwords < 0)
        {
            // The first question is answered with how large the bitmaps of this kernel are, negative; the next one has room for them.
            _maskWords = (sbyte)-settings->link_mode_masks_nwords;
            if (!Ask(name, settings) || settings->link_mode_masks_nwords < 0)
            {
                return null;
            }
        }

        return FromMegabits(settings->speed);
    }

    /// <summary>Speed as the kernel says it, in Mbit/s; -1 (SPEED_UNKNOWN) and 0 are no speeds.</summary>
    internal static long? FromMegabits(uint speed)
        => speed is 0 or EthtoolConstants.SPEED_UNKNOWN ? null : speed * BytesPerMegabit;

    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = LibC.Close(_fd);
            _fd = -1;
        }
    }

    private bool Ask(ReadOnlySpan<byte> name, ethtool_link_settings* settings)
    {
        *settings = new ethtool_link_settings { cmd = EthtoolConstants.ETHTOOL_GLINKSETTINGS, link_mode_masks_nwords = _maskWords };
        var request = new ifreq { ifr_data = settings };
        name.CopyTo(new Span<byte>(request.ifr_name, EthtoolConstants.IFNAMSIZ));

        // Refusals are ordinary: EOPNOTSUPP where a driver has no speed (lo), ENODEV where the interface has just gone.
        return LibC.Ioctl(_fd, EthtoolConstants.SIOCETHTOOL, &request) == 0;
    }
}
