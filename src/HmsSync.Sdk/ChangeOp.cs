namespace HmsSync.Sdk;

/// <summary>What happened to the record that a delivery is about, or that it is a business event.</summary>
public enum ChangeOp
{
    /// <summary>The record is new to the participant.</summary>
    Insert = 1,

    /// <summary>The participant holds an older state of the record.</summary>
    Update = 2,

    /// <summary>The record is gone.</summary>
    Delete = 3,

    /// <summary>A business event with a topic and data, no record.</summary>
    Event = 4,
}
