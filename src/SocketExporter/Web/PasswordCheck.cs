using System.Security.Cryptography;
using System.Text;

namespace SocketExporter.Web;

/// <summary>
/// Checks user names and passwords against bcrypt hashes. A check costs a twentieth of a second or more, on purpose: one is made at a time, and what came
/// of it is remembered, so that a scrape each second costs none.
/// </summary>
internal sealed class PasswordCheck : IDisposable
{
    /// <summary>Of good ones there is one a user, of bad ones what somebody tries; each has a memory of its own, so that trying can't push out the good ones.</summary>
    public const int MostRemembered = 256;

    /// <summary>As many as are checked within a usual scrape timeout of 10 s; more are told to come again.</summary>
    public const int MostWaiting = 64;

    /// <summary>What is remembered is no password and no plain hash of one: without this key, which is never written anywhere, it says nothing.</summary>
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly HashSet<string> _good = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bad = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>How many bcrypt checks were made.</summary>
    public long Checks { get; private set; }

    /// <param name="users">Hashes by user name, at least one.</param>
    public async Task<PasswordVerdict> CheckAsync(IReadOnlyDictionary<string, string> users, string user, string password, CancellationToken cancellation)
    {
        // Who is unknown is checked against the hash of somebody, so that the time of an answer doesn't tell which names there are.
        bool known = users.TryGetValue(user, out string? hash);
        hash ??= users.Values.First();
        string memory = Remembered(user, password, hash);
        if (Recall(memory) is { } before)
        {
            return before;
        }

        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return PasswordVerdict.NotChecked;
        }

        try
        {
            await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                // Somebody may have asked the same while this one waited.
                return Recall(memory) ?? Remember(memory, await Task.Run(() => Verify(password, hash), CancellationToken.None).ConfigureAwait(false) && known);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private bool Verify(string password, string hash)
    {
        Checks++;
        try
        {
            return BCrypt.Net.BCrypt.Verify(password, hash);
        }
        catch (Exception failure) when (failure is ArgumentException or BCrypt.Net.SaltParseException or BCrypt.Net.HashInformationException)
        {
            // No text of a client is a reason to fail; the hash was looked at when the file was read.
            return false;
        }
    }

    private PasswordVerdict? Recall(string memory)
    {
        lock (_lock)
        {
            return _good.Contains(memory) ? PasswordVerdict.Good : _bad.Contains(memory) ? PasswordVerdict.Bad : null;
        }
    }

    private PasswordVerdict Remember(string memory, bool good)
    {
        lock (_lock)
        {
            HashSet<string> memories = good ? _good : _bad;
            if (memories.Count >= MostRemembered)
            {
                memories.Clear();
            }

            memories.Add(memory);
        }

        return good ? PasswordVerdict.Good : PasswordVerdict.Bad;
    }

    /// <summary>The hash is part of it: a changed one is checked anew. Lengths go first, so that no two triples are spelled alike.</summary>
    private string Remembered(string user, string password, string hash)
        => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{user.Length} {hash.Length} {user}{hash}{password}")));
}
