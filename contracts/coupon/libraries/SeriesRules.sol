// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Series rules
/// @notice The arithmetic of a series: face value, reserve and the highest net price.
library SeriesRules {
    /// @dev The unit word records 44 bits of price, about 17.6 million dollars.
    uint48 internal constant MAX_PRICE = uint48((1 << 44) - 1);
    uint256 internal constant UTILITY_TERM = 365 days;
    uint24 internal constant MAX_REFUND_WINDOW = 30 days;
    uint256 internal constant MAX_URI_LENGTH = 256;

    uint256 private constant BPS = 10_000;
    /// @dev The platform's share of the face value of unredeemed units.
    uint256 private constant BREAKAGE_BPS = 1_000;

    /// @notice Face value of all units; at most 80 bits.
    function faceValue(uint48 face, uint32 supply) internal pure returns (uint256) {
        return uint256(face) * supply;
    }

    /// @notice What stays held per live unit. Rounded up: the reserve covers the whole breakage share.
    /// @dev `face` is at most MAX_PRICE, so a tenth of it fits.
    function reservePerUnit(uint48 face, uint48 issuePrice) internal pure returns (uint48) {
        return uint48(Math.max(issuePrice, Math.mulDiv(face, BREAKAGE_BPS, BPS, Math.Rounding.Ceil)));
    }

    /// @notice The highest price less its issuance fee, the dust in the issuer's favour: above it no primary sale could ever be filled.
    /// Utility never trades above face; a security's price is bounded by what a unit can record.
    function highestNetPrice(uint48 face, bool security, uint16 issuanceFeeBps) internal pure returns (uint48) {
        uint48 price = security ? MAX_PRICE : face;
        return price - uint48(Math.mulDiv(price, issuanceFeeBps, BPS));
    }
}
