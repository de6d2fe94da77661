using System.Text;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("nginx", "nginx")]
    [InlineData("", "")]
    [InlineData("a b\\x2dc", "a b\\x2dc")]
    [InlineData("caf\u00c3\u00a9", "caf\u00c3\u00a9")]
    [InlineData("a\nb", "a\\x0ab")]
    [InlineData("\u001b[31m", "\\x1b[31m")]
    [InlineData("\u007f", "\\x7f")]
    [InlineData("\u00c2\u009b31m", "\\xc2\\x9b31m")]
    [InlineData("\u00ff\u00fe", "\\xff\\xfe")]
    [InlineData("\u00c3", "\\xc3")]
    [InlineData("\u00e2\u0080\u00ae", "\\xe2\\x80\\xae")]
    [InlineData("\u00e2\u0080\u00a8", "\\xe2\\x80\\xa8")]
    public void Bytes_that_could_act_on_a_terminal_are_shown_as_numbers(string latin1, string shown)
    {
        Assert.Equal(shown, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(SafeText.Escape(Encoding.Latin1.GetBytes(latin1)))));
    }

    [Fact]
    public void No_bytes_whatever_become_more_than_four_times_as_many_or_a_control_character()
    {
        var random = new Random(4);
        byte[] bytes = new byte[108];
        byte[] shown = new byte[SafeText.MaxBytes(108)];
        for (int i = 0; i < 10_000; i++)
        {
            random.NextBytes(bytes);
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(shown, 0, SafeText.Escape(bytes, shown));
            Assert.DoesNotContain(text, char.IsControl);
        }
    }

    [Theory]
    [InlineData("nginx", 5, "nginx")]
    [InlineData("nginx", 4, "ngin")]
    [InlineData("caf\u00e9", 4, "caf")]
    [InlineData("caf\u00e9", 5, "caf\u00e9")]
    [InlineData("\ud83d\ude00", 3, "")]
    public void A_text_is_cut_between_characters(string text, int maxBytes, string cut)
    {
        Assert.Equal(cut, Encoding.UTF8.GetString(SafeText.Cut(Encoding.UTF8.GetBytes(text), maxBytes)));
    }

    [Fact]
    public void Json_is_given_what_is_no_utf8_as_numbers_and_all_else_as_it_is()
    {
        Assert.Equal("a\nb\\xff\u00e9", SafeText.Valid([(byte)'a', (byte)'\n', (byte)'b', 0xff, 0xc3, 0xa9]));
        Assert.Equal("a\n\u00e9", SafeText.Valid([(byte)'a', (byte)'\n', 0xc3, 0xa9]));
    }
}
