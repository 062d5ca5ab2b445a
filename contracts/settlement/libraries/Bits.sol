// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Bits
/// @notice Conditions as numbers. `&&`, `||` and `?:` jump; on the hot path several conditions are joined by `|` and jumped on once.
library Bits {
    function when(bool condition) internal pure returns (uint256 bit) {
        assembly ("memory-safe") {
            bit := condition // Solidity keeps bools clean: 0 or 1.
        }
    }
}
