using System.Collections.Immutable;
using SocketExporter.Metrics;

namespace SocketExporter.Tests.Metrics;

public sealed class DerivationsTests
{
    private readonly Derivations _derivations = new();

    [Fact]
    public void The_same_source_is_worked_out_once()
    {
        ImmutableArray<int> source = [1, 2];

        Assert.Same(Strings(source), Strings(source));
    }

    [Fact]
    public void Another_source_is_worked_out_anew_though_it_holds_the_same()
    {
        string[] first = Strings([1, 2]);
        string[] second = Strings([1, 2]);

        Assert.NotSame(first, second);
        Assert.Equal(["1", "2"], second);
    }

    [Fact]
    public void Two_questions_about_one_source_have_answers_of_their_own()
    {
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(3, _derivations.Of("abc", static text => text.Length));
            Assert.Equal("ABC", _derivations.Of("abc", static text => text.ToUpperInvariant()));
        }
    }

    private string[] Strings(ImmutableArray<int> source) => _derivations.Of(source, static numbers => numbers.Select(number => $"{number}").ToArray());
}
