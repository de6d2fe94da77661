using System.Globalization;

namespace SocketExporter.Config;

/// <summary>Reads the text of a web configuration file. An unknown key, or one that is not supported, is an error: none may be ignored, as most of them close something.</summary>
internal sealed class WebConfigurationText
{
    private readonly string _path;
    private readonly List<string> _errors;
    private readonly WebEntries _entries;

    private WebConfigurationText(string path, List<string> errors)
    {
        _path = path;
        _errors = errors;
        _entries = new WebEntries(path, errors);
    }

    /// <summary>Never throws for any text.</summary>
    /// <param name="path">Of the file: for messages, and what paths in it are relative to.</param>
    /// <param name="errors">One line each: the culprit with its line, what is wrong, the mend.</param>
    /// <returns>null if there is an error.</returns>
    public static WebConfiguration? Parse(string text, string path, List<string> errors)
    {
        int before = errors.Count;
        YamlTree tree = YamlTree.Read(text, path, example: "basic_auth_users: {…}");
        errors.AddRange(tree.Complaints.Select(static complaint => complaint.Text));
        WebConfiguration? read = tree.IsWhole ? new WebConfigurationText(path, errors).Read(tree.Root) : null;
        return errors.Count == before ? read : null;
    }

    private WebConfiguration Read(IReadOnlyList<YamlEntry> root)
    {
        _entries.CheckKeys("", root, WebKeys.Root);
        IReadOnlyList<YamlEntry> http = _entries.Group(WebEntries.Find(root, WebKeys.Http), WebKeys.Http, WebKeys.OfHttp) ?? [];
        return new WebConfiguration
        {
            Tls = WebEntries.Find(root, WebKeys.Tls) is { } tls ? ReadTls(tls) : null,
            Http2 = ReadHttp2(WebEntries.Find(http, "http2")),
            Headers = ReadHeaders(WebEntries.Find(http, "headers")),
            RateLimit = ReadRateLimit(_entries.Group(WebEntries.Find(root, WebKeys.RateLimit), WebKeys.RateLimit, WebKeys.OfRateLimit) ?? []),
            Users = ReadUsers(WebEntries.Find(root, WebKeys.Users)),
        };
    }

    private TlsServerConfiguration? ReadTls(YamlEntry group)
    {
        IReadOnlyList<YamlEntry> entries = _entries.Group(group, WebKeys.Tls, WebKeys.OfTls) ?? [];
        NamedFile? certificate = ReadFile(entries, "cert_file");
        NamedFile? key = ReadFile(entries, "key_file");
        foreach (string needed in (ReadOnlySpan<string>)["cert_file", "key_file"])
        {
            if (WebEntries.Find(entries, needed) is null)
            {
                _errors.Add($"{WebKeys.Tls} at {_entries.At(group.Line)} has no {needed}; name a PEM file, or remove {WebKeys.Tls} to serve without encryption");
            }
        }

        ClientAuthentication clients = ReadClientAuthentication(entries);
        (bool tls12, bool tls13) = ReadVersions(entries);
        return certificate is null || key is null
            ? null
            : new TlsServerConfiguration
            {
                Certificate = certificate,
                Key = key,
                ClientAuthorities = ReadFile(entries, "client_ca_file"),
                ClientAuthentication = clients,
                Tls12 = tls12,
                Tls13 = tls13,
            };
    }

    private ClientAuthentication ReadClientAuthentication(IReadOnlyList<YamlEntry> entries)
    {
        const string key = "client_auth_type";
        ClientAuthentication clients = _entries.Choice(entries, WebKeys.Tls, key, WebKeys.ClientAuthTypes, ClientAuthentication.None);
        YamlEntry? authorities = WebEntries.Find(entries, "client_ca_file");
        bool verifies = clients is ClientAuthentication.VerifiedIfGiven or ClientAuthentication.RequiredAndVerified;
        if (authorities is not null && !verifies)
        {
            // Somebody believes that clients are verified.
            _errors.Add(
                $"{WebKeys.Tls}.client_ca_file at {_entries.At(authorities.Line)} has no effect with this {key}; "
                + "write client_auth_type: RequireAndVerifyClientCert, or leave client_ca_file out");
        }
        else if (authorities is null && verifies)
        {
            YamlEntry type = WebEntries.Find(entries, key)!;
            _errors.Add($"{WebKeys.Tls}.{key} at {_entries.At(type.Line)} verifies clients by no authority; name the PEM file of one with client_ca_file");
        }

        return clients;
    }

    private (bool Tls12, bool Tls13) ReadVersions(IReadOnlyList<YamlEntry> entries)
    {
        int lowest = ReadVersion(entries, "min_version", 12);
        int highest = ReadVersion(entries, "max_version", 13);
        if (lowest > highest)
        {
            int line = Math.Max(WebEntries.Find(entries, "min_version")?.Line ?? 0, WebEntries.Find(entries, "max_version")?.Line ?? 0);
            _errors.Add($"{WebKeys.Tls}.min_version is above max_version at {_entries.At(line)}; raise max_version or leave it out");
        }

        return (lowest <= 12 && highest >= 12, lowest <= 13 && highest >= 13);
    }

    private int ReadVersion(IReadOnlyList<YamlEntry> entries, string key, int preset)
    {
        if (WebEntries.Find(entries, key) is not { } entry || _entries.Text(entry, WebKeys.Tls, "TLS12 or TLS13") is not { } text)
        {
            return preset;
        }

        switch (text)
        {
            case "TLS12":
                return 12;
            case "TLS13":
                return 13;
            case "TLS10" or "TLS11":
                _errors.Add($"{WebKeys.Tls}.{key} at {_entries.At(entry.Line)}: {text} is not supported, it is no longer safe (RFC 8996); write TLS12 or TLS13");
                return preset;
            default:
                _errors.Add($"{WebKeys.Tls}.{key} at {_entries.At(entry.Line)}: \"{text}\" is not known; write TLS12 or TLS13");
                return preset;
        }
    }

    private bool ReadHttp2(YamlEntry? entry)
    {
        if (entry is null || _entries.Text(entry, WebKeys.Http, "true or false") is not { } text)
        {
            return true;
        }

        if (text is not ("true" or "false"))
        {
            _errors.Add($"{WebKeys.Http}.http2 at {_entries.At(entry.Line)}: \"{text}\" is neither true nor false; write true or false");
        }

        return text == "true";
    }

    private List<KeyValuePair<string, string>> ReadHeaders(YamlEntry? group)
    {
        const string name = $"{WebKeys.Http}.headers";
        var headers = new List<KeyValuePair<string, string>>();
        foreach (YamlEntry entry in group is null ? [] : _entries.Mapping(group, name, "names of headers and their values") ?? [])
        {
            if (!WebKeys.Headers.TryGetValue(entry.Key, out string[]? accepted))
            {
                _errors.Add(_entries.Unknown($"{name}.", entry, WebKeys.Headers.Keys));
            }
            else if (_entries.Text(entry, name, accepted.Length > 0 ? string.Join(" or ", accepted) : "the value of the header") is { } text)
            {
                if (accepted.Length > 0 && !accepted.Contains(text, StringComparer.Ordinal))
                {
                    _errors.Add($"{name}.{entry.Key} at {_entries.At(entry.Line)}: \"{text}\" is not accepted; write {string.Join(" or ", accepted)}");
                }
                else if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
                {
                    _errors.Add($"{name}.{entry.Key} at {_entries.At(entry.Line)} holds a character that no header may have; write printable ASCII in one line");
                }

                headers.Add(new KeyValuePair<string, string>(entry.Key, text));
            }
        }

        return headers;
    }

    private RequestRateLimit? ReadRateLimit(IReadOnlyList<YamlEntry> entries)
    {
        const string likeThese = "a duration, like 100ms or 1s; 0s is no limit";
        TimeSpan interval = TimeSpan.Zero;
        if (WebEntries.Find(entries, "interval") is { } every
            && _entries.Text(every, WebKeys.RateLimit, likeThese) is { } duration
            && !PrometheusDuration.TryParse(duration, out interval))
        {
            _errors.Add($"{WebKeys.RateLimit}.interval at {_entries.At(every.Line)}: \"{duration}\" is no duration; write {likeThese}");
        }

        int burst = 0;
        if (WebEntries.Find(entries, "burst") is { } entry
            && _entries.Text(entry, WebKeys.RateLimit, "a whole number") is { } number
            && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out burst))
        {
            _errors.Add($"{WebKeys.RateLimit}.burst at {_entries.At(entry.Line)}: \"{number}\" is no whole number; write how many requests may come at once, like 20");
        }
        else if (interval > TimeSpan.Zero && burst < 1)
        {
            _errors.Add($"{WebKeys.RateLimit}.interval at {_entries.At(WebEntries.Find(entries, "interval")!.Line)} without a burst of at least 1 refuses every request; write burst: 20");
        }

        return interval > TimeSpan.Zero ? new RequestRateLimit(interval, burst) : null;
    }

    private Dictionary<string, string> ReadUsers(YamlEntry? group)
    {
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        string expected = group?.Value.Text is { } text && text.Contains(":$", StringComparison.Ordinal)
            ? "a blank behind the colon of each user, which htpasswd leaves out, like prometheus: $2y$10$…" // one word to YAML, and no key
            : "names of users and their bcrypt hashes";
        IReadOnlyList<YamlEntry> entries = group is null ? [] : _entries.Mapping(group, WebKeys.Users, expected) ?? [];
        if (group is { Value.Text: null } && entries.Count == 0)
        {
            // Whoever writes the key wants passwords; an empty group would ask for none.
            _errors.Add($"{WebKeys.Users} at {_entries.At(group.Line)} names no user; add one, or remove {WebKeys.Users} to serve without passwords");
        }

        foreach (YamlEntry user in entries)
        {
            if (user.Key.Contains(':', StringComparison.Ordinal))
            {
                _errors.Add($"the user at {_entries.At(user.Line)} has a colon in its name, which HTTP can't send; rename it");
            }
            else if (_entries.Text(user, WebKeys.Users, "a bcrypt hash") is { } hash)
            {
                if (PasswordHash.Complaint(hash) is { } complaint)
                {
                    _errors.Add($"{WebKeys.Users}.{user.Key} at {_entries.At(user.Line)} {complaint}");
                }

                users.Add(user.Key, hash);
            }
        }

        return users;
    }

    private NamedFile? ReadFile(IReadOnlyList<YamlEntry> entries, string key)
    {
        if (WebEntries.Find(entries, key) is not { } entry || _entries.Text(entry, WebKeys.Tls, "the path of a PEM file") is not { } text)
        {
            return null;
        }

        string subject = $"{WebKeys.Tls}.{key} at {_entries.At(entry.Line)}";
        if (text.Length == 0)
        {
            _errors.Add($"{subject} is empty; write the path of a PEM file");
            return null;
        }

        return new NamedFile(Path.Combine(Path.GetDirectoryName(_path) ?? "", text), subject);
    }
}
