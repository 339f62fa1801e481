namespace HmsSync.Sdk;

/// <summary>Makes the adapters of one kind; its name is what users write after <c>adapter:</c>.</summary>
public abstract class AdapterFactory
{
    /// <summary>Lower snake case: <c>http</c>, <c>file_drop</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the adapter of one partner; called once per engine start.</summary>
    public abstract PartnerAdapter Create(AdapterContext context);
}
