using System.Text.RegularExpressions;

namespace SocketExporter.Tests.Documents;

/// <summary>The import table of docs/architecture.md against the using directives of the sources, and the rules that one file alone may break.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly IReadOnlyDictionary<string, string[]> Table = ReadTable();

    [Fact]
    public void Every_folder_of_both_projects_stands_in_the_import_table()
    {
        IEnumerable<string> folders = Repository.Sources("src").Select(FolderOf).Distinct().Order();

        Assert.Equal(Table.Keys.Order(), folders);
    }

    [Fact]
    public void A_file_imports_only_what_the_table_allows_its_folder()
    {
        var violations = new List<string>();
        foreach (string file in Repository.Sources("src"))
        {
            string folder = FolderOf(file);
            string[] allowed = Table[folder];
            foreach (Match match in Using().Matches(Repository.Read(file)))
            {
                string imported = FolderOfNamespace(match.Groups[1].Value);
                if (imported != folder && imported.Length > 0 && !Allows(allowed, imported))
                {
                    violations.Add($"{file} imports {imported}; docs/architecture.md allows {folder}: {string.Join(", ", allowed)}");
                }
            }
        }

        Assert.Empty(violations);
    }

    [Fact]
    public void One_file_knows_the_exposition_library()
    {
        Assert.Equal(["src/SocketExporter/Publishing/PrometheusExposition.cs"], FilesWith("using Prometheus;"));
    }

    [Fact]
    public void One_file_calls_into_libc()
    {
        Assert.Equal(["src/SocketExporter.Kernel/Io/LibC.cs"], FilesWith("[LibraryImport("));
    }

    [Fact]
    public void Types_of_the_kernels_own_spelling_stay_in_the_kernel_assembly()
    {
        Assert.DoesNotContain(Repository.Sources("src/SocketExporter.Kernel/Abi"), file => PublicType().IsMatch(Repository.Read(file)));
    }

    [Fact]
    public void Kernel_project_has_no_packages()
    {
        Assert.DoesNotContain("PackageReference", Repository.Read("src/SocketExporter.Kernel/SocketExporter.Kernel.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void Collectors_have_no_fields_that_change()
    {
        IEnumerable<string> mutable = Repository.Sources("src/SocketExporter/Collectors")
            .Where(file => file.EndsWith("Collector.cs", StringComparison.Ordinal) && MutableField().IsMatch(Repository.Read(file)));

        Assert.Empty(mutable);
    }

    private static string[] FilesWith(string text)
        => [.. Repository.Sources("src").Where(file => Repository.Read(file).Contains(text, StringComparison.Ordinal))];

    /// <summary>src/SocketExporter.Kernel/Io/LibC.cs → Kernel/Io; src/SocketExporter/Sampling/Memory/X.cs → Sampling; the root of a project → Kernel or Program.</summary>
    private static string FolderOf(string file)
    {
        string[] parts = file.Split('/');
        bool kernel = parts[1] == "SocketExporter.Kernel";
        string folder = parts.Length > 3 ? parts[2] : "";
        return kernel ? (folder.Length == 0 ? "Kernel" : $"Kernel/{folder}") : (folder.Length == 0 ? "Program" : folder);
    }

    private static string FolderOfNamespace(string name)
    {
        string[] parts = name.Split('.');
        if (parts.Length == 1)
        {
            return "";
        }

        return parts[1] == "Kernel" ? (parts.Length > 2 ? $"Kernel/{parts[2]}" : "Kernel") : parts[1];
    }

    private static Dictionary<string, string[]> ReadTable() => Repository.Read("docs/architecture.md")
        .Split("| Folder | May import |")[1]
        .Split('\n')
        .Skip(2)
        .TakeWhile(static line => line.StartsWith('|'))
        .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(static cells => cells[1], static cells => cells[2].Split(',', StringSplitOptions.TrimEntries));

    /// <summary>"Kernel" allows the whole Kernel project; its root (the exception of the layer) is open to all that may import any of it.</summary>
    private static bool Allows(string[] allowed, string imported) => allowed.Contains("all")
        || allowed.Contains(imported)
        || (imported.StartsWith("Kernel", StringComparison.Ordinal) && allowed.Contains("Kernel"));

    [GeneratedRegex(@"^using (?:static )?(SocketExporter(?:\.[A-Za-z]+)+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^public ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^    (?:private|internal|public)(?: static)? (?!static |const |readonly |sealed |record |class |struct |MetricFamily )[A-Za-z<>\[\], ]+ _?[a-zA-Z]+(?: = [^;>]+)?;", RegexOptions.Multiline)]
    private static partial Regex MutableField();
}
