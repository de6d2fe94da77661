using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Netlink;

/// <summary>
/// The attributes after a message's fixed part, or inside a nested attribute. The reader takes what it knows and skips the rest: kernels add attributes.
/// <code>while (attributes.Next()) { switch (attributes.Type) … attributes.Payload }</code>
/// </summary>
internal ref struct NetlinkAttributes
{
    private readonly string _owner;
    private ReadOnlySpan<byte> _rest;

    /// <param name="bytes">Everything after the fixed part.</param>
    /// <param name="owner">What carries the attributes, for messages.</param>
    public NetlinkAttributes(ReadOnlySpan<byte> bytes, string owner)
    {
        _rest = bytes;
        _owner = owner;
    }

    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <exception cref="KernelReadException">A length that can't be: shorter than its header or beyond the message.</exception>
    public bool Next()
    {
        if (_rest.Length < 4)
        {
            return false; // at most three bytes of padding
        }

        nlattr header = NetlinkBytes.Read<nlattr>(_rest, "nlattr");
        if (header.nla_len < 4 || header.nla_len > _rest.Length)
        {
            throw new KernelReadException($"attribute of {_owner}: length {header.nla_len}, expected 4 to {_rest.Length}");
        }

        Type = (ushort)(header.nla_type & NetlinkConstants.NLA_TYPE_MASK);
        Payload = _rest[4..header.nla_len];
        _rest = _rest[Math.Min((header.nla_len + 3) & ~3, _rest.Length)..];
        return true;
    }
}
