using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("config").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_is_read_without_its_byte_order_mark()
    {
        Assert.Equal("log: é\r\n\t#", ConfigurationFile.Read(Write("\ufefflog: é\r\n\t#"u8)));
    }

    [Fact]
    public void A_file_of_the_largest_size_is_read_and_one_byte_more_is_refused()
    {
        Assert.Equal(1_048_576, ConfigurationFile.Read(Write(Enumerable.Repeat((byte)'#', 1_048_576).ToArray())).Length);

        string path = Write(Enumerable.Repeat((byte)'#', 1_048_577).ToArray());
        Assert.Equal($"configuration file {path} is larger than 1048576 bytes; name the right file", Complaint(path));
    }

    [Fact]
    public void An_endless_file_is_refused()
    {
        Assert.Equal("configuration file /dev/zero is larger than 1048576 bytes; name the right file", Complaint("/dev/zero"));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal("configuration file /nowhere/config.yml does not exist; create it or correct the path", Complaint("/nowhere/config.yml"));
        Assert.Equal($"configuration file {_directory}/x.yml does not exist; create it or correct the path", Complaint(_directory + "/x.yml"));
    }

    [Fact]
    public void A_directory_is_named()
    {
        Assert.Equal($"configuration file {_directory} is a directory; name a file in it", Complaint(_directory));
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_named()
    {
        // Root may read everything, so the refusal of the system is made here.
        Assert.Equal(
            "configuration file config.yml may not be read; give the user of this process the right to read it",
            ConfigurationFile.Explain("config.yml", new UnauthorizedAccessException()));
    }

    [Fact]
    public void A_file_that_fails_while_it_is_read_is_named()
    {
        // The first page of an address space is never mapped: EIO.
        Assert.Matches("^configuration file /proc/self/mem can't be read \\(Input/output error.*\\); name a regular file$", Complaint("/proc/self/mem"));
    }

    [Fact]
    public void Invalid_utf8_is_named_with_its_byte_and_line()
    {
        string path = Write([(byte)'a', (byte)'\n', (byte)'b', 0xff]);
        Assert.Equal($"invalid UTF-8 (byte 0xff) at {path}:2; save the file as UTF-8", Complaint(path));
    }

    [Fact]
    public void A_cut_utf8_sequence_at_the_end_is_invalid()
    {
        string path = Write([(byte)'a', 0xc3]);
        Assert.Equal($"invalid UTF-8 (byte 0xc3) at {path}:1; save the file as UTF-8", Complaint(path));
    }

    [Fact]
    public void A_control_character_is_named_with_its_line()
    {
        string path = Write("log:\n\n  level: \0info"u8);
        Assert.Equal($"control character 0x00 at {path}:3; remove it", Complaint(path));
    }

    private static string Complaint(string path) => Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read(path)).Message;

    private string Write(ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_directory, "config.yml");
        File.WriteAllBytes(path, content);
        return path;
    }
}
