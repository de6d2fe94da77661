using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class PasswordCheckTests : IDisposable
{
    /// <summary>Made by libcrypt, cost 10, for "test"; 2y and 2b are the same algorithm.</summary>
    private const string OfTest = "$2b$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC";

    private static readonly string Cheap = BCrypt.Net.BCrypt.HashPassword("pässwörd", 4);

    private readonly PasswordCheck _check = new();
    private readonly Dictionary<string, string> _users = new() { ["alice"] = Cheap, ["bob"] = BCrypt.Net.BCrypt.HashPassword("", 4) };

    public void Dispose() => _check.Dispose();

    [Theory]
    [InlineData("alice", "pässwörd", PasswordVerdict.Good)]
    [InlineData("alice", "pässword", PasswordVerdict.Bad)]
    [InlineData("alice", "", PasswordVerdict.Bad)]
    [InlineData("Alice", "pässwörd", PasswordVerdict.Bad)]
    [InlineData("bob", "", PasswordVerdict.Good)]
    [InlineData("bob", "pässwörd", PasswordVerdict.Bad)]
    [InlineData("nobody", "pässwörd", PasswordVerdict.Bad)]
    [InlineData("", "", PasswordVerdict.Bad)]
    [InlineData("alice", "\0\ud800", PasswordVerdict.Bad)]
    internal async Task Name_and_password_must_both_be_right(string user, string password, PasswordVerdict verdict)
    {
        Assert.Equal(verdict, await Check(user, password));
        Assert.Equal(verdict, await Check(user, password));
        Assert.Equal(1, _check.Checks);
    }

    [Theory]
    [InlineData(OfTest)]
    [InlineData("$2y$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC")]
    [InlineData("$2a$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC")]
    public async Task Hashes_of_other_programs_are_understood(string hash)
    {
        _users["carol"] = hash;
        Assert.Equal(PasswordVerdict.Good, await Check("carol", "test"));
        Assert.Equal(PasswordVerdict.Bad, await Check("carol", "Test"));
    }

    [Fact]
    public async Task Who_is_unknown_costs_a_check_like_anybody()
    {
        await Check("nobody", "a");
        await Check("nobody else", "a");
        await Check("alice", "a");
        Assert.Equal(3, _check.Checks);
    }

    [Fact]
    public async Task A_changed_hash_is_checked_anew()
    {
        Assert.Equal(PasswordVerdict.Good, await Check("alice", "pässwörd"));
        _users["alice"] = BCrypt.Net.BCrypt.HashPassword("other", 4);
        Assert.Equal(PasswordVerdict.Bad, await Check("alice", "pässwörd"));
        Assert.Equal(PasswordVerdict.Good, await Check("alice", "other"));
    }

    [Fact]
    public async Task Many_wrong_passwords_do_not_push_out_the_right_one()
    {
        await Check("alice", "pässwörd");
        for (int i = 0; i < PasswordCheck.MostRemembered + 10; i++)
        {
            Assert.Equal(PasswordVerdict.Bad, await Check("alice", $"{i}"));
        }

        long before = _check.Checks;
        Assert.Equal(PasswordVerdict.Good, await Check("alice", "pässwörd"));
        Assert.Equal(before, _check.Checks);
    }

    [Fact]
    public async Task The_same_asked_at_once_is_checked_once()
    {
        _users["carol"] = OfTest;
        PasswordVerdict[] verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Check("carol", "test")));
        Assert.All(verdicts, static verdict => Assert.Equal(PasswordVerdict.Good, verdict));
        Assert.Equal(1, _check.Checks);
    }

    [Fact]
    public async Task More_than_may_wait_are_not_checked_and_the_next_is_again()
    {
        _users["carol"] = OfTest;
        PasswordVerdict[] verdicts = await Task.WhenAll(
            Enumerable.Range(0, PasswordCheck.MostWaiting + 30).Select(i => Check(i == 0 ? "carol" : "alice", i == 0 ? "first" : $"{i}")));
        Assert.Contains(PasswordVerdict.NotChecked, verdicts);
        Assert.True(verdicts.Count(static verdict => verdict == PasswordVerdict.Bad) >= PasswordCheck.MostWaiting);
        Assert.Equal(PasswordVerdict.Good, await Check("alice", "pässwörd"));
    }

    private Task<PasswordVerdict> Check(string user, string password) => _check.CheckAsync(_users, user, password, CancellationToken.None);
}
