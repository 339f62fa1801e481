using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Views;
using Xunit;

namespace HmsSync.Tests.Views;

public sealed class CursorTests
{
    [Fact]
    public void What_was_written_is_read_again_and_bytes_and_text_are_the_same()
        => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(ulong Epoch, NonNegativeInt View, long Position)>(), some =>
        {
            var cursor = new Cursor(some.Epoch, some.View.Get, some.Position & long.MaxValue);
            var utf8 = new byte[Cursor.Length];
            cursor.WriteUtf8(utf8);
            return Cursor.TryParse(cursor.ToString(), out var again) && again == cursor
                && Encoding.ASCII.GetString(utf8) == cursor.ToString();
        }));

    [Fact]
    public void Whatever_the_text_is_to_read_it_does_not_throw()
        => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var padded = text.Get.PadRight(Cursor.Length, 'f')[..Cursor.Length];
            return !Cursor.TryParse(text.Get, out _) | (Cursor.TryParse(padded, out var cursor) && cursor.Position >= 0);
        }));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-00000000000000000000000000000000000001")]
    [InlineData("00000000000000000000000000000000000000 1")]
    [InlineData("0000000000000000ffffffff0000000000000001")]
    [InlineData("000000000000000000000000ffffffffffffffff")]
    [InlineData("00000000000000000000000000000000000000010")]
    public void What_is_none_is_none(string text) => Assert.False(Cursor.TryParse(text, out _));

    [Fact]
    public void They_sort_as_the_places_do()
        => Assert.True(string.CompareOrdinal(new Cursor(7, 1, 99).ToString(), new Cursor(7, 1, 100).ToString()) < 0);
}
