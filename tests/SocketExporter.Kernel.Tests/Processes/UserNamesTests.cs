using System.Text;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class UserNamesTests
{
    [Fact]
    public void The_first_name_of_a_user_id_counts_and_lines_of_another_shape_are_passed_over()
    {
        Dictionary<uint, string> names = UserNamesText.Parse(Encoding.UTF8.GetBytes(
            "root:x:0:0:root:/root:/bin/sh\n# people\n+@nis\n\n:x:7:7\nwww-data:x:33:33::/:\ntoor:x:0:0::/:\nbroken:x\nbad:x:one:1:\nbig:x:4294967296:1:\ncut:x:9"));

        Assert.Equal(["0 root", "33 www-data"], names.OrderBy(static name => name.Key).Select(static name => $"{name.Key} {name.Value}"));
    }

    [Fact]
    public void The_file_is_read_again_when_it_has_changed_and_only_then()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "a:x:1:1::/:\n");
            var reader = new UserNamesReader(path);
            IReadOnlyDictionary<uint, string> first = reader.Read();
            Assert.Equal("a", first[1]);
            Assert.Same(first, reader.Read());

            // As vipw and useradd do it: another file under the same name.
            File.WriteAllText(path + ".new", "b:x:1:1::/:\n");
            File.Move(path + ".new", path, overwrite: true);
            Assert.Equal("b", reader.Read()[1]);

            File.Delete(path);
            Assert.Empty(reader.Read());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Where_there_is_no_file_there_are_no_names()
    {
        Assert.Empty(new UserNamesReader((string?)null).Read());
        Assert.Empty(new UserNamesReader("/nowhere/passwd").Read());
    }
}
