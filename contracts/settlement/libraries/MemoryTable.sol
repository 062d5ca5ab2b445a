// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Memory table
/// @notice Entries of equal size one behind the other, reached by address. Arrays of structs would zero every entry first, hold a pointer
/// to each, and allocate a fresh empty struct for every reference that a function returns.
/// @dev Memory-safe throughout: only memory that `allocate` gave is read or written, by the entry types of this folder.
library MemoryTable {
    /// @notice Memory that nobody else gets. It is not zeroed: an entry is written whole before it is read.
    function allocate(uint256 size) internal pure returns (uint256 table) {
        assembly ("memory-safe") {
            table := mload(0x40)
            mstore(0x40, add(table, size))
        }
    }

    function load(uint256 entry, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(entry, offset))
        }
    }

    /// @dev Without cleaning: what was stored as an address has no higher bits.
    function loadAddress(uint256 entry, uint256 offset) internal pure returns (address value) {
        assembly ("memory-safe") {
            value := mload(add(entry, offset))
        }
    }

    function store(uint256 entry, uint256 offset, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(entry, offset), word)
        }
    }
}
