// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What every trade of a series reads.
/// @dev From the low bits up, in bits:
///
///     issuer 160 | face 48 | expiry 32 | flags 16
///
type SeriesWordA is uint256;

using SeriesWordALib for SeriesWordA global;

/// @title Codec of `SeriesWordA`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library SeriesWordALib {
    uint256 private constant ISSUER_AT = 0;
    uint256 private constant FACE_AT = 160;
    uint256 private constant EXPIRY_AT = 208;
    uint256 private constant FLAGS_AT = 240;

    function issuer(SeriesWordA word) internal pure returns (address) {
        return address(uint160(SeriesWordA.unwrap(word) >> ISSUER_AT));
    }

    function withIssuer(SeriesWordA word, address value) internal pure returns (SeriesWordA) {
        uint256 rest = SeriesWordA.unwrap(word) & ~(uint256(type(uint160).max) << ISSUER_AT);
        return SeriesWordA.wrap(rest | (uint256(uint160(value)) << ISSUER_AT));
    }

    function face(SeriesWordA word) internal pure returns (uint48) {
        return uint48(SeriesWordA.unwrap(word) >> FACE_AT);
    }

    function withFace(SeriesWordA word, uint48 value) internal pure returns (SeriesWordA) {
        uint256 rest = SeriesWordA.unwrap(word) & ~(uint256(type(uint48).max) << FACE_AT);
        return SeriesWordA.wrap(rest | (uint256(value) << FACE_AT));
    }

    function expiry(SeriesWordA word) internal pure returns (uint32) {
        return uint32(SeriesWordA.unwrap(word) >> EXPIRY_AT);
    }

    function withExpiry(SeriesWordA word, uint32 value) internal pure returns (SeriesWordA) {
        uint256 rest = SeriesWordA.unwrap(word) & ~(uint256(type(uint32).max) << EXPIRY_AT);
        return SeriesWordA.wrap(rest | (uint256(value) << EXPIRY_AT));
    }

    function flags(SeriesWordA word) internal pure returns (uint16) {
        return uint16(SeriesWordA.unwrap(word) >> FLAGS_AT);
    }

    function withFlags(SeriesWordA word, uint16 value) internal pure returns (SeriesWordA) {
        uint256 rest = SeriesWordA.unwrap(word) & ~(uint256(type(uint16).max) << FLAGS_AT);
        return SeriesWordA.wrap(rest | (uint256(value) << FLAGS_AT));
    }
}
