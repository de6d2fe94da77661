namespace SocketExporter.Sampling.Memory;

/// <summary>For how long a queue was full: the union of the spans for which looks vouch, no moment of it counted twice. 16 bytes.</summary>
internal struct FullTime
{
    private TimeSpan _until;

    public TimeSpan Sum { get; private set; }

    /// <param name="until">Not before that of the span before.</param>
    public void Add(TimeSpan from, TimeSpan until)
    {
        if (until > _until)
        {
            Sum += until - (from > _until ? from : _until);
            _until = until;
        }
    }

    /// <summary>
    /// Takes what was seen of a member before it was known to be one. Which moments both have in common is not kept: the longer of the two is what is certain.
    /// </summary>
    public void Join(FullTime member)
    {
        Sum = member.Sum > Sum ? member.Sum : Sum;
        _until = member._until > _until ? member._until : _until;
    }

    /// <summary>The sum, which begins anew.</summary>
    public TimeSpan Take()
    {
        TimeSpan taken = Sum;
        Sum = TimeSpan.Zero;
        return taken;
    }
}
