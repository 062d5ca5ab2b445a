// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A unit. Price, fee and time are those of its first sale and are never overwritten:
/// paid = price + floor(price * buyerFeeBps / 10,000).
/// @dev From the low bits up, in bits:
///
///     owner 160 | status 4 | changes 8 | inMarket 1 | soldAt 32 | price 44 | buyerFeeBps 7
///
type UnitWord is uint256;

using UnitWordLib for UnitWord global;

/// @title Codec of `UnitWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library UnitWordLib {
    uint256 private constant OWNER_AT = 0;
    uint256 private constant STATUS_AT = 160;
    uint256 private constant CHANGES_AT = 164;
    uint256 internal constant IN_MARKET_AT = 172;
    uint256 private constant SOLD_AT_AT = 173;
    uint256 private constant PRICE_AT = 205;
    uint256 private constant BUYER_FEE_BPS_AT = 249;

    uint256 private constant ONE_CHANGE = 1 << CHANGES_AT;
    uint256 private constant TRADABLE_MASK = (1 << IN_MARKET_AT) | (15 << STATUS_AT) | type(uint160).max;

    function owner(UnitWord word) internal pure returns (address) {
        return address(uint160(UnitWord.unwrap(word) >> OWNER_AT));
    }

    function withOwner(UnitWord word, address value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(type(uint160).max) << OWNER_AT);
        return UnitWord.wrap(rest | (uint256(uint160(value)) << OWNER_AT));
    }

    function status(UnitWord word) internal pure returns (uint8) {
        return uint8((UnitWord.unwrap(word) >> STATUS_AT) & 15);
    }

    function withStatus(UnitWord word, uint8 value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(15) << STATUS_AT);
        return UnitWord.wrap(rest | (uint256(value & 15) << STATUS_AT));
    }

    function changes(UnitWord word) internal pure returns (uint8) {
        return uint8(UnitWord.unwrap(word) >> CHANGES_AT);
    }

    function withChanges(UnitWord word, uint8 value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(type(uint8).max) << CHANGES_AT);
        return UnitWord.wrap(rest | (uint256(value) << CHANGES_AT));
    }

    function inMarket(UnitWord word) internal pure returns (bool) {
        return (UnitWord.unwrap(word) >> IN_MARKET_AT) & 1 == 1;
    }

    function withInMarket(UnitWord word, bool value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(1) << IN_MARKET_AT);
        return UnitWord.wrap(rest | (uint256(value ? 1 : 0) << IN_MARKET_AT));
    }

    function soldAt(UnitWord word) internal pure returns (uint32) {
        return uint32(UnitWord.unwrap(word) >> SOLD_AT_AT);
    }

    function withSoldAt(UnitWord word, uint32 value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(type(uint32).max) << SOLD_AT_AT);
        return UnitWord.wrap(rest | (uint256(value) << SOLD_AT_AT));
    }

    function price(UnitWord word) internal pure returns (uint48) {
        return uint48((UnitWord.unwrap(word) >> PRICE_AT) & 17592186044415);
    }

    function withPrice(UnitWord word, uint48 value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(17592186044415) << PRICE_AT);
        return UnitWord.wrap(rest | (uint256(value & 17592186044415) << PRICE_AT));
    }

    function buyerFeeBps(UnitWord word) internal pure returns (uint8) {
        return uint8((UnitWord.unwrap(word) >> BUYER_FEE_BPS_AT) & 127);
    }

    function withBuyerFeeBps(UnitWord word, uint8 value) internal pure returns (UnitWord) {
        uint256 rest = UnitWord.unwrap(word) & ~(uint256(127) << BUYER_FEE_BPS_AT);
        return UnitWord.wrap(rest | (uint256(value & 127) << BUYER_FEE_BPS_AT));
    }

    /// @notice Whether it is active, in the market and this owner's, in one comparison.
    function isTradableBy(UnitWord word, address seller) internal pure returns (bool) {
        return UnitWord.unwrap(word) & TRADABLE_MASK == (1 << IN_MARKET_AT) | uint160(seller);
    }

    /// @notice Non-zero unless `isTradableBy`, with the seller as a number.
    function obstacles(UnitWord word, uint256 seller) internal pure returns (uint256) {
        return (UnitWord.unwrap(word) & TRADABLE_MASK) ^ ((1 << IN_MARKET_AT) | seller);
    }

    /// @notice What turns the words of a seller's units in the market into the buyer's (`exchanged`).
    /// @param outOfMarket The bit of the market when they leave it, else 0.
    function exchange(uint256 seller, uint256 buyer, uint256 outOfMarket) internal pure returns (uint256) {
        return seller ^ buyer ^ outOfMarket;
    }

    /// @notice The word after a resale; the caller has checked that it `isTradableBy` the seller of the exchange and that `changes` is below
    /// a limit of 8 bits.
    function exchanged(UnitWord word, uint256 exchange_) internal pure returns (UnitWord) {
        unchecked {
            return UnitWord.wrap((UnitWord.unwrap(word) ^ exchange_) + ONE_CHANGE);
        }
    }
}
