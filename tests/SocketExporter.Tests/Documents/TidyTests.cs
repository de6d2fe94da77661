using System.Text.RegularExpressions;

namespace SocketExporter.Tests.Documents;

/// <summary>Rules of the house that a look at one file's text can check.</summary>
public sealed partial class TidyTests
{
    private const int MaxLines = 300;

    /// <summary>Longer files, each with the reason.</summary>
    private static readonly Dictionary<string, string> Longer = new(StringComparer.Ordinal)
    {
        ["src/SocketExporter/Config/SettingsTable.cs"] = "one table of all settings",
        ["tests/SocketExporter.Kernel.Tests/Hostile/HostileProcTests.cs"] = "one made-up /proc, and all that it may hold in the place of a file",
        ["tests/SocketExporter.Kernel.Tests/Processes/FakeProcTests.cs"] = "one made-up /proc, and all that is done to it",
        ["tests/SocketExporter.Tests/Cli/CommandLineTests.cs"] = "one command line, and all that may be written on it",
        ["tests/SocketExporter.Tests/Publishing/PublisherTests.cs"] = "one publisher, and all that collectors may do to it",
    };

    private static IEnumerable<string> All => Repository.Sources("src").Concat(Repository.Sources("tests"));

    [Fact]
    public void A_file_has_at_most_300_lines_unless_it_is_written_down_here_why_not()
    {
        Assert.Equal(Longer.Keys.Order(StringComparer.Ordinal), All.Where(static file => File.ReadLines(PathOf(file)).Count() > MaxLines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_has_one_type_except_those_that_are_a_header_of_the_kernel()
    {
        Assert.DoesNotContain(All, static file => !file.Contains("/Abi/", StringComparison.Ordinal) && Types(file).Count > 1);
    }

    [Fact]
    public void No_type_is_called_helper_manager_or_util()
    {
        Assert.DoesNotContain(All.SelectMany(Types), static name => EmptyName().IsMatch(name));
    }

    [Fact]
    public void Nothing_is_left_to_be_done_and_no_path_of_a_developers_machine_is_named()
    {
        Assert.DoesNotContain(All, static file => !file.EndsWith("/TidyTests.cs", StringComparison.Ordinal) && Leftover().IsMatch(Repository.Read(file)));
    }

    [Theory]
    [InlineData("    // TODO: later", true)]
    [InlineData("\"/home/me/src\"", true)]
    [InlineData("/proc/self/status", false)]
    public void The_pattern_of_leftovers_finds_them(string line, bool found) => Assert.Equal(found, Leftover().IsMatch(line));

    private static string PathOf(string file) => Path.Combine(Repository.Root, file);

    private static List<string> Types(string file) => [.. TopLevelType().Matches(Repository.Read(file)).Select(static match => match.Groups[1].Value)];

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|record struct|record class|record|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex("(?:Helper|Manager|Util|Utilitie|Utility)s?$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b|/(?:home|work|Users)/")]
    private static partial Regex Leftover();
}
