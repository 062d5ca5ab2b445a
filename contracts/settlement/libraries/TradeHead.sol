// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The first bytes of a trade as they lie in calldata.
/// @dev From the high bits down, in bits:
///
///     buy order index 16 | sell order index 16 | units 7 | isSellerTaker 1 | first serial 32 | what follows 184
///
type TradeHead is uint256;

using TradeHeadLib for TradeHead global;

/// @title Codec of `TradeHead`
library TradeHeadLib {
    /// @notice Position of the buy order's entry in its table, times the size of an entry, 2^sizeShift bytes.
    function buyOffset(TradeHead self, uint256 sizeShift) internal pure returns (uint256) {
        unchecked {
            return (TradeHead.unwrap(self) >> (240 - sizeShift)) & (0xffff << sizeShift); // Shifts by constants.
        }
    }

    /// @notice Likewise of the sell order.
    function sellOffset(TradeHead self, uint256 sizeShift) internal pure returns (uint256) {
        unchecked {
            return (TradeHead.unwrap(self) >> (224 - sizeShift)) & (0xffff << sizeShift); // Shifts by constants.
        }
    }

    function units(TradeHead self) internal pure returns (uint256) {
        return (TradeHead.unwrap(self) >> 217) & 127;
    }

    /// @notice The units from bit `at` up, below bit 217.
    function unitsAt(TradeHead self, uint256 bit) internal pure returns (uint256) {
        unchecked {
            return (TradeHead.unwrap(self) >> (217 - bit)) & (127 << bit); // Shifts by constants.
        }
    }

    /// @dev 1 or 0.
    function isSellerTaker(TradeHead self) internal pure returns (uint256) {
        return (TradeHead.unwrap(self) >> 216) & 1;
    }

    /// @notice The first serial of a secondary sale; of a primary sale, whatever follows it.
    function firstSerial(TradeHead self) internal pure returns (uint256) {
        return (TradeHead.unwrap(self) >> 184) & type(uint32).max;
    }
}
