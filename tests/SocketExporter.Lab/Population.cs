namespace SocketExporter.Lab;

/// <summary>Everything this process has made, in groups that can be closed by port or path.</summary>
internal sealed class Population
{
    private readonly List<Group> _groups = [];

    public Group NewGroup(string key)
    {
        var group = new Group(key);
        _groups.Add(group);
        return group;
    }

    public void CloseListeners(string key) => Of(key).ForEach(group => group.CloseListeners());

    public void Close(string key)
    {
        Of(key).ForEach(group => group.Close());
        _groups.RemoveAll(group => group.Key == key);
    }

    public Truth Truth() => new(
        Environment.ProcessId,
        File.ReadAllText("/proc/self/comm").TrimEnd('\n'),
        [.. _groups.SelectMany(group => group.Tcp)],
        [.. _groups.SelectMany(group => group.ListenerTruths)],
        [.. _groups.SelectMany(group => group.Udp())],
        [.. _groups.SelectMany(group => group.Unix)]);

    private List<Group> Of(string key)
    {
        List<Group> groups = _groups.FindAll(group => group.Key == key);
        return groups.Count > 0 ? groups : throw new ArgumentException($"nothing was made with '{key}'");
    }
}
