// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Supply and sale terms of a series.
/// @dev From the low bits up, in bits:
///
///     supply 32 | minted 32 | ended 32 | refundWindow 24 | resaleLimit 8 | issuanceFeeBps 16 | reservePerUnit
///     48 | approvedAt 40 | spare 24
///
type SeriesWordB is uint256;

using SeriesWordBLib for SeriesWordB global;

/// @title Codec of `SeriesWordB`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library SeriesWordBLib {
    uint256 private constant SUPPLY_AT = 0;
    uint256 private constant MINTED_AT = 32;
    uint256 private constant ENDED_AT = 64;
    uint256 private constant REFUND_WINDOW_AT = 96;
    uint256 private constant RESALE_LIMIT_AT = 120;
    uint256 private constant ISSUANCE_FEE_BPS_AT = 128;
    uint256 private constant RESERVE_PER_UNIT_AT = 144;
    uint256 private constant APPROVED_AT_AT = 192;

    function supply(SeriesWordB word) internal pure returns (uint32) {
        return uint32(SeriesWordB.unwrap(word) >> SUPPLY_AT);
    }

    function withSupply(SeriesWordB word, uint32 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint32).max) << SUPPLY_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << SUPPLY_AT));
    }

    function minted(SeriesWordB word) internal pure returns (uint32) {
        return uint32(SeriesWordB.unwrap(word) >> MINTED_AT);
    }

    function withMinted(SeriesWordB word, uint32 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint32).max) << MINTED_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << MINTED_AT));
    }

    function ended(SeriesWordB word) internal pure returns (uint32) {
        return uint32(SeriesWordB.unwrap(word) >> ENDED_AT);
    }

    function withEnded(SeriesWordB word, uint32 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint32).max) << ENDED_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << ENDED_AT));
    }

    function refundWindow(SeriesWordB word) internal pure returns (uint24) {
        return uint24(SeriesWordB.unwrap(word) >> REFUND_WINDOW_AT);
    }

    function withRefundWindow(SeriesWordB word, uint24 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint24).max) << REFUND_WINDOW_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << REFUND_WINDOW_AT));
    }

    function resaleLimit(SeriesWordB word) internal pure returns (uint8) {
        return uint8(SeriesWordB.unwrap(word) >> RESALE_LIMIT_AT);
    }

    function withResaleLimit(SeriesWordB word, uint8 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint8).max) << RESALE_LIMIT_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << RESALE_LIMIT_AT));
    }

    function issuanceFeeBps(SeriesWordB word) internal pure returns (uint16) {
        return uint16(SeriesWordB.unwrap(word) >> ISSUANCE_FEE_BPS_AT);
    }

    function withIssuanceFeeBps(SeriesWordB word, uint16 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint16).max) << ISSUANCE_FEE_BPS_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << ISSUANCE_FEE_BPS_AT));
    }

    function reservePerUnit(SeriesWordB word) internal pure returns (uint48) {
        return uint48(SeriesWordB.unwrap(word) >> RESERVE_PER_UNIT_AT);
    }

    function withReservePerUnit(SeriesWordB word, uint48 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint48).max) << RESERVE_PER_UNIT_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << RESERVE_PER_UNIT_AT));
    }

    function approvedAt(SeriesWordB word) internal pure returns (uint40) {
        return uint40(SeriesWordB.unwrap(word) >> APPROVED_AT_AT);
    }

    function withApprovedAt(SeriesWordB word, uint40 value) internal pure returns (SeriesWordB) {
        uint256 rest = SeriesWordB.unwrap(word) & ~(uint256(type(uint40).max) << APPROVED_AT_AT);
        return SeriesWordB.wrap(rest | (uint256(value) << APPROVED_AT_AT));
    }
}
