// Live tests share two things that no namespace divides: the processors and /proc. One after the other, a wait means what it says.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
