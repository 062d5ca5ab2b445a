// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a trading key signs (EIP-712, domain "Genex Settlement" version "1").
/// @param account Whose money or units.
/// @param series The series traded.
/// @param flags See `OrderFlags`.
/// @param price Limit per unit in money units (6 decimals), fees excluded; > 0, <= face for utility series.
/// @param quantity Units, 1..2^32-1; a NAMED sell has 1.
/// @param lane 0..127; a lane holds one live order.
/// @param seq Within the lane: a higher one replaces, the same shares the fill budget; from 1.
/// @param epoch The signing key's epoch, read from storage when verified.
/// @param expiry Last second at which it may settle.
/// @param maxFeeBps Cap on the fee rate charged to this order.
/// @param minResalesLeft A buyer's demand on the unit after this sale.
/// @param unitId NAMED sells: the token id; otherwise 0.
struct Order {
    address account;
    uint32 series;
    uint16 flags;
    uint48 price;
    uint32 quantity;
    uint8 lane;
    uint32 seq;
    uint24 epoch;
    uint40 expiry;
    uint16 maxFeeBps;
    uint8 minResalesLeft;
    uint64 unitId;
}

/// @notice Bits of `Order.flags`.
library OrderFlags {
    uint16 internal constant SELL = 1 << 0;
    /// @dev The book of units that cannot be resold after this sale.
    uint16 internal constant FINAL = 1 << 1;
    uint16 internal constant POST_ONLY = 1 << 2;
    uint256 internal constant CLASS_SHIFT = 3;
    uint16 internal constant CLASS_MASK = 3 << 3; // 0 GTC, 1 GTD, 2 IOC, 3 FOK
    uint16 internal constant PRIMARY = 1 << 5;
    uint16 internal constant TO_WALLET = 1 << 6;
    uint16 internal constant OPEN_SETTLE = 1 << 7;
    uint256 internal constant CHOICE_SHIFT = 8;
    uint16 internal constant CHOICE_MASK = 3 << 8; // `UnitChoice`; meaningful in secondary sells
    uint256 internal constant KEY_INDEX_SHIFT = 10;
    uint16 internal constant KEY_INDEX_MASK = 7 << 10;
    uint16 internal constant MARKET = 1 << 13;
    uint16 internal constant UNUSED_MASK = 3 << 14;
}

/// @notice How a secondary sell names its units.
library UnitChoice {
    /// @dev The one unit of `unitId`.
    uint256 internal constant NAMED = 0;
    /// @dev Any unit with at least one ownership change.
    uint256 internal constant RESOLD = 1;
    /// @dev Any unit; the signer gives up the refund of those sold.
    uint256 internal constant ANY = 2;
}
