using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>Who owns what, on a made tree where every change is exactly one change.</summary>
public sealed class FakeProcTests : IDisposable
{
    private readonly FakeProc _proc = new();
    private readonly ProcessTable _table;

    public FakeProcTests() => _table = new ProcessTable(_proc.Path);

    public void Dispose()
    {
        _table.Dispose();
        _proc.Dispose();
    }

    [Fact]
    public void A_socket_is_found_and_then_remembered_without_reading_again()
    {
        _proc.Start(10, 100, "web", "/dev/null", "socket:[5]");
        Assert.Equal(10, Sample(5)[5]);
        long scans = _table.ScannedProcessesTotal;
        Assert.Equal(10, Sample(5)[5]);
        Assert.Equal(scans, _table.ScannedProcessesTotal);
    }

    [Fact]
    public void Of_several_holders_the_earliest_start_owns_then_the_lowest_pid_and_pid_1_only_if_alone()
    {
        _proc.Start(1, 1, "init", "socket:[5]", "socket:[6]", "socket:[7]", "socket:[8]");
        _proc.Start(40, 300, "a", "socket:[5]", "socket:[6]");
        _proc.Start(30, 300, "b", "socket:[5]", "socket:[6]");
        _proc.Start(50, 200, "c", "socket:[5]", "socket:[7]");
        Dictionary<uint, int> owners = Sample(5, 6, 7, 8);
        Assert.Equal(50, owners[5]);
        Assert.Equal(30, owners[6]);
        Assert.Equal(50, owners[7]);
        Assert.Equal(1, owners[8]);
    }

    [Fact]
    public void What_the_service_manager_held_alone_goes_to_the_service_that_inherits_it()
    {
        _proc.Start(1, 1, "init", "socket:[5]");
        Assert.Equal(1, Sample(5)[5]);
        _proc.Start(20, 500, "sshd", "socket:[5]");
        Sample(5);
        Assert.Equal(20, Sample(5)[5]);
    }

    [Fact]
    public void An_owner_stays_when_a_more_senior_process_receives_the_socket()
    {
        _proc.Start(10, 100, "old", "/dev/null");
        _proc.Start(20, 200, "young", "socket:[5]");
        Assert.Equal(20, Sample(5)[5]);
        _proc.Open(10, 7, "socket:[5]");
        Sample(5);
        Assert.Equal(20, Sample(5)[5]);
    }

    [Fact]
    public void When_the_parent_of_workers_ends_the_eldest_worker_owns_the_listener_in_the_same_sample()
    {
        _proc.Start(10, 100, "master", "socket:[5]");
        _proc.Start(12, 102, "worker", "socket:[5]", "socket:[6]");
        _proc.Start(11, 101, "worker", "socket:[5]");
        Assert.Equal(10, Sample(5, 6)[5]);
        _proc.End(10);
        Assert.Equal(11, Sample(5, 6)[5]);
    }

    [Fact]
    public void A_socket_given_away_is_the_receivers_after_one_sample()
    {
        _proc.Start(10, 100, "giver", "/dev/null", "socket:[5]");
        _proc.Start(20, 200, "taker", "/dev/null");
        Assert.Equal(10, Sample(5)[5]);
        _proc.Close(10, 1);
        _proc.Open(20, 1, "socket:[5]");
        Sample(5);
        Assert.Equal(20, Sample(5)[5]);
    }

    [Fact]
    public void A_socket_opened_as_another_closed_is_found_though_the_number_of_fds_is_the_same()
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        Assert.Equal(10, Sample(5)[5]);
        _proc.Close(10, 0);
        _proc.Open(10, 0, "socket:[6]");
        Assert.Equal(10, Sample(6)[6]);
    }

    [Fact]
    public void A_socket_of_an_ended_process_is_nobodys()
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        _proc.Start(11, 100, "other", "socket:[6]");
        Sample(5, 6);
        _proc.End(10);
        Dictionary<uint, int> owners = Sample(5, 6);
        Assert.Equal(-1, owners[5]);
        Assert.Equal(11, owners[6]);
    }

    [Fact]
    public void A_pid_that_comes_again_is_another_process()
    {
        _proc.Start(10, 100, "first", "socket:[5]");
        Sample(5);
        int slot = _table.Slots[0];
        long version = _table[slot].Version;
        Directory.Move($"{_proc.Path}/10", $"{_proc.Path}/gone");
        _proc.Start(10, 900, "second", "socket:[6]");
        Dictionary<uint, int> owners = Sample(5, 6);
        Assert.Equal(-1, owners[5]);
        Assert.Equal(10, owners[6]);
        ProcessInfo process = _table[_table.Slots[0]];
        Assert.Equal("second", process.Name);
        Assert.Equal(900UL, process.StartTicks);
        Assert.NotEqual(version, process.Version);
    }

    [Fact]
    public void A_process_keeps_its_slot_and_an_ended_ones_slot_is_used_again()
    {
        _proc.Start(10, 100);
        _proc.Start(11, 100);
        Sample();
        int[] before = _table.Slots.ToArray();
        _proc.End(10);
        _proc.Start(12, 200);
        Sample();
        Assert.Contains(_table.Slots.ToArray(), slot => slot == before.Single(s => _table[s].Pid == 11));
        _proc.Start(13, 300);
        Sample();
        Assert.Equal(3, _table.Slots.Length);
        Assert.Equal(2, _table.Slots.ToArray().Max());
    }

    [Fact]
    public void An_inode_nobody_holds_is_looked_for_at_samples_1_2_4_8_16_32_64_and_then_every_64th()
    {
        for (int pid = 10; pid < 14; pid++)
        {
            _proc.Start(pid, 100, "app", $"socket:[{pid}]");
        }

        var searches = new List<int>();
        long before = 0;
        for (int sample = 1; sample <= 260; sample++)
        {
            Sample(77);
            if (_table.ScannedProcessesTotal > before)
            {
                searches.Add(sample);
            }

            before = _table.ScannedProcessesTotal;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 192, 256], searches);
        Assert.Equal(4 + 9, _table.ScannedProcessesTotal);
    }

    [Fact]
    public void A_missed_inode_that_an_unchanged_process_was_sent_is_found_within_four_searches()
    {
        for (int pid = 10; pid < 14; pid++)
        {
            _proc.Start(pid, 100, "app", "/dev/null");
        }

        Assert.Equal(-1, Sample(77)[77]);
        _proc.Close(13, 0);
        _proc.Open(13, 0, "socket:[77]");
        int owner = -1;
        for (int sample = 2; sample <= 16; sample++)
        {
            owner = Sample(77)[77];
        }

        Assert.Equal(13, owner);
    }

    [Fact]
    public void New_inodes_that_nobody_ever_holds_cause_a_scan_of_all_only_every_16th_sample()
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        // The one that opened a socket lately is read each time for 64 samples.
        for (uint sample = 1; sample <= 65; sample++)
        {
            Sample(5, 1000 + sample);
        }

        long before = _table.ScannedProcessesTotal;
        for (uint sample = 66; sample <= 129; sample++)
        {
            Sample(5, 1000 + sample);
        }

        Assert.Equal(4, _table.ScannedProcessesTotal - before);
    }

    [Fact]
    public void A_busy_process_is_read_for_a_new_socket_even_while_scans_of_all_rest()
    {
        _proc.Start(10, 100, "busy", "socket:[5]");
        _proc.Start(11, 100, "quiet", "/dev/null");
        for (uint sample = 1; sample <= 36; sample++)
        {
            Sample(5, 1000 + sample);
        }

        _proc.Close(10, 0);
        _proc.Open(10, 0, "socket:[6]");
        long before = _table.ScannedProcessesTotal;
        Assert.Equal(10, Sample(6)[6]);
        Assert.Equal(1, _table.ScannedProcessesTotal - before);
    }

    [Fact]
    public void An_inode_that_was_not_found_is_found_when_its_holder_changes()
    {
        _proc.Start(10, 100, "app", "/dev/null");
        for (int sample = 1; sample <= 17; sample++)
        {
            Assert.Equal(-1, Sample(77)[77]);
        }

        _proc.Start(11, 200, "late", "socket:[77]");
        Sample(77);
        Assert.Equal(11, Sample(77)[77]);
    }

    [Fact]
    public void What_was_not_asked_for_is_forgotten()
    {
        _proc.Start(10, 100, "app", "socket:[5]", "socket:[6]", "socket:[7]");
        Sample(5, 6, 99);
        Assert.Equal(3, _table.RememberedInodes);
        Sample(5);
        Assert.Equal(1, _table.RememberedInodes);
    }

    [Fact]
    public void Two_sections_may_resolve_in_one_sample_and_no_process_is_read_twice()
    {
        _proc.Start(10, 100, "app", "socket:[5]", "socket:[6]");
        _table.BeginSample();
        _table.Resolve([5]);
        _table.Resolve([6, 99]);
        Assert.NotEqual(-1, _table.FindOwner(5));
        Assert.NotEqual(-1, _table.FindOwner(6));
        _table.EndSample();
        Assert.Equal(1, _table.ScannedProcessesTotal);
        Assert.Equal(3, _table.RememberedInodes);
    }

    [Fact]
    public void Past_the_capacity_inodes_are_refused_and_counted_and_the_known_stay()
    {
        using var table = new ProcessTable(_proc.Path, inodeCapacity: 2);
        _proc.Start(10, 100, "app", "socket:[5]", "socket:[6]", "socket:[7]");
        table.BeginSample();
        table.Resolve([5, 6, 7]);
        Assert.NotEqual(-1, table.FindOwner(5));
        Assert.NotEqual(-1, table.FindOwner(6));
        Assert.Equal(-1, table.FindOwner(7));
        table.EndSample();
        Assert.Equal(2, table.RememberedInodes);
        Assert.Equal(2, table.RefusedInodesTotal);
    }

    [Fact]
    public void An_exec_without_any_fd_changed_is_noticed_within_12_samples()
    {
        _proc.Start(10, 100, "sh");
        Sample();
        Sample();
        long version = _table[_table.Slots[0]].Version;
        _proc.Rename(10, "nginx: a (b)");
        for (int sample = 0; sample < 12; sample++)
        {
            Sample();
        }

        Assert.Equal("nginx: a (b)", _table[_table.Slots[0]].Name);
        Assert.NotEqual(version, _table[_table.Slots[0]].Version);
    }

    [Fact]
    public void A_fork_that_calls_exec_has_its_new_name_at_the_next_sample()
    {
        _proc.Start(10, 100, "sh");
        Sample();
        _proc.Rename(10, "nginx");
        Sample();
        Assert.Equal("nginx", _table[_table.Slots[0]].Name);
    }

    [Fact]
    public void Fds_are_counted_by_listing_where_the_size_of_the_directory_is_not_their_number()
    {
        _proc.Start(10, 100, "app", "socket:[5]", "/dev/null", "pipe:[6]");
        Sample();
        Assert.Equal(3, _table[_table.Slots[0]].OpenFiles);
        _proc.Close(10, 1);
        Sample();
        Assert.Equal(2, _table[_table.Slots[0]].OpenFiles);
    }

    [Fact]
    public void A_process_that_can_not_be_understood_is_counted_as_denied_and_the_others_are_seen()
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        _proc.Start(11, 100);
        File.WriteAllText($"{_proc.Path}/11/stat", "nonsense");
        Assert.Equal(10, Sample(5)[5]);
        Assert.Equal(new ProcessVisibility(2, 1, 1), _table.Visibility);
    }

    [Fact]
    public void A_thread_of_the_kernel_is_not_denied_where_the_number_of_files_is_not_told()
    {
        _proc.Start(2, 3, "kthreadd");
        File.WriteAllText($"{_proc.Path}/2/stat", "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0 0\n"); // PF_KTHREAD
        Directory.Delete($"{_proc.Path}/2/fd");
        File.WriteAllText($"{_proc.Path}/2/fd", "open -1\ndenied\n");
        Sample(5);
        Sample(6);
        Assert.Equal(new ProcessVisibility(1, 1, 0), _table.Visibility);
    }

    [Fact]
    public void A_proc_that_is_not_there_is_an_error_and_one_that_comes_back_is_read()
    {
        using var table = new ProcessTable(_proc.Path + "/later");
        var error = Assert.Throws<KernelReadException>(table.BeginSample);
        Assert.Equal($"{_proc.Path}/later: not there (ENOENT)", error.Message);
        Directory.CreateDirectory(_proc.Path + "/later");
        table.BeginSample();
        table.EndSample();
        Assert.Equal(0, table.Slots.Length);
    }

    [Fact]
    public void Asked_before_the_first_sample_nothing_is_known()
    {
        Assert.Equal(ProcessTable.Unknown, _table.FindOwner(5));
        Assert.Equal(0, _table.Slots.Length);
        Assert.Equal(new ProcessVisibility(0, 0, 0), _table.Visibility);
    }

    /// <summary>One sample as the program takes it; pids of the owners, −1 for unknown.</summary>
    private Dictionary<uint, int> Sample(params uint[] inodes)
    {
        _table.BeginSample();
        _table.Resolve(inodes.Where(inode => _table.FindOwner(inode) == ProcessTable.Unknown).ToArray());
        var owners = inodes.ToDictionary(
            inode => inode,
            inode => _table.FindOwner(inode) is int slot and >= 0 ? _table[slot].Pid : -1);
        _table.EndSample();
        return owners;
    }
}
