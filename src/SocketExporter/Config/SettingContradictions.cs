namespace SocketExporter.Config;

/// <summary>Settings that are good one by one and defeat each other. No reason not to start: what is served is true, and less than was asked for.</summary>
internal static class SettingContradictions
{
    /// <summary>Two looks at a queue say that nothing has moved.</summary>
    private const int SamplesOfStuck = 2;

    /// <returns>One line each: both settings with their values, what comes of it, the mend.</returns>
    public static IEnumerable<string> Of(ExporterOptions options)
    {
        TimeSpan interval = options.SamplingInterval;
        if (options.StuckAfter < SamplesOfStuck * interval)
        {
            yield return Warning(
                options, SettingsTable.StuckAfter, options.StuckAfter, SamplesOfStuck, "fewer than two samples fit in: a queue is called stuck without a look in between");
        }

        if (options.SamplingListenerPeakWindow < interval)
        {
            yield return Warning(
                options, SettingsTable.SamplingListenerPeakWindow, options.SamplingListenerPeakWindow, 1, "not one sample fits in: peaks can be forgotten before a page shows them");
        }
    }

    /// <param name="samples">That should fit into the time of the setting.</param>
    private static string Warning(ExporterOptions options, Setting setting, TimeSpan time, int samples, string effect)
    {
        TimeSpan interval = options.SamplingInterval;
        string lower = $"{SettingsTable.SamplingInterval.Name} to at most {PrometheusDuration.Format(time / samples)}";
        bool canBeRaised = samples * interval <= PrometheusDuration.Parse(setting.Maximum!);
        string mend = canBeRaised ? $"raise {setting.Name} to at least {PrometheusDuration.Format(samples * interval)}, or lower {lower}" : $"lower {lower}";
        return $"{options.SubjectOf(setting)} is {PrometheusDuration.Format(time)} and {options.SubjectOf(SettingsTable.SamplingInterval)} is {PrometheusDuration.Format(interval)}, so that {effect}; {mend}";
    }
}
