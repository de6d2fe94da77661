using SocketExporter.Kernel.Processes;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class OwnerMemoryTests
{
    private readonly ControlGroupMemory _groups = new(new ControlGroupTree(new ControlGroupKernel(new Dictionary<ulong, string> { [7] = "/a.service", [8] = "/b.service" })));

    [Fact]
    public void Sockets_of_one_user_in_two_control_groups_have_two_owners()
    {
        var owners = new OwnerMemory(_groups);
        owners.BeginSample();
        (int a, int b) = (owners.Unknown(33, _groups.NumberOf(7)), owners.Unknown(33, _groups.NumberOf(8)));

        Assert.NotEqual(a, b);
        Assert.Equal(a, owners.Unknown(33, _groups.NumberOf(7)));
    }

    [Fact]
    public void An_owner_gets_the_names_of_its_control_group_when_they_are_found()
    {
        var owners = new OwnerMemory(_groups);
        owners.BeginSample();
        int owner = owners.Unknown(33, _groups.NumberOf(7));
        Owner[] before = owners.ToArray();

        _groups.Resolve();
        owners.NameControlGroups();

        Assert.Equal(new Owner("<unknown>", "33") { ControlGroup = new ControlGroupLabels("a.service", "<none>", "<none>") }, owners[owner]);
        Assert.Equal("<unknown>", before[owner].ControlGroup.Unit);
        Assert.Equal((Owner.None, Owner.Other), (owners[Owner.NoneIndex], owners[Owner.OtherIndex]));
    }

    [Fact]
    public void What_nobody_has_open_is_still_in_its_control_group()
    {
        var owners = new OwnerMemory(_groups);
        owners.BeginSample();
        int left = owners.Nobody(_groups.NumberOf(7));
        _groups.Resolve();
        owners.NameControlGroups();

        Assert.Equal(new Owner("<none>", "<none>") { ControlGroup = new ControlGroupLabels("a.service", "<none>", "<none>") }, owners[left]);
        Assert.Equal(Owner.NoneIndex, owners.Nobody(ControlGroupMemory.None));
    }

    [Fact]
    public void Where_nobody_shows_control_groups_there_is_one_owner_a_process_and_user()
    {
        var owners = new OwnerMemory();
        owners.BeginSample();

        Assert.Equal(owners.Unknown(33), owners.Unknown(33));
        Assert.Equal(new Owner("<unknown>", "33"), owners[owners.Unknown(33)]);
        Assert.Equal(new Owner("<unknown>", "<unknown>"), owners[owners.Unknown(OwnerMemory.UnknownUid)]);
    }

    [Fact]
    public void Numbers_hold_until_half_of_the_owners_are_used()
    {
        var owners = new OwnerMemory(_groups);
        for (uint uid = 0; uid < OwnerMemory.Capacity / 2; uid++)
        {
            owners.Unknown(uid);
        }

        Assert.False(owners.BeginSample());
        Assert.True(owners.BeginSample());
        Assert.Equal(2, owners.Count);
    }
}
