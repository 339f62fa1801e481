using System.Net;
using HmsSync.Deliver.Guard;
using Xunit;

namespace HmsSync.Tests.Deliver.Guard;

public sealed class AddressRulesTests
{
    private static readonly IPNetwork[] Everything = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")];

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2a00:1450::1")]
    public void The_public_internet_is_open(string address)
        => Assert.Null(AddressRules.Refusal(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.0/8")]
    [InlineData("10.255.255.255", "10.255.255.255/32")]
    [InlineData("172.16.0.1", "172.16.0.0/12")]
    [InlineData("172.31.255.255", "172.31.0.0/16")]
    [InlineData("192.168.1.1", "192.168.0.0/16")]
    [InlineData("100.64.0.1", "100.64.0.0/10")]
    [InlineData("198.18.0.1", "198.18.0.0/15")]
    [InlineData("127.0.0.1", "127.0.0.0/8")]
    [InlineData("127.255.255.254", "127.0.0.0/8")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.0/8")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1/32")]
    [InlineData("::1", "::1/128")]
    [InlineData("fc00::1", "fc00::/7")]
    [InlineData("fd12:3456::1", "fd12:3456::/32")]
    [InlineData("64:ff9b::1.1.1.1", "64:ff9b::/96")]
    public void A_private_address_needs_a_line_of_its_own(string address, string line)
    {
        var ip = IPAddress.Parse(address);

        Assert.NotNull(AddressRules.Refusal(ip, [])?.Allow);
        Assert.NotNull(AddressRules.Refusal(ip, Everything));
        Assert.NotNull(AddressRules.Refusal(ip, [IPNetwork.Parse("10.9.9.0/24"), IPNetwork.Parse("fd99::/64")]));
        Assert.Null(AddressRules.Refusal(ip, [IPNetwork.Parse(line)]));
    }

    [Theory]
    [InlineData("10.1.2.3", "allow_network: [10.1.2.3/32]")]
    [InlineData("::ffff:192.168.0.9", "allow_network: [192.168.0.9/32]")]
    [InlineData("fd12::1", "allow_network: [fd12::1/128]")]
    public void The_refusal_names_a_line_that_works(string address, string line)
    {
        var ip = IPAddress.Parse(address);
        var refusal = AddressRules.Refusal(ip, []);

        Assert.Equal(line, refusal?.Allow);
        Assert.Null(AddressRules.Refusal(ip, [IPNetwork.Parse(line.Split('[', ']')[1])]));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.31.196.1")]
    [InlineData("192.52.193.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.175.48.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2620:4f:8000::1")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Where_no_partner_can_be_nothing_opens(string address)
    {
        var ip = IPAddress.Parse(address);
        IPNetwork[] lines = [.. Everything, .. AddressTable.All.Select(r => r.Network)];

        var refusal = AddressRules.Refusal(ip, lines);

        Assert.NotNull(refusal);
        Assert.Null(refusal.Allow);
        Assert.DoesNotContain("allow_network", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("64:ff9b::169.254.169.254", "64:ff9b::/96")]
    [InlineData("64:ff9b::10.0.0.1", "64:ff9b::/96")]
    public void NAT64_is_judged_by_the_address_inside_as_well(string address, string line)
        => Assert.NotNull(AddressRules.Refusal(IPAddress.Parse(address), [IPNetwork.Parse(line)]));

    [Fact]
    public void NAT64_to_a_listed_private_address_is_open()
        => Assert.Null(AddressRules.Refusal(
            IPAddress.Parse("64:ff9b::10.0.0.1"), [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("10.0.0.0/8")]));

    [Fact]
    public void The_first_and_the_last_address_of_every_closed_range_are_refused()
    {
        foreach (var range in AddressTable.All.Where(r => r.Reach != Reach.Open && r.Network.PrefixLength > 0))
        {
            Assert.NotNull(AddressRules.Refusal(range.Network.BaseAddress, []));
            Assert.NotNull(AddressRules.Refusal(Last(range.Network), []));
        }
    }

    private static IPAddress Last(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
