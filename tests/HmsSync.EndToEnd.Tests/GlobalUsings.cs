global using Xunit;

// Signals, file modes and the shell: these tests are for systems that have them.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
