namespace SocketExporter.Fuzz;

/// <summary>Damages a good input in the ways that find mistakes: flipped bits, boundary numbers, cuts, repeats, swapped pieces. The same seed gives the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Boundaries = [0, 1, 3, 4, 15, 16, 0x7f, 0x80, 0xfe, 0xff];

    private readonly Random _random = new(seed);

    public byte[] Damage(byte[] good)
    {
        var bytes = new List<byte>(good);
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            DamageOnce(bytes);
        }

        return [.. bytes];
    }

    private void DamageOnce(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)_random.Next(256));
            return;
        }

        int at = _random.Next(bytes.Count);
        int length = Math.Min(_random.Next(1, 32), bytes.Count - at);
        switch (_random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = Boundaries[_random.Next(Boundaries.Length)];
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                byte[] any = new byte[length];
                _random.NextBytes(any);
                bytes.InsertRange(at, any);
                break;
            default:
                List<byte> piece = bytes.GetRange(at, length);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(_random.Next(bytes.Count + 1), piece);
                break;
        }
    }
}
