namespace HmsSync.Views;

/// <summary>Numbers of a view that cannot be shown any more; 0 to n: the asker knows another store.</summary>
internal readonly record struct Gap(long From, long To);

/// <summary>Where reading begins.</summary>
/// <param name="After">The first event read is the one after this number.</param>
/// <param name="Gap">What the asker will never see; null: nothing.</param>
internal readonly record struct ViewStart(long After, Gap? Gap);

/// <summary>One read of a view.</summary>
/// <param name="Last">It got up to here; go on after it.</param>
/// <param name="Newest">The newest number when it was read.</param>
/// <param name="Gap">A hole before the first event of the page; where another one comes, a page ends before it.</param>
internal readonly record struct ViewPage(long Last, long Newest, Gap? Gap);
